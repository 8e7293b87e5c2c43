"""The probabilistic model as a light form."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from perennial.models.probabilistic import INPUTS, ProbabilisticModel
from perennial.models.serving import Matrix, Vector


@dataclass(frozen=True, slots=True)
class ProbabilisticForm:
    """One target of a fitted probabilistic model at one horizon.

    `columns` are the positions of probabilistic.INPUTS in the matrix; `unknown_value` is what is expected of a customer
    whose past is unknown.
    """

    model: ProbabilisticModel
    target: Literal["spend", "churn"]
    horizon_days: int
    columns: tuple[int, ...]
    unknown_value: float

    def predict(self, matrix: Matrix) -> Vector:
        """Currency >= 0, or the probability of no order."""
        seen = {name: matrix[:, column] for name, column in zip(INPUTS, self.columns, strict=True)}
        forecast = self.model.forecast(seen, [self.horizon_days])
        by_horizon = forecast.spend if self.target == "spend" else forecast.no_order
        expected = by_horizon[self.horizon_days]
        return np.where(np.isnan(expected), self.unknown_value, expected)
