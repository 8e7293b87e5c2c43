"""The champion model in memory: loaded when a prediction first needs it, replaced within a minute of a retrain."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, cast

from cachetools import LRUCache, TTLCache
from fastapi import Depends, Request

from functions.api.answers import Forecast, Horizon
from functions.api.world import World, remember
from perennial import layout
from perennial.errors import NoModelYet
from perennial.pointers import read_pointer

if TYPE_CHECKING:
    from perennial.models.artifact import AnyModel
    from perennial.models.serving import ServingModel
    from perennial.predictions import Prediction

POINTER_SECONDS = 60
DATASETS_REMEMBERED = 100
MODELS_KEPT = 8


class Champions:
    """The current model of each dataset."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._versions: TTLCache[str, str] = TTLCache(DATASETS_REMEMBERED, POINTER_SECONDS, timer=world.seconds)
        self._models: LRUCache[tuple[str, str], AnyModel] = LRUCache(MODELS_KEPT)

    def version(self, dataset: str) -> str:
        """The champion's version, at most a minute old; raises NoModelYet."""
        return remember(self._versions, dataset, lambda: self._pointed_to(dataset))

    def model(self, dataset: str) -> "AnyModel":
        """The champion; raises NoModelYet, and IntegrityError when its bytes are not those that were registered."""
        known = self._models.get((dataset, self.version(dataset)))
        return self._loaded(dataset) if known is None else known

    def forget(self, dataset: str) -> None:
        """Look at the pointer again with the next prediction: it was moved from here."""
        self._versions.pop(dataset, None)

    def _pointed_to(self, dataset: str) -> str:
        pointer = read_pointer(self._world.ports.models, layout.champion_pointer(dataset))
        if pointer.snapshot is None:
            raise NoModelYet(dataset)
        return pointer.snapshot

    def _loaded(self, dataset: str) -> "AnyModel":
        """The champion of now, which need not be the one that was pointed to up to a minute ago."""
        from perennial.models.artifact import load_model  # noqa: PLC0415  # numpy and joblib only where they are used

        model = load_model(self._world.ports.models, self._world.ports.registry, dataset)
        self._versions[dataset] = model.version
        self._models[dataset, model.version] = model
        return model


def fresh_forecasts(model: "ServingModel", customers: Sequence[Mapping[str, float | None]]) -> list[Forecast]:
    """What the model expects of customers with these features."""
    from perennial.scoring import predict_many  # noqa: PLC0415  # numpy only where it is used

    return [_forecast(model, predicted) for predicted in predict_many(model, customers)]


def _forecast(model: "ServingModel", predicted: "Prediction") -> Forecast:
    return Forecast(
        dataset=model.dataset,
        customer_id=None,
        as_of=model.as_of,
        model_version=model.version,
        horizons=[
            Horizon(
                horizon_days=days,
                expected_spend=predicted.expected_spend[days],
                expected_spend_low=predicted.expected_spend_low[days],
                expected_spend_high=predicted.expected_spend_high[days],
                expected_orders=predicted.expected_orders[days],
                churn_probability=predicted.churn_probability[days],
            )
            for days in model.horizons_days
        ],
        p_alive=predicted.p_alive,
        expected_next_order_at=predicted.expected_next_order_at,
        average_gap_days=predicted.average_gap_days,
        withheld=predicted.withheld,
        notes=predicted.notes,
        segment=predicted.segment,
        tier=predicted.tier,
        value_percentile=predicted.value_percentile,
        risk=predicted.risk,
        action=predicted.action,
        reasons=list(predicted.reasons),
        value_at_risk=predicted.value_at_risk,
        unknown_features=list(predicted.unknown_features),
    )


async def _champions(request: Request) -> Champions:
    return cast(Champions, request.app.state.champions)


CurrentChampions = Annotated[Champions, Depends(_champions)]
