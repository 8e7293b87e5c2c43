"""What came of a past forecast once its horizon has passed: customers, totals and probabilities against the orders."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

import numpy as np
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from perennial.columns import Numbers, numbers
from perennial.features import labels_at
from perennial.forecasts import churn_column, spend_column
from perennial.models.metrics import churn_metrics, spend_metrics
from perennial.records import Json

LEAST_CUSTOMERS = 30

type Measure = Callable[[Numbers, Numbers], dict[str, Json]]


@dataclass(frozen=True, slots=True)
class PastForecast:
    """What a scoring said in sum over one horizon; `expected`, `low` and `high` in currency, None where withheld."""

    snapshot: str
    as_of: date
    horizon_days: int
    model_version: str
    backfilled: bool
    expected: float | None
    low: float | None
    high: float | None

    @property
    def key(self) -> dict[str, Json]:
        """Which forecast it is."""
        return {
            "as_of": self.as_of.isoformat(),
            "horizon_days": self.horizon_days,
            "model_version": self.model_version,
            "backfilled": self.backfilled,
            "snapshot": self.snapshot,
        }


def past_forecasts(histories: Sequence[Mapping[str, Any]], last_day: date) -> list[PastForecast]:
    """Every forecast of these score histories whose horizon has passed by the end of the last day, oldest first.

    Of the scorings of one calendar week the last counts, and of one day's the newest that was not made afterwards: a
    shop whose files come daily is judged by fifty scorings a year, not by hundreds that say the same.
    """
    by_week: dict[tuple[int, int], Mapping[str, Any]] = {}
    for one in sorted(histories, key=lambda one: (one["as_of"], not one["backfilled"], one["scored_at"])):
        by_week[date.fromisoformat(one["as_of"]).isocalendar()[:2]] = one
    found = [
        PastForecast(
            snapshot=one["snapshot"],
            as_of=date.fromisoformat(one["as_of"]),
            horizon_days=total["horizon_days"],
            model_version=one["model_version"],
            backfilled=one["backfilled"],
            expected=total["expected"],
            low=total["low"],
            high=total["high"],
        )
        for one in by_week.values()
        for total in one["totals"]
    ]
    passed = [one for one in found if one.as_of + timedelta(days=one.horizon_days) <= last_day]
    return sorted(passed, key=lambda one: (one.as_of, one.horizon_days))


def realised_forecast(
    con: DuckDBPyConnection, forecast: PastForecast, scores: Path, baseline: Mapping[str, float | None]
) -> dict[str, Json]:
    """The figures of a forecast against `order_lines`, by the labels that models learn from.

    `baseline` are the ROC-AUC and Brier score its model had when it was trained. Customers of whom the order lines know
    nothing any more are left out; with too few customers, or where a number was withheld, its figures are None.
    """
    predicted, actual = _joined(con, forecast, scores)
    spend, stayed_away = actual["spend"], (actual["orders"] == 0).astype(np.float64)
    total = float(spend.sum())
    inside = None if forecast.low is None or forecast.high is None else forecast.low <= total <= forecast.high
    by_spend = _figures(spend_metrics, spend, predicted.get(spend_column(forecast.horizon_days)))
    by_churn = _figures(churn_metrics, stayed_away, predicted.get(churn_column(forecast.horizon_days)))
    return {
        **forecast.key,
        "customers": len(spend),
        "expected": forecast.expected,
        "low": forecast.low,
        "high": forecast.high,
        "realised": total,
        "inside": inside,
        "gini": by_spend.get("normalised_gini"),
        "mae": by_spend.get("mae"),
        "spend_deciles": by_spend.get("deciles"),
        "roc_auc": by_churn.get("roc_auc"),
        "brier": by_churn.get("brier"),
        "churn_deciles": by_churn.get("deciles"),
        "churned": int(stayed_away.sum()),
        "roc_auc_at_training": baseline.get("roc_auc"),
        "brier_at_training": baseline.get("brier"),
    }


def auc_error(auc: float, positives: int, negatives: int) -> float:
    """The standard error of a ROC-AUC (Hanley and McNeil, Radiology 143, 1982); infinite where nobody or all left."""
    if not positives or not negatives:
        return float("inf")
    of_positives, of_negatives = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    variance = auc * (1 - auc) + (positives - 1) * (of_positives - auc**2) + (negatives - 1) * (of_negatives - auc**2)
    return float(np.sqrt(variance / (positives * negatives)))


def _joined(
    con: DuckDBPyConnection, forecast: PastForecast, scores: Path
) -> tuple[dict[str, Numbers], dict[str, Numbers]]:
    """The numbers of the scored customers whom the order lines know, and what they did, row for row."""
    said = con.execute("from read_parquet($file) order by customer_id", {"file": str(scores)}).fetchnumpy()
    came = labels_at(con, forecast.as_of, forecast.horizon_days).fetchnumpy()
    scored, known = (np.asarray(columns["customer_id"], dtype=np.str_) for columns in (said, came))
    _, mine, theirs = np.intersect1d(scored, known, assume_unique=True, return_indices=True)
    columns = cast(Mapping[str, NDArray[Any]], said)
    wanted = (spend_column(forecast.horizon_days), churn_column(forecast.horizon_days))
    predicted = {name: numbers(columns[name][mine]) for name in wanted if name in columns}
    return predicted, {name: numbers(came[name][theirs]) for name in ("spend", "orders")}


def _figures(measure: Measure, actual: Numbers, predicted: Numbers | None) -> dict[str, Json]:
    if predicted is None or len(actual) < LEAST_CUSTOMERS or np.isnan(predicted).any():
        return {}
    return measure(actual, predicted)
