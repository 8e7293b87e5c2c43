"""What is expected of one customer: a row of the score table as plain values, with what is withheld and why."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perennial.forecasts import (
    ALIVE,
    GAP,
    NEXT_ORDER,
    Blank,
    churn_column,
    high_column,
    low_column,
    orders_column,
    spend_column,
)
from perennial.models.serving import ServingModel
from perennial.tables import REASON_COLUMNS


@dataclass(frozen=True, slots=True)
class Prediction:
    """What is expected of one customer.

    `expected_spend` (currency), the range it lies in four times in five (`expected_spend_low` to `…_high`),
    `expected_orders` and `churn_probability` (0 to 1) are keyed by horizon_days; None = withheld, and `withheld` says
    why by score column. `notes` says by score column how a number came about that was not backtested.
    `p_alive` is 0 to 1, `expected_next_order_at` as likely too early as too late by `churn_probability`.
    `value_percentile` is 0 to 100. `reasons`, greatest effect first, are what the spend at the value horizon (or else
    churn) is associated with. `value_at_risk` (currency) is churn times spend at the value horizon.
    `unknown_features` were not given.
    """

    expected_spend: dict[int, float | None]
    expected_spend_low: dict[int, float | None]
    expected_spend_high: dict[int, float | None]
    expected_orders: dict[int, float | None]
    churn_probability: dict[int, float | None]
    p_alive: float | None
    expected_next_order_at: date | None
    average_gap_days: float | None
    value_percentile: float | None
    tier: str | None
    segment: str
    risk: str | None
    action: str
    reasons: tuple[str, ...]
    value_at_risk: float | None
    withheld: dict[str, str]
    notes: dict[str, str]
    unknown_features: tuple[str, ...]


def prediction_of(
    model: ServingModel,
    judged: Mapping[str, NDArray[Any]],
    blanks: Sequence[Blank],
    unknown: NDArray[np.bool_],
    row: int,
) -> Prediction:
    """What the columns of a score table say of one row; `unknown` are the model's features that were not told of it."""

    def by_horizon(column: Callable[[int], str]) -> dict[int, float | None]:
        return {days: _number(judged[column(days)][row]) for days in model.horizons_days}

    return Prediction(
        expected_spend=by_horizon(spend_column),
        expected_spend_low=by_horizon(low_column),
        expected_spend_high=by_horizon(high_column),
        expected_orders=by_horizon(orders_column),
        churn_probability=by_horizon(churn_column),
        p_alive=_number(judged[ALIVE][row]),
        expected_next_order_at=_day(judged[NEXT_ORDER][row]),
        average_gap_days=_number(judged[GAP][row]),
        value_percentile=_number(judged["value_percentile"][row]),
        tier=judged["tier"][row],
        segment=judged["segment"][row],
        risk=judged["risk"][row],
        action=judged["action"][row],
        reasons=tuple(judged[name][row] for name in REASON_COLUMNS if judged[name][row] is not None),
        value_at_risk=_number(judged["value_at_risk"][row]),
        withheld=model.withheld | {blank.column: blank.reason for blank in blanks if blank.rows[row]},
        notes=dict(model.notes),
        unknown_features=tuple(name for name, none in zip(model.feature_names, unknown, strict=True) if none),
    )


def _number(value: np.float64) -> float | None:
    return None if np.isnan(value) else float(value)


def _day(value: np.datetime64) -> date | None:
    return None if np.isnat(value) else date.fromisoformat(str(value)[:10])
