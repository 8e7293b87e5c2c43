"""What a training comes to, whatever kind of dataset it was of."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from perennial.models.recipes import Recipe
from perennial.models.serving import ServingModel
from perennial.models.subscriber_serving import SubscriberModel
from perennial.models.succession import Decision
from perennial.records import Json


@dataclass(frozen=True, slots=True)
class Trained[M: ServingModel | SubscriberModel]:
    """A model, how it came about (manifest, recipe), and by score column who won and how all did on the untouched days.

    `decision` says whether it becomes champion. Where it lost, `refreshed` is what serves instead: the champion's
    recipe fitted to the new data. None there with the kind "kept": the champion serves on as it is. `reference` is what
    later customers are held to, to see whether they have become others.
    """

    model: M
    manifest: dict[str, Json]
    metrics: dict[str, Json]
    winners: dict[str, Json]
    recipe: Recipe
    decision: Decision
    refreshed: "Trained[M] | None" = None
    reference: dict[str, Json] = field(default_factory=dict)

    def with_reference(self, reference_of: Callable[[M], dict[str, Json]]) -> "Trained[M]":
        """The same with the reference of each model."""
        refreshed = None if self.refreshed is None else self.refreshed.with_reference(reference_of)
        return replace(self, refreshed=refreshed, reference=reference_of(self.model))
