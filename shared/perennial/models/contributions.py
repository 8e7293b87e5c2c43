"""What each feature contributes to a prediction, compared with a reference customer.

Contributions are in the units of the prediction. For every form they add up to the prediction minus that of the
reference, a feature that is not read gets 0, and features that do the same get the same: Shapley values of the game
in which features are taken from the customer or from the reference ("interventional", or "baseline", values). One
customer who exists serves as the reference, and not the average over the paths of the trees, because the comparison
can then be said in words, means the same for every kind of model, and carries over to models made of models.
"""

from collections.abc import Callable, Sequence
from math import comb
from typing import Protocol, runtime_checkable

import numpy as np

from perennial.models.combined import BlendForm, CurveForm, GeometricForm, ProductForm, ScaledForm, log_of
from perennial.models.forms import ConstantForm, LinearForm, RateForm, linked
from perennial.models.serving import Form, Matrix, Vector
from perennial.models.tree_shares import tree_shares
from perennial.models.trees import TreeEnsemble

# Closer scores are compared by the slope between two scores this far apart: their quotient would be rounding errors.
CLOSE_SCORES = 1e-9
SLOPE_STEP = 1e-3

type Players = Sequence[Sequence[int]]


@runtime_checkable
class ReadsFew(Protocol):
    """A form that says which columns of the matrix it reads, so that the others need not be tried."""

    @property
    def columns(self) -> tuple[int, ...]:
        """Positions of the features that can change its prediction."""
        ...


def contributions(form: Form, matrix: Matrix, reference: Vector, players: Players) -> Matrix:
    """(rows, features): what each feature adds to or takes from the prediction for `reference`.

    A form of a kind that is not known here is asked for every coalition of `players`, groups of columns that are
    exchanged together; a group's contribution stands in its first column. That takes 2^players predictions: a form
    should say in `columns` which features it reads, so that only the groups that hold one of them play.
    """
    match form:
        case ConstantForm():
            return np.zeros(matrix.shape)
        case TreeEnsemble():
            return _of_trees(form, matrix, reference)
        case LinearForm():
            return _of_line(form, matrix, reference)
        case ScaledForm() | BlendForm() | GeometricForm() | ProductForm() | CurveForm():
            return _of_parts(form, matrix, reference, players)
    return coalition_shares(form, matrix, reference, _playing(form, players))


def _of_trees(form: TreeEnsemble, matrix: Matrix, reference: Vector) -> Matrix:
    shares, score = tree_shares(form, matrix, reference)
    return through(shares, score, lambda scores: linked(scores, form.link))


def _of_line(form: LinearForm, matrix: Matrix, reference: Vector) -> Matrix:
    start = form.scaling.apply(reference[None])[0]
    shares = (form.scaling.apply(matrix) - start) * form.coefficients
    score = float(start @ form.coefficients) + form.intercept
    return through(shares, score, lambda scores: linked(np.clip(scores, form.lowest, form.highest), form.link))


def _of_parts(
    form: ScaledForm | BlendForm | GeometricForm | ProductForm | CurveForm,
    matrix: Matrix,
    reference: Vector,
    players: Players,
) -> Matrix:
    """A form made of others: from their contributions."""
    match form:
        case ScaledForm():
            return form.factor * contributions(form.form, matrix, reference, players)
        case BlendForm():
            return _of_blend(form, matrix, reference, players)
        case GeometricForm():
            return _of_geometric_mean(form, matrix, reference, players)
        case ProductForm():
            return _of_product(form, matrix, reference, players)
        case CurveForm():
            return _of_curve(form, matrix, reference, players)


def _of_blend(form: BlendForm, matrix: Matrix, reference: Vector, players: Players) -> Matrix:
    result = np.zeros(matrix.shape)
    for part, weight in zip(form.forms, form.weights, strict=True):
        result += weight * contributions(part, matrix, reference, players)
    return result


def _of_geometric_mean(form: GeometricForm, matrix: Matrix, reference: Vector, players: Players) -> Matrix:
    """Shares of the logs, which add up like those of a blend, then back from the log."""
    logs = np.zeros(matrix.shape)
    for part, weight in zip(form.forms, form.weights, strict=True):
        shares = contributions(part, matrix, reference, players)
        logs += weight * through(shares, float(part.predict(reference[None])[0]), log_of)
    return through(logs, float(log_of(form.predict(reference[None]))[0]), np.exp)


def _of_product(form: ProductForm, matrix: Matrix, reference: Vector, players: Players) -> Matrix:
    """Shapley's split between two factors: the change of one counts at the mean of the other before and after."""
    factors = (form.probability, form.amount)
    probability, amount = (contributions(factor, matrix, reference, players) for factor in factors)
    mean_probability, mean_amount = (
        (factor.predict(matrix) + factor.predict(reference[None])) / 2 for factor in factors
    )
    return probability * mean_amount[:, None] + amount * mean_probability[:, None]


def _of_curve(form: CurveForm, matrix: Matrix, reference: Vector, players: Players) -> Matrix:
    start = float(form.form.predict(reference[None])[0])
    shares = contributions(form.form, matrix, reference, players)
    return through(shares, start, lambda values: np.interp(values, form.before, form.after))


def _playing(form: Form, players: Players) -> Players:
    """Those of the players that can change the prediction, as far as the form says."""
    match form:
        case RateForm(window_column=None):
            return [[form.spend_column]]
        case RateForm(window_column=int(window_column)):
            return [[form.spend_column], [window_column]]
        case ReadsFew():
            return [group for group in players if set(form.columns) & set(group)]
    return players


def through(shares: Matrix, start: float, curve: Callable[[Vector], Vector]) -> Matrix:
    """Shares of a score as shares of `curve(score)`, which rises or falls from `curve(start)`.

    All shares are stretched alike, as if they grew together from nothing to what they are (Aumann and Shapley, Values
    of Non-Atomic Games, 1974; for an exponential the logarithmic mean weights of Ang, "Decomposition analysis for
    policymaking in energy", Energy Policy 32, 2004). Their signs stay, and they add up again.
    """
    change = shares.sum(axis=1)
    is_far = np.abs(change) > CLOSE_SCORES
    first = np.full(len(change), start)
    slope = (curve(first + SLOPE_STEP) - curve(first - SLOPE_STEP)) / (2 * SLOPE_STEP)
    secant = (curve(first + change) - curve(first)) / np.where(is_far, change, 1.0)
    result: Matrix = shares * np.where(is_far, secant, slope)[:, None]
    return result


def coalition_shares(form: Form, matrix: Matrix, reference: Vector, players: Players) -> Matrix:
    """Shapley values by their definition, from a prediction for every coalition of players."""
    members = np.zeros((len(players), matrix.shape[1]), dtype=np.bool_)
    for player, columns in enumerate(players):
        members[player, list(columns)] = True
    coalitions = (np.arange(2 ** len(players))[:, None] >> np.arange(len(players))) & 1 == 1
    shares = np.zeros(matrix.shape)
    firsts = [columns[0] for columns in players]
    for coalition in coalitions:
        taken = members[coalition].any(axis=0)
        worth = form.predict(np.where(taken, matrix, reference))
        shares[:, firsts] += worth[:, None] * _weights(coalition)
    return shares


def _weights(coalition: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Vector:
    """What a coalition's worth counts for each player: for those in it what they add, for the others what they lack."""
    players, size = len(coalition), int(coalition.sum())
    joined = 1.0 / (size * comb(players, size)) if size else 0.0
    lacking = 1.0 / ((players - size) * comb(players, size)) if size < players else 0.0
    return np.where(coalition, joined, -lacking)
