"""From features to what a person reads: expected spend, churn, value, segment, risk and what to do.

One row or a million, the same code: `predict_one` is `score_table` on a table of one row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perennial.columns import Numbers, input_matrix
from perennial.economics import recommended_action, value_at_risk
from perennial.explain import Words, reasons
from perennial.forecasts import (
    ALIVE,
    GAP,
    NEXT_ORDER,
    Blank,
    churn_column,
    high_column,
    horizon_columns,
    low_column,
    next_order_columns,
    orders_column,
    own_gaps,
    reasons_in_words,
    spend_column,
)
from perennial.models.serving import ServingModel
from perennial.segments import segment
from perennial.tables import REASON_COLUMNS

SCORING_VERSION = "6"
# Lower ends: the others, the rest of the better half, the next 15 %, the best 5 % of customers by expected spend.
TIERS = ((0.0, "low"), (50.0, "middle"), (80.0, "high"), (95.0, "top"))
RISKS = ((0.0, "low"), (1 / 3, "medium"), (2 / 3, "high"))
SEGMENT_INPUTS = ("recency_days", "frequency", "monetary")


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


def score_table(model: ServingModel, columns: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """The score table (tables.scores_table) of the customers of a feature table, row for row.

    Withheld numbers are NaN, unknown words None; `withheld_reason` tells why, and which were not backtested.
    """
    rows = len(columns["customer_id"])
    judged, blanks, _ = _judged(model, columns, rows)
    return {
        "customer_id": columns["customer_id"],
        "as_of": columns["as_of"],
        "model_version": _words(rows, model.version),
        **judged,
        "withheld_reason": reasons_in_words(model, blanks, rows),
    }


def predict_one(model: ServingModel, features: Mapping[str, float | None]) -> Prediction:
    """What is expected of a customer with these features; None, NaN and absent ones are unknown."""
    columns = {name: np.array([np.nan if value is None else value]) for name, value in features.items()}
    judged, blanks, unknown = _judged(model, columns | {"as_of": np.array([np.datetime64(model.as_of, "us")])}, 1)
    return Prediction(
        expected_spend={days: _number(judged[spend_column(days)]) for days in model.horizons_days},
        expected_spend_low={days: _number(judged[low_column(days)]) for days in model.horizons_days},
        expected_spend_high={days: _number(judged[high_column(days)]) for days in model.horizons_days},
        expected_orders={days: _number(judged[orders_column(days)]) for days in model.horizons_days},
        churn_probability={days: _number(judged[churn_column(days)]) for days in model.horizons_days},
        p_alive=_number(judged[ALIVE]),
        expected_next_order_at=_day(judged[NEXT_ORDER]),
        average_gap_days=_number(judged[GAP]),
        value_percentile=_number(judged["value_percentile"]),
        tier=judged["tier"][0],
        segment=judged["segment"][0],
        risk=judged["risk"][0],
        action=judged["action"][0],
        reasons=tuple(judged[name][0] for name in REASON_COLUMNS if judged[name][0] is not None),
        value_at_risk=_number(judged["value_at_risk"]),
        withheld=model.withheld | {blank.column: blank.reason for blank in blanks if blank.rows[0]},
        notes=dict(model.notes),
        unknown_features=unknown,
    )


def value_percentile(values: Numbers, quantiles: Numbers) -> Numbers:
    """The share of customers (0 to 100) below each value, equal ones counted half; NaN where the value is unknown.

    `quantiles` are the evenly spaced quantiles of those customers' values, from the 0 % to the 100 % one. Counting
    ties half keeps a crowd of equal values in the middle of its ranks: nobody is `top` because all are worth nothing.
    """
    if not quantiles.size:
        return np.full(values.shape, np.nan)
    shares = np.linspace(0.0, 100.0, quantiles.size)
    first = np.searchsorted(quantiles, values, side="left")
    last = np.searchsorted(quantiles, values, side="right") - 1
    among_equals = (shares[np.minimum(first, quantiles.size - 1)] + shares[last]) / 2
    return np.where(first <= last, among_equals, np.interp(values, quantiles, shares, left=0.0, right=100.0))


def _judged(
    model: ServingModel, columns: Mapping[str, NDArray[Any]], rows: int
) -> tuple[dict[str, NDArray[Any]], list[Blank], tuple[str, ...]]:
    """Columns from the first horizon's to value at risk, the rows that lack a number, and the unknown features."""
    matrix, unknown = input_matrix(columns, model.feature_names, rows)
    forecasts, outlook = horizon_columns(model, matrix)
    next_orders, blanks = next_order_columns(model, outlook, forecasts, columns["as_of"], own_gaps(columns, rows))
    nothing = np.full(rows, np.nan)
    value = forecasts.get(spend_column(model.value_horizon_days), nothing)
    churn = forecasts.get(churn_column(model.churn_horizon_days), nothing)
    percentile = value_percentile(value, model.value_quantiles)
    buying, _ = input_matrix(columns, SEGMENT_INPUTS, rows)
    segments = segment(dict(zip(SEGMENT_INPUTS, buying.T, strict=True)), model.segments)
    risk = _named(churn, RISKS)
    actions = [recommended_action(*pair) for pair in zip(segments, risk, strict=True)]
    judged = {
        **forecasts,
        **next_orders,
        "value_percentile": percentile,
        "tier": _named(percentile, TIERS),
        "segment": segments,
        "risk": risk,
        "action": np.array(actions, dtype=object),
        **dict(zip(REASON_COLUMNS, _reasons(model, matrix).T, strict=True)),
        "value_at_risk": value_at_risk(forecasts.get(churn_column(model.value_horizon_days), nothing), value),
    }
    return judged, blanks, unknown


def _reasons(model: ServingModel, matrix: Numbers) -> Words:
    """Why the value is what it is; where it is withheld, why the churn is.

    They explain the forecast of that horizon before the horizons were made to agree.
    """
    reference = model.reference
    spend, churn = model.value_horizon_days, model.churn_horizon_days
    if reference is not None and spend in model.spend and spend_column(spend) not in model.withheld:
        return reasons(model.spend[spend], matrix, reference, model.feature_names, "money")
    if reference is not None and churn in model.churn and churn_column(churn) not in model.withheld:
        return reasons(model.churn[churn], matrix, reference, model.feature_names, "probability")
    return np.full((len(matrix), len(REASON_COLUMNS)), None, dtype=object)


def _named(values: Numbers, bands: tuple[tuple[float, str], ...]) -> NDArray[np.object_]:
    lower_ends, names = zip(*bands, strict=True)
    named = np.array(names, dtype=object)[np.searchsorted(lower_ends[1:], values, side="right")]
    named[np.isnan(values)] = None
    return np.asarray(named, dtype=np.object_)


def _words(rows: int, word: str | None) -> NDArray[np.object_]:
    return np.full(rows, word, dtype=object)


def _number(column: NDArray[Any]) -> float | None:
    return None if np.isnan(column[0]) else float(column[0])


def _day(column: NDArray[Any]) -> date | None:
    return None if np.isnat(column[0]) else date.fromisoformat(str(column[0])[:10])
