"""Light forms for subscribers: a logistic line over numbers and their logs, and calibration on top of any form."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perennial.models.forms import linked, signed_log
from perennial.models.serving import Form, Matrix, Vector

# Probabilities nearer to 0 or 1 than this have no useful log-odds.
NEAREST_TO_CERTAIN = 1e-6


def log_odds(probability: Vector) -> Vector:
    """The log-odds, those of certainty kept finite."""
    bounded = np.clip(probability, NEAREST_TO_CERTAIN, 1.0 - NEAREST_TO_CERTAIN)
    result: Vector = np.log(bounded / (1.0 - bounded))
    return result


@dataclass(frozen=True, slots=True)
class Design:
    """How the line sees a matrix: unknowns as medians, numbers also as logs, all centred and scaled.

    `numeric` are the positions of numbers. A line over both x and log x bends where doublings matter (a young
    contract, a small bill) and stays straight where amounts do.
    """

    medians: Vector
    numeric: NDArray[np.int64]
    means: Vector
    scales: Vector

    @classmethod
    def of(cls, matrix: Matrix, numeric: NDArray[np.int64]) -> "Design":
        """The design that brings these rows to mean 0 and deviation 1; columns that never vary come out as 0."""
        known = ~np.isnan(matrix).all(axis=0)
        medians = np.zeros(matrix.shape[1])
        medians[known] = np.nanmedian(matrix[:, known], axis=0)
        seen = _widened(matrix, medians, numeric)
        scales = seen.std(axis=0)
        return cls(medians, numeric, seen.mean(axis=0), np.where(scales > 0, scales, 1.0))

    def apply(self, matrix: Matrix) -> Matrix:
        """The rows as the line sees them."""
        result: Matrix = (_widened(matrix, self.medians, self.numeric) - self.means) / self.scales
        return result


def _widened(matrix: Matrix, medians: Vector, numeric: NDArray[np.int64]) -> Matrix:
    known = np.where(np.isnan(matrix), medians, matrix)
    return np.hstack([known, signed_log(known[:, numeric])])


@dataclass(frozen=True, slots=True)
class LogisticForm:
    """The log-odds as a line over a design, kept within the range seen in training."""

    design: Design
    coefficients: Vector
    intercept: float
    lowest: float
    highest: float

    def predict(self, matrix: Matrix) -> Vector:
        """A probability a row."""
        score = self.design.apply(matrix) @ self.coefficients + self.intercept
        return linked(np.clip(score, self.lowest, self.highest), "sigmoid")


@dataclass(frozen=True, slots=True)
class SigmoidCalibration:
    """Log-odds stretched and shifted (Platt, "Probabilistic outputs for support vector machines", 1999)."""

    slope: float
    intercept: float

    def apply(self, probability: Vector) -> Vector:
        """The probability that such forecasts came true with."""
        return linked(self.slope * log_odds(probability) + self.intercept, "sigmoid")


@dataclass(frozen=True, slots=True)
class IsotonicCalibration:
    """A rising line through knots (Zadrozny and Elkan, KDD 2002)."""

    forecasts: Vector
    outcomes: Vector

    def apply(self, probability: Vector) -> Vector:
        """The probability that such forecasts came true with."""
        return np.interp(probability, self.forecasts, self.outcomes)


type Calibration = SigmoidCalibration | IsotonicCalibration


@dataclass(frozen=True, slots=True)
class CalibratedForm:
    """A form with a calibration on top."""

    form: Form
    calibration: Calibration

    def predict(self, matrix: Matrix) -> Vector:
        """A probability a row."""
        return self.calibration.apply(self.form.predict(matrix))
