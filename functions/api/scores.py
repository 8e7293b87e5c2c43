"""Scored customers as the current snapshot has them. Nothing here knows numpy or a model."""

import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Annotated, cast

from cachetools import TTLCache
from fastapi import Depends, Request

from functions.api.answers import Forecast, Horizon, PastForecast
from functions.api.questions import MODEL_INPUTS
from functions.api.subscribers import SubscriberForecast, stored_subscriber_forecast
from functions.api.world import World, remember
from perennial import layout
from perennial.errors import NoModelYet, UnknownCustomer
from perennial.pointers import Pointer, read_pointer
from perennial.records import CustomerRecord, Json
from perennial.tables import REASON_COLUMNS

POINTER_SECONDS = 5
READERS = 16
SNAPSHOTS_READ = 400  # a year of days: they come by their names, which say nothing of their age
PAST_TOLD = 24
SAID_ONCE = ("value_assumptions",)
DATASETS_REMEMBERED = 100
SPEND_COLUMN = re.compile(r"expected_spend_(\d+)d")
NUMBER = (
    r"(?:(?:expected_spend|expected_orders|churn_probability)_\d+d(?:_low|_high)?"
    "|p_alive|expected_next_order_at|average_gap_days)"
)
NUMBERS = rf"{NUMBER}(?:, {NUMBER})*"
REASON = re.compile(rf"({NUMBERS}): (.*?)(?=; {NUMBERS}: |\Z)")
NEXT_ORDER = ("p_alive", "expected_next_order_at", "average_gap_days")


class Scores:
    """Customers of the snapshot the score pointer names, so that a half-written one is never seen."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._pointers: TTLCache[str, Pointer] = TTLCache(DATASETS_REMEMBERED, POINTER_SECONDS, timer=world.seconds)

    def current(self, dataset: str) -> Pointer:
        """The current snapshot, a few seconds old at most; raises NoModelYet before the first scoring."""
        pointer = remember(self._pointers, dataset, lambda: self._pointer(dataset))
        if pointer.snapshot is None:
            raise NoModelYet(dataset)
        return pointer

    def customer(self, dataset: str, customer_id: str) -> CustomerRecord:
        """A customer as scored last; raises NoModelYet before the first scoring, and UnknownCustomer."""
        (record,) = self.customers(dataset, [customer_id])
        if record is None:
            raise UnknownCustomer(dataset, customer_id)
        return record

    def customers(self, dataset: str, customer_ids: Sequence[str]) -> list[CustomerRecord | None]:
        """Customers as scored last, None for one who was not; raises NoModelYet before the first scoring."""
        pointer = self.current(dataset)
        table, snapshot = self._world.ports.customers, str(pointer.snapshot)

        def scored(customer_id: str) -> CustomerRecord | None:
            record = table.get(dataset, customer_id, snapshot)
            return None if record is None else replace(record, score=record.score | _of_all(pointer))

        if len(customer_ids) == 1:
            return [scored(customer_ids[0])]
        with ThreadPoolExecutor(READERS) as readers:
            return list(readers.map(scored, customer_ids))

    def past(self, record: CustomerRecord) -> list[CustomerRecord]:
        """The same customer in earlier snapshots, as far as they are kept, the newest days first."""
        kept = self._world.ports.customers.history(record.dataset, record.customer_id, limit=SNAPSHOTS_READ)
        others = [one for one in kept if one.snapshot != record.snapshot]
        return sorted(others, key=_day_and_model, reverse=True)[:PAST_TOLD]

    def _pointer(self, dataset: str) -> Pointer:
        return read_pointer(self._world.ports.lake, layout.scores_pointer(dataset))


def _of_all(scores: Pointer) -> dict[str, Json]:
    """What is said once for all scores of a snapshot, because it is the same for everybody."""
    return {name: scores.detail[name] for name in SAID_ONCE if name in scores.detail}


def _day_and_model(record: CustomerRecord) -> tuple[str, str]:
    return str(record.score.get("as_of") or ""), str(record.score.get("model_version"))


def past_forecast(record: CustomerRecord) -> PastForecast:
    """What an earlier snapshot said of a customer."""
    score = record.score
    return PastForecast.model_validate(
        {
            "as_of": score.get("as_of"),
            "model_version": score["model_version"],
            "horizons": _horizons(score),
            "churn_probability": score.get("churn_probability"),
            "expected_value": score.get("expected_value"),
        }
    )


def stored_forecast(record: CustomerRecord) -> Forecast | SubscriberForecast:
    """The forecast a scored customer's record holds."""
    score = record.score
    if "already_left" in score:
        return stored_subscriber_forecast(record)
    told = REASON.findall(str(score.get("withheld_reason") or ""))
    reasons = {column: reason for columns, reason in told for column in columns.split(", ")}
    return Forecast.model_validate(
        {
            "dataset": record.dataset,
            "customer_id": record.customer_id,
            "horizons": _horizons(score),
            "withheld": {column: why for column, why in reasons.items() if score.get(column) is None},
            "notes": {column: how for column, how in reasons.items() if score.get(column) is not None},
            **{name: score.get(name) for name in NEXT_ORDER},
            "reasons": [score[name] for name in REASON_COLUMNS if score.get(name) is not None],
            "unknown_features": [c.name for c in MODEL_INPUTS if record.features.get(c.name) is None],
            **{name: score[name] for name in Forecast.model_fields if name in score},
        }
    )


def _horizons(score: Mapping[str, Json]) -> list[Horizon]:
    days = sorted(int(match[1]) for match in map(SPEND_COLUMN.fullmatch, score) if match)
    return [
        Horizon.model_validate(
            {
                "horizon_days": horizon_days,
                "expected_spend": score[f"expected_spend_{horizon_days}d"],
                "expected_spend_low": score.get(f"expected_spend_{horizon_days}d_low"),
                "expected_spend_high": score.get(f"expected_spend_{horizon_days}d_high"),
                "expected_orders": score.get(f"expected_orders_{horizon_days}d"),
                "churn_probability": score[f"churn_probability_{horizon_days}d"],
            }
        )
        for horizon_days in days
    ]


async def _scores(request: Request) -> Scores:
    return cast(Scores, request.app.state.scores)


CurrentScores = Annotated[Scores, Depends(_scores)]
