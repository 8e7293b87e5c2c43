"""What is kept of every scoring for good: its totals, its segments and the customers at risk."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import numpy as np
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from perennial.columns import Numbers, numbers
from perennial.models.artifact import AnyModel
from perennial.models.serving import ServingModel
from perennial.records import Json
from perennial.subscriber_plans import DAYS_A_MONTH, StayTerms

HIGH_RISK = "high"
# What a segment of subscribers has under another name; what it lacks is unknown.
OF_SUBSCRIBERS = {"expected_spend": "expected_value", "mean_churn_probability": "churn_probability"}
SEGMENT_FIELDS = (
    *("segment", "meaning", "customers", "customers_share", "median_recency_days", "median_frequency"),
    *("median_monetary", "expected_spend", "value_at_risk", "mean_churn_probability", "action"),
)


@dataclass(frozen=True, slots=True)
class Scoring:
    """One scoring of a dataset: which features by which model, when, and whether a past day was scored afterwards."""

    snapshot: str
    features_snapshot: str
    as_of: str | None
    scored_at: datetime
    backfilled: bool = False

    @property
    def day(self) -> str:
        """The day it stands for in the history: that of the data, or where they have none the day it was made."""
        return self.as_of or self.scored_at.date().isoformat()


def history_of(con: DuckDBPyConnection, model: AnyModel, scoring: Scoring, totals: list[Json]) -> dict[str, Json]:
    """The entry of a scoring, from the tables `scores` and `segments`; money in the dataset's currency.

    `at_risk` are the customers whose risk is high and the sum of their value at risk, None where all are unknown.
    """
    value_days, churn_days = horizons_of(model)
    query = "select risk, value_at_risk from scores order by rowid"
    scored = cast(dict[str, NDArray[Any]], con.execute(query).fetchnumpy())  # no column is an enum
    at_risk = np.array([risk == HIGH_RISK for risk in np.ma.asarray(scored["risk"]).tolist()], dtype=np.bool_)
    return {
        "snapshot": scoring.snapshot,
        "as_of": scoring.as_of,
        "scored_at": scoring.scored_at.isoformat(),
        "model_version": model.version,
        "kind": "orders" if isinstance(model, ServingModel) else "subscribers",
        "customers": len(scored["risk"]),
        "features_snapshot": scoring.features_snapshot,
        "horizons_days": list(model.horizons_days) if isinstance(model, ServingModel) else [],
        "value_horizon_days": value_days,
        "churn_horizon_days": churn_days,
        "withheld": dict(model.withheld),
        "totals": totals,
        "at_risk": {
            "customers": int(np.count_nonzero(at_risk)),
            "value": _sum(numbers(scored["value_at_risk"])[at_risk]),
            "horizon_days": value_days,
        },
        "segments": _segments(con),
        "backfilled": scoring.backfilled,
    }


def horizons_of(model: AnyModel) -> tuple[int | None, int | None]:
    """How many days the value and the probability of leaving look ahead; None where they are withheld."""
    if isinstance(model, ServingModel):
        return model.value_horizon_days, model.churn_horizon_days
    return (
        None if "expected_value" in model.withheld else stay_horizon_days(model.terms),
        None if "churn_probability" in model.withheld else round(model.terms.label_period_days),
    )


def stay_horizon_days(terms: StayTerms) -> int:
    """How many days a subscriber's expected value looks ahead."""
    return round(terms.value_horizon_months * DAYS_A_MONTH)


def _segments(con: DuckDBPyConnection) -> list[Json]:
    result = con.execute("from segments order by rowid")
    names = [column[0] for column in result.description]
    rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    everybody = sum(row["customers"] for row in rows)
    for row in rows:
        row.setdefault("customers_share", row["customers"] / everybody)
    return [_segment(row) for row in rows]


def _segment(row: dict[str, Json]) -> Json:
    told = {name: row.get(name, row.get(OF_SUBSCRIBERS.get(name, ""))) for name in SEGMENT_FIELDS}
    return {name: None if isinstance(value, float) and np.isnan(value) else value for name, value in told.items()}


def _sum(values: Numbers) -> float | None:
    known = values[~np.isnan(values)]
    return float(known.sum()) if known.size or not values.size else None
