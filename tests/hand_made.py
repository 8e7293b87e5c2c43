"""Models and customers made by hand, for tests that need exact answers."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perennial.models.serving import Matrix, ServingModel, Vector
from perennial.segments import SegmentThresholds

FEATURE_NAMES = ("recency_days", "frequency", "monetary", "is_cold_start")
THRESHOLDS = SegmentThresholds(
    recency_days_low=30, recency_days_high=90, recency_days_gone=180, frequency_high=4, monetary_high=100
)


@dataclass(frozen=True)
class Line:
    """A form whose answer is `start + slope x one column`, unknown values taken as 0, kept within bounds."""

    column: int
    slope: float
    start: float = 0.0
    most: float = float("inf")

    def predict(self, matrix: Matrix) -> Vector:
        """The line at each row."""
        return np.clip(self.start + self.slope * np.nan_to_num(matrix[:, self.column]), 0.0, self.most)


def serving_model(**changes: Any) -> ServingModel:
    """A model that expects a tenth, a quarter and all of `monetary` again, and churn to grow with recency."""
    model = ServingModel(
        dataset="shop",
        version="v1",
        as_of=date(2024, 6, 30),
        horizons_days=(30, 90, 365),
        feature_names=FEATURE_NAMES,
        spend={30: Line(2, 0.1), 90: Line(2, 0.25), 365: Line(2, 1.0)},
        churn={30: Line(0, 0.005, 0.2, 1.0), 90: Line(0, 0.005, 0.1, 1.0), 365: Line(0, 0.005, 0.0, 1.0)},
        withheld={},
        segment_thresholds=THRESHOLDS,
        value_horizon_days=90,
        churn_horizon_days=90,
        value_quantiles=np.linspace(0.0, 100.0, 101),
    )
    return replace(model, **changes)


def customers(**columns: list[Any]) -> dict[str, NDArray[Any]]:
    """Columns of a feature table; who they are and the day are filled in."""
    rows = len(next(iter(columns.values())))
    return {
        "customer_id": np.array([f"c{row}" for row in range(rows)], dtype=object),
        "as_of": np.full(rows, np.datetime64("2024-06-30", "us")),
        **{name: np.array(values) for name, values in columns.items()},
    }
