"""From features to what a person reads: expected spend, churn, value, segment, risk and what to do.

One row or a million, the same code: `predict_many` is `score_table` on a table of what was told.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perennial.columns import Numbers, input_matrix
from perennial.economics import recommended_action, value_at_risk
from perennial.explain import Words, reasons
from perennial.forecasts import (
    Blank,
    churn_column,
    horizon_columns,
    next_order_columns,
    own_gaps,
    reasons_in_words,
    spend_column,
)
from perennial.models.serving import ServingModel
from perennial.predictions import Prediction, prediction_of
from perennial.segments import segment
from perennial.tables import REASON_COLUMNS

SCORING_VERSION = "6"
# Lower ends: the others, the rest of the better half, the next 15 %, the best 5 % of customers by expected spend.
TIERS = ((0.0, "low"), (50.0, "middle"), (80.0, "high"), (95.0, "top"))
RISKS = ((0.0, "low"), (1 / 3, "medium"), (2 / 3, "high"))
SEGMENT_INPUTS = ("recency_days", "frequency", "monetary")


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


def predict_many(model: ServingModel, customers: Sequence[Mapping[str, float | None]]) -> list[Prediction]:
    """What is expected of each of these customers by their features; None, NaN and absent ones are unknown."""
    rows = len(customers)
    names = dict.fromkeys(name for features in customers for name in features)
    columns: dict[str, NDArray[Any]] = {
        name: np.array([np.nan if (value := features.get(name)) is None else value for features in customers])
        for name in names
    }
    as_of = np.full(rows, np.datetime64(model.as_of, "us"))
    judged, blanks, matrix = _judged(model, columns | {"as_of": as_of}, rows)
    unknown = np.isnan(matrix)
    return [prediction_of(model, judged, blanks, unknown[row], row) for row in range(rows)]


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
) -> tuple[dict[str, NDArray[Any]], list[Blank], Numbers]:
    """Columns from the first horizon's to value at risk, the rows that lack a number, and the model's input."""
    matrix, _ = input_matrix(columns, model.feature_names, rows)
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
    return judged, blanks, matrix


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
