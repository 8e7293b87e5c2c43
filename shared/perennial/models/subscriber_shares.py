"""What each column of the matrix adds to a subscriber's probability of leaving, compared with the average customer.

Shares are Shapley values of the log-odds (of a forest: of the probability itself), averaged over all customers as the
other side of the comparison; closed form for a line, exact for trees. Behind the link and a calibration they are
stretched alike until they add up in probability (`contributions.through`).
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from perennial.errors import PerennialError
from perennial.models.combined import BlendForm
from perennial.models.contributions import through
from perennial.models.forms import ConstantForm, linked
from perennial.models.serving import Form, Matrix, Vector
from perennial.models.subscriber_forms import CalibratedForm, Calibration, LogisticForm
from perennial.models.tree_averages import TreeAverages
from perennial.models.trees import TreeEnsemble


class Explainer(Protocol):
    """Explains the predictions of one form."""

    @property
    def start(self) -> float:
        """The probability that shares start from: that of a customer of average log-odds."""
        ...

    def shares(self, matrix: Matrix) -> Matrix:
        """(rows, columns of the matrix), in probability: with `start` they add up to the prediction."""
        ...


def explainer(form: Form, matrix: Matrix) -> Explainer:
    """What explains this form beside the customers of `matrix`; raises PerennialError for a kind nobody can explain."""
    match form:
        case ConstantForm():
            return SameForAll(form.value)
        case LogisticForm():
            return LineShares(form, form.design.apply(matrix).mean(axis=0))
        case TreeEnsemble():
            return TreeShares(TreeAverages.over(form, matrix))
        case CalibratedForm():
            return CalibratedShares(explainer(form.form, matrix), form.calibration)
        case BlendForm():
            return BlendShares(tuple(explainer(part, matrix) for part in form.forms), form.weights)
    raise PerennialError(f"a {type(form).__name__} cannot be explained; give it an Explainer in subscriber_shares.py")


@dataclass(frozen=True, slots=True)
class SameForAll:
    """A constant owes nothing to any attribute."""

    start: float

    def shares(self, matrix: Matrix) -> Matrix:
        """Nothing."""
        return np.zeros(matrix.shape)


@dataclass(frozen=True, slots=True)
class LineShares:
    """A line: coefficient times distance from the mean; what is read twice (also as a log) is added up."""

    form: LogisticForm
    means: Vector

    @property
    def start(self) -> float:
        """At the mean of every input."""
        return float(self._probability(np.array([self._score]))[0])

    def shares(self, matrix: Matrix) -> Matrix:
        """By column of the matrix."""
        parts = (self.form.design.apply(matrix) - self.means) * self.form.coefficients
        width = matrix.shape[1]
        shares: Matrix = parts[:, :width]
        shares[:, self.form.design.numeric] += parts[:, width:]
        return through(shares, self._score, self._probability)

    @property
    def _score(self) -> float:
        return float(self.means @ self.form.coefficients) + self.form.intercept

    def _probability(self, score: Vector) -> Vector:
        return linked(np.clip(score, self.form.lowest, self.form.highest), "sigmoid")


@dataclass(frozen=True, slots=True)
class TreeShares:
    """Trees, behind their link."""

    averages: TreeAverages

    @property
    def start(self) -> float:
        """At the mean score."""
        return float(self._probability(np.array([self.averages.score]))[0])

    def shares(self, matrix: Matrix) -> Matrix:
        """By column of the matrix."""
        return through(self.averages.shares(matrix), self.averages.score, self._probability)

    def _probability(self, score: Vector) -> Vector:
        return linked(score, self.averages.ensemble.link)


@dataclass(frozen=True, slots=True)
class CalibratedShares:
    """Another form's shares behind a calibration."""

    inner: Explainer
    calibration: Calibration

    @property
    def start(self) -> float:
        """The other's start, calibrated."""
        return float(self.calibration.apply(np.array([self.inner.start]))[0])

    def shares(self, matrix: Matrix) -> Matrix:
        """By column of the matrix."""
        return through(self.inner.shares(matrix), self.inner.start, self.calibration.apply)


@dataclass(frozen=True, slots=True)
class BlendShares:
    """The weighted mean of several forms' shares."""

    parts: tuple[Explainer, ...]
    weights: tuple[float, ...]

    @property
    def start(self) -> float:
        """The weighted mean of theirs."""
        return sum(weight * part.start for weight, part in zip(self.weights, self.parts, strict=True))

    def shares(self, matrix: Matrix) -> Matrix:
        """By column of the matrix."""
        weighted = [weight * part.shares(matrix) for weight, part in zip(self.weights, self.parts, strict=True)]
        return np.asarray(np.sum(weighted, axis=0))
