"""A forecast carried on to a horizon that history is too short to judge: as the probabilistic model goes on."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from perennial.models.probabilistic import INPUTS, ProbabilisticModel
from perennial.models.serving import Matrix, Vector


@dataclass(frozen=True, slots=True)
class GrowthForm:
    """What the probabilistic model says of `to_days`, as a share of what it says of the shorter `from_days`.

    Of spend it is the expected orders of the one over those of the other, at least 1; of churn the probability of
    staying silent to the end of the longer one, given silence to the end of the shorter, at most 1. So a product with
    it keeps to the level that was learnt for the shorter horizon, and agrees with it. `columns` are the positions of
    probabilistic.INPUTS in the matrix; spend of customers whose past is unknown grows with the days.
    """

    model: ProbabilisticModel
    target: Literal["spend", "churn"]
    from_days: int
    to_days: int
    columns: tuple[int, ...]

    def predict(self, matrix: Matrix) -> Vector:
        """The share, by row."""
        seen = {name: matrix[:, column] for name, column in zip(INPUTS, self.columns, strict=True)}
        forecast = self.model.forecast(seen, [self.from_days, self.to_days])
        by_horizon = forecast.orders if self.target == "spend" else forecast.no_order
        shorter, longer = by_horizon[self.from_days], by_horizon[self.to_days]
        usual = self.to_days / self.from_days if self.target == "spend" else 1.0
        share = np.divide(longer, shorter, out=np.full(len(shorter), usual), where=shorter > 0)
        known = np.where(np.isnan(share), usual, share)
        return np.maximum(known, 1.0) if self.target == "spend" else np.minimum(known, 1.0)
