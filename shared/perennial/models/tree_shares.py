"""Shapley values of a tree ensemble against one reference customer, exact, for many customers at once.

A leaf pays its value when every condition on its path holds. With some features taken from the customer and the rest
from the reference, that is a game of three kinds of features: those only the customer fulfils must be in, those only
the reference fulfils must be out, and one that neither fulfils closes the leaf for good. Such a game has its Shapley
values in closed form (Lundberg et al., "From local explanations to global understanding with explainable AI for
trees", Nature Machine Intelligence 2, 2020, "interventional" TreeSHAP), and the values of a sum of games add up.
"""

from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

from perennial.models.serving import Matrix, Vector
from perennial.models.tree_paths import Conditions
from perennial.models.trees import TreeEnsemble

ROWS_AT_ONCE = 128

type Counts = NDArray[np.uint16]


def tree_shares(ensemble: TreeEnsemble, matrix: Matrix, reference: Vector) -> tuple[Matrix, float]:
    """Each feature's share of the score before the link, (rows, features), and the reference's own score.

    Shares and the reference's score add up to the customer's score.
    """
    against = _against(ensemble, reference)
    pages = [against.shares(matrix[start : start + ROWS_AT_ONCE]) for start in range(0, len(matrix), ROWS_AT_ONCE)]
    return np.concatenate(pages) if pages else np.zeros(matrix.shape), against.score


@dataclass(frozen=True, slots=True)
class _Side:
    """One feature's conditions and where the reference stands on them.

    `missed` is (leaves, positions): how much a value there adds to a leaf's count, 0 where it fulfils the condition.
    The first `fulfilled` leaves are those whose condition the reference fulfils.
    """

    conditions: Conditions
    leaves: NDArray[np.int64]
    fulfilled: int
    missed: Counts


@dataclass(frozen=True, slots=True)
class _Against:
    """An ensemble as seen from a reference customer.

    `needed` counts, by leaf, the features that only others may fulfil. `inside` and `outside` are the payments to a
    feature that must be in or out, (needed, missed): how many must be in, how many must be out.
    """

    sides: tuple[_Side, ...]
    values: Vector
    needed: NDArray[np.int64]
    inside: Matrix
    outside: Matrix
    score: float

    def shares(self, matrix: Matrix) -> Matrix:
        count = np.zeros((len(self.values), len(matrix)), dtype=np.uint16)
        missed = []
        for side in self.sides:
            at = side.conditions.positions(matrix[:, side.conditions.feature])
            missed.append(np.take(side.missed, at, axis=1))
            count[side.leaves] += missed[-1]
        width = self.inside.shape[1]
        cell = np.minimum(count, width - 1) + (self.needed * width)[:, None]
        inside = self.inside.ravel()[cell] * self.values[:, None]
        outside = self.outside.ravel()[cell] * self.values[:, None]
        shares = np.zeros(matrix.shape)
        for side, lost in zip(self.sides, missed, strict=True):
            within, beyond = side.leaves[side.fulfilled :], side.leaves[: side.fulfilled]
            gained = inside[within].sum(axis=0)
            shares[:, side.conditions.feature] = gained - np.einsum("ln,ln->n", lost[: side.fulfilled], outside[beyond])
        return shares


def _against(ensemble: TreeEnsemble, reference: Vector) -> _Against:
    values = ensemble.leaf_values.ravel()
    needed = np.zeros(len(values), dtype=np.int64)
    asked = np.zeros(len(values), dtype=np.int64)
    stands = []
    for conditions in ensemble.conditions:
        fulfils = conditions.holds[conditions.positions(reference[[conditions.feature]])[0]]
        needed[conditions.leaves] += ~fulfils
        asked[conditions.leaves] += 1
        stands.append(fulfils)
    most = int(asked.max(initial=0))
    sides = tuple(_side(*pair, closed=most + 1) for pair in zip(ensemble.conditions, stands, strict=True))
    inside, outside = _payments(most)
    return _Against(sides, values, needed, inside, outside, float(values[needed == 0].sum()) + ensemble.base)


def _side(conditions: Conditions, fulfils: NDArray[np.bool_], *, closed: int) -> _Side:
    order = np.argsort(~fulfils, kind="stable")
    missed = np.where(conditions.holds, 0, np.where(fulfils, 1, closed)).T[order]
    return _Side(conditions, conditions.leaves[order], int(fulfils.sum()), missed.astype(np.uint16))


def _payments(most: int) -> tuple[Matrix, Matrix]:
    """By how many features must be in and how many out, what each of them is paid; the last column: a closed leaf."""
    inside, outside = np.zeros((2, most + 1, most + 2))
    for needed in range(most + 1):
        for missed in range(most + 1 - needed):
            orders = comb(needed + missed, missed)
            inside[needed, missed] = 1 / (needed * orders) if needed else 0.0
            outside[needed, missed] = 1 / (missed * orders) if missed else 0.0
    return inside, outside
