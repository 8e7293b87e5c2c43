"""Light forms of baselines and linear models: fitted numbers and a few numpy operations."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from perennial.models.serving import Matrix, Vector

type Link = Literal["exp", "sigmoid", "identity"]

# Beyond this a float64 exponential leaves no room for the sums over customers that follow.
LARGEST_EXPONENT = 100.0


def linked(raw: Vector, link: Link) -> Vector:
    """What a model's additive score stands for: its exponential, the probability with that log-odds, or itself."""
    if link == "identity":
        return raw
    bounded = np.clip(raw, -LARGEST_EXPONENT, LARGEST_EXPONENT)
    result: Vector = np.exp(bounded) if link == "exp" else 1.0 / (1.0 + np.exp(-bounded))
    return result


def signed_log(matrix: Matrix) -> Matrix:
    """log(1 + |x|) with the sign of x: tames money and counts, keeps zero, order and unknowns."""
    result: Matrix = np.sign(matrix) * np.log1p(np.abs(matrix))
    return result


@dataclass(frozen=True, slots=True)
class ConstantForm:
    """The same answer for every customer."""

    value: float

    def predict(self, matrix: Matrix) -> Vector:
        """`value` for each row."""
        return np.full(len(matrix), self.value)


@dataclass(frozen=True, slots=True)
class RateForm:
    """Spend seen in a window, carried on at the same pace over the horizon.

    The window is the column `window_column` in days, at least `shortest_window_days`; without such a column it is
    `shortest_window_days` long. Customers whose past is unknown get `unknown_value`.
    """

    spend_column: int
    window_column: int | None
    shortest_window_days: float
    horizon_days: int
    unknown_value: float

    def predict(self, matrix: Matrix) -> Vector:
        """Currency over the horizon, never below 0."""
        window_days = np.full(len(matrix), self.shortest_window_days)
        if self.window_column is not None:
            window_days = np.maximum(matrix[:, self.window_column], self.shortest_window_days)
        expected = np.maximum(matrix[:, self.spend_column] / window_days * self.horizon_days, 0.0)
        return np.where(np.isnan(expected), self.unknown_value, expected)


@dataclass(frozen=True, slots=True)
class Scaling:
    """How a linear model sees features: unknowns replaced by medians, logs taken, centred and scaled.

    `medians` are in the features' own units, `means` and `scales` those of the logs.
    """

    medians: Vector
    means: Vector
    scales: Vector

    @classmethod
    def of(cls, matrix: Matrix) -> "Scaling":
        """The scaling that brings these rows to mean 0 and deviation 1; columns that never vary come out as 0."""
        known = matrix[:, ~np.isnan(matrix).all(axis=0)]
        medians = np.zeros(matrix.shape[1])
        medians[~np.isnan(matrix).all(axis=0)] = np.nanmedian(known, axis=0)
        logs = signed_log(np.where(np.isnan(matrix), medians, matrix))
        scales = logs.std(axis=0)
        return cls(medians, logs.mean(axis=0), np.where(scales > 0, scales, 1.0))

    def apply(self, matrix: Matrix) -> Matrix:
        """The rows as the linear model sees them."""
        known = np.where(np.isnan(matrix), self.medians, matrix)
        result: Matrix = (signed_log(known) - self.means) / self.scales
        return result


@dataclass(frozen=True, slots=True)
class LinearForm:
    """A linear score over scaled features, then a link.

    The score is kept within `lowest`..`highest`, the range seen in training: a line knows nothing beyond it.
    """

    scaling: Scaling
    coefficients: Vector
    intercept: float
    lowest: float
    highest: float
    link: Link

    def predict(self, matrix: Matrix) -> Vector:
        """exp: positive currency; sigmoid: a probability."""
        score = self.scaling.apply(matrix) @ self.coefficients + self.intercept
        return linked(np.clip(score, self.lowest, self.highest), self.link)
