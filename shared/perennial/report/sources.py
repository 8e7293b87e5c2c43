"""What a report is made from, as plain values: what the stages said of a dataset."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from perennial.dataset import Dataset

type Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything but the customers themselves, who lie in the tables `features`, `scores` and `orders` of an engine.

    `features` and `scores` are what their pointers say; `segments` the rows of segment_summary.csv; `manifest` and
    `metrics` the champion's; `quality` the dataset's (dataset_quality); `realised` one reading a past scoring and
    horizon whose time has come, `plan_effects` one a past plan; `readings` those of drift, newest last; `before` the
    headline of the last report on other scores.
    """

    dataset: str
    description: Dataset
    features: Said
    scores: Said
    segments: Sequence[Said]
    manifest: Said
    metrics: Said
    quality: Said
    realised: Sequence[Said] = ()
    plan_effects: Sequence[Said] = ()
    readings: Sequence[Said] = ()
    before: Said = field(default_factory=dict)

    @property
    def of_subscribers(self) -> bool:
        """Whether the dataset holds subscribers."""
        return bool(self.features.get("kind") == "subscribers")

    @property
    def currency(self) -> str | None:
        """The code of the dataset's currency where it is known."""
        return self.description.currency

    @property
    def as_of(self) -> str | None:
        """The last day the forecasts have seen."""
        found = self.scores.get("as_of")
        return None if found is None else str(found)

    @property
    def totals(self) -> list[Said]:
        """By rising horizon what all customers together are expected to spend; those withheld are missing."""
        return [one for one in self.scores.get("totals", []) if isinstance(one, Mapping)]

    @property
    def value_horizon_days(self) -> int | None:
        """The days ahead over which customers are compared by worth; None where every horizon is withheld."""
        return _days(self.manifest.get("value_horizon_days"))

    @property
    def churn_horizon_days(self) -> int | None:
        """The days ahead over which risk is told."""
        return _days(self.manifest.get("churn_horizon_days"))

    @property
    def withheld(self) -> dict[str, str]:
        """By score column why its number is not given."""
        return {str(column): str(reason) for column, reason in self.manifest.get("withheld", {}).items()}

    @property
    def notes(self) -> dict[str, str]:
        """By score column why its number, though given, was not held to the past."""
        return {str(column): str(reason) for column, reason in self.manifest.get("notes", {}).items()}

    def winner(self, column: str) -> str | None:
        """The candidate that serves a score column; None where it is withheld or was not judged."""
        found = self.manifest.get("numbers", {}).get(column, {}).get("winner")
        return None if found is None else str(found)

    def tested(self, column: str) -> Said:
        """The winner's figures on a past it had not seen; empty where there was no test."""
        winner = self.winner(column)
        found = self.metrics.get(column, {}).get(winner, {})
        return found if isinstance(found, Mapping) else {}


def _days(found: object) -> int | None:
    return found if isinstance(found, int) else None
