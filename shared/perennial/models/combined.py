"""Light forms made of other light forms."""

from dataclasses import dataclass

import numpy as np

from perennial.models.serving import Form, Matrix, Vector


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
class CurveForm:
    """What another form predicts, read off a rising curve: its knots, straight lines between them."""

    form: Form
    before: Vector
    after: Vector

    def predict(self, matrix: Matrix) -> Vector:
        """Between the first and the last of `after`."""
        return np.interp(self.form.predict(matrix), self.before, self.after)


def blended(predictions: list[Vector], weights: tuple[float, ...]) -> Vector:
    """The weighted sum, added up in the order given."""
    result: Vector = np.sum([weight * one for weight, one in zip(weights, predictions, strict=True)], axis=0)
    return result
