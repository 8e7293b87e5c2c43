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

    `fulfilled` are the conditions that the reference fulfils, `open_to_it` their leaves; `closed_to_it` are the leaves
    of the others. `penalty` is what failing a condition adds to its leaf's count.
    """

    conditions: Conditions
    fulfilled: NDArray[np.intp]
    open_to_it: NDArray[np.int64]
    closed_to_it: NDArray[np.int64]
    penalty: NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class _Against:
    """An ensemble as seen from a reference customer.

    `needed` counts, by leaf, the features that only others may fulfil. `inside` and `outside` are the payments to a
    feature that must be in or out, (needed, failed): how many must be in, how many must be out.
    """

    sides: tuple[_Side, ...]
    values: Vector
    needed: NDArray[np.int64]
    inside: Matrix
    outside: Matrix
    score: float

    def shares(self, matrix: Matrix) -> Matrix:
        count = np.zeros((len(self.values), len(matrix)), dtype=np.uint16)
        failed = []
        for side in self.sides:
            at = side.conditions.positions(matrix[:, side.conditions.feature])
            failed.append(side.conditions.fails.take(at, axis=1, mode="clip"))
            count[side.conditions.leaves] += failed[-1] * side.penalty
        width = self.inside.shape[1]
        cell = np.minimum(count, width - 1) + (self.needed * width)[:, None]
        inside, outside = (pay.ravel().take(cell, mode="clip") for pay in (self.inside, self.outside))
        inside *= self.values[:, None]
        outside *= self.values[:, None]
        shares = np.zeros(matrix.shape)
        for side, fails in zip(self.sides, failed, strict=True):
            gained = inside.take(side.closed_to_it, axis=0, mode="clip").sum(axis=0)
            lost = outside.take(side.open_to_it, axis=0, mode="clip")
            lost *= fails.take(side.fulfilled, axis=0, mode="clip")
            shares[:, side.conditions.feature] = gained - lost.sum(axis=0)
        return shares


def _against(ensemble: TreeEnsemble, reference: Vector) -> _Against:
    values = ensemble.leaf_values.ravel()
    needed = np.zeros(len(values), dtype=np.int64)
    asked = np.zeros(len(values), dtype=np.int64)
    stands = []
    for conditions in ensemble.conditions:
        fulfils = conditions.fails[:, conditions.positions(reference[[conditions.feature]])[0]] == 0
        needed[conditions.leaves] += ~fulfils
        asked[conditions.leaves] += 1
        stands.append(fulfils)
    most = int(asked.max(initial=0))
    sides = tuple(_side(*pair, closing=most + 1) for pair in zip(ensemble.conditions, stands, strict=True))
    inside, outside = _payments(most)
    return _Against(sides, values, needed, inside, outside, float(values[needed == 0].sum()) + ensemble.base)


def _side(conditions: Conditions, fulfils: NDArray[np.bool_], *, closing: int) -> _Side:
    penalty = np.where(fulfils, 1, closing).astype(np.uint16)[:, None]
    leaves = conditions.leaves
    return _Side(conditions, np.flatnonzero(fulfils), leaves[fulfils], leaves[~fulfils], penalty)


def _payments(most: int) -> tuple[Matrix, Matrix]:
    """By how many features must be in and how many out, what each of them is paid; the last column: a closed leaf."""
    inside, outside = np.zeros((2, most + 1, most + 2))
    for needed in range(most + 1):
        for failed in range(most + 1 - needed):
            orders = comb(needed + failed, failed)
            inside[needed, failed] = 1 / (needed * orders) if needed else 0.0
            outside[needed, failed] = 1 / (failed * orders) if failed else 0.0
    return inside, outside
