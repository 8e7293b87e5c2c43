"""Light forms made of other light forms."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from perennial.models.serving import Form, Matrix, Vector

LEAST_PREDICTION = 1e-6


@dataclass(frozen=True, slots=True)
class ScaledForm:
    """`factor` times what another form predicts."""

    form: Form
    factor: float

    def predict(self, matrix: Matrix) -> Vector:
        """In the other form's unit."""
        return self.factor * self.form.predict(matrix)


@dataclass(frozen=True, slots=True)
class ProductForm:
    """A probability times an amount given that it comes to it."""

    probability: Form
    amount: Form

    def predict(self, matrix: Matrix) -> Vector:
        """Currency >= 0."""
        return self.probability.predict(matrix) * self.amount.predict(matrix)


@dataclass(frozen=True, slots=True)
class BlendForm:
    """The weighted mean of what several forms predict; the weights add up to 1."""

    forms: tuple[Form, ...]
    weights: tuple[float, ...]

    def predict(self, matrix: Matrix) -> Vector:
        """In the unit of the forms."""
        return blended([form.predict(matrix) for form in self.forms], self.weights)


@dataclass(frozen=True, slots=True)
class GeometricForm:
    """The weighted geometric mean of what several forms predict, the mean of their logs; the weights add up to 1."""

    forms: tuple[Form, ...]
    weights: tuple[float, ...]

    def predict(self, matrix: Matrix) -> Vector:
        """In the unit of the forms, above 0."""
        return geometric_mean([form.predict(matrix) for form in self.forms], self.weights)


@dataclass(frozen=True, slots=True)
class CurveForm:
    """What another form predicts, read off a rising curve: its knots, straight lines between them."""

    form: Form
    before: Vector
    after: Vector

    def predict(self, matrix: Matrix) -> Vector:
        """Between the first and the last of `after`."""
        return np.interp(self.form.predict(matrix), self.before, self.after)


def blended(predictions: Sequence[Vector], weights: Sequence[float]) -> Vector:
    """The weighted sum, added up in the order given."""
    result: Vector = np.sum([weight * one for weight, one in zip(weights, predictions, strict=True)], axis=0)
    return result


def geometric_mean(predictions: Sequence[Vector], weights: Sequence[float]) -> Vector:
    """The weighted mean of the logs, back from the log; next to nothing stands for nothing, which has no log."""
    result: Vector = np.exp(blended([log_of(one) for one in predictions], weights))
    return result


def levelled_geometric_mean(predictions: Sequence[Vector], weights: Sequence[float]) -> Vector:
    """The geometric mean, brought to the level at which its sum is the geometric mean of the sums.

    Otherwise it would sum to less, the less the predictions agree about single customers.
    """
    mean = geometric_mean(predictions, weights)
    return _shortfall(predictions, weights) * mean


def mean_form(forms: Sequence[Form], weights: Sequence[float], _present: Matrix) -> Form:
    """The forms' weighted mean as a form."""
    return BlendForm(tuple(forms), tuple(weights))


def geometric_form(forms: Sequence[Form], weights: Sequence[float], present: Matrix) -> Form:
    """The forms' levelled geometric mean as a form; `present` holds the customers whose sum sets the level."""
    predictions = [form.predict(present) for form in forms]
    return ScaledForm(GeometricForm(tuple(forms), tuple(weights)), _shortfall(predictions, weights))


def log_of(prediction: Vector) -> Vector:
    """The log of a prediction >= 0, that of LEAST_PREDICTION where it is lower."""
    result: Vector = np.log(np.maximum(prediction, LEAST_PREDICTION))
    return result


def _shortfall(predictions: Sequence[Vector], weights: Sequence[float]) -> float:
    """The geometric mean of the sums by the sum of the geometric means, at least 1 (Hölder); 1 without customers."""
    mean = geometric_mean(predictions, weights)
    sums = geometric_mean([np.array([one.sum()]) for one in predictions], weights)
    return float(sums[0] / mean.sum()) if len(mean) else 1.0
