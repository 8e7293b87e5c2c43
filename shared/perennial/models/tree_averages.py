"""Shapley values of a tree ensemble against everybody in turn, averaged, exact, for many customers at once.

Compared with one customer, whatever both have in common counts for nothing: where most contracts are monthly, nobody
would leave because theirs is. So each customer is compared with all others, and the shares are averaged
("interventional" values with the base as background: Lundberg et al., Nature Machine Intelligence 2, 2020). A leaf
asks few features: how many of the others fail which of its conditions is counted once, and what that pays is a table
by what the customer fails.
"""

from dataclasses import dataclass
from functools import cached_property
from math import comb

import numpy as np
from numpy.typing import NDArray

from perennial.errors import PerennialError
from perennial.models.serving import Matrix, Vector
from perennial.models.tree_paths import Conditions
from perennial.models.trees import TreeEnsemble

# The table of a leaf doubles with every feature it asks for.
MOST_FEATURES_A_LEAF = 6
ROWS_AT_ONCE = 256

type Patterns = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Side:
    """One feature's conditions; `bits` is what failing one adds to its leaf's pattern, `cells` where its pay begins."""

    conditions: Conditions
    bits: NDArray[np.uint8]
    cells: NDArray[np.int64]


@dataclass(frozen=True)
class TreeAverages:
    """An ensemble, and how many customers fail which conditions of its leaves.

    `failing` is (leaves, patterns): bit k of a pattern is set where the k-th feature the leaf asks for is not as asked.
    Leaves may ask for up to MOST_FEATURES_A_LEAF features.
    """

    ensemble: TreeEnsemble
    failing: NDArray[np.uint32]

    @classmethod
    def over(cls, ensemble: TreeEnsemble, matrix: Matrix) -> "TreeAverages":
        """Counted over these customers, of whom there is at least one."""
        leaves = ensemble.leaf_values.size
        blank = cls(ensemble, np.zeros((leaves, 1 << _most_asked(ensemble)), dtype=np.uint32))
        width = blank.failing.shape[1]
        counts = np.zeros(leaves * width, dtype=np.int64)
        starts = width * np.arange(leaves)[:, None]
        for first in range(0, len(matrix), ROWS_AT_ONCE):
            found = blank._patterns(matrix[first : first + ROWS_AT_ONCE]) + starts
            counts += np.bincount(found.ravel(), minlength=len(counts))
        return cls(ensemble, counts.reshape(leaves, width).astype(np.uint32))

    @property
    def score(self) -> float:
        """The mean score of the customers counted, before the link."""
        values = self.ensemble.leaf_values.ravel()
        return float(values @ (self.failing[:, 0] / self.failing[0].sum())) + self.ensemble.base

    def shares(self, matrix: Matrix) -> Matrix:
        """Each feature's mean share of the score before the link, (rows, features); with `score` they add up to it."""
        pages = [self._page(matrix[first : first + ROWS_AT_ONCE]) for first in range(0, len(matrix), ROWS_AT_ONCE)]
        return np.concatenate(pages) if pages else np.zeros(matrix.shape)

    def _page(self, matrix: Matrix) -> Matrix:
        patterns = self._patterns(matrix)
        shares = np.zeros(matrix.shape)
        for side in self._sides:
            cells = patterns.take(side.conditions.leaves, axis=0) + side.cells[:, None]
            shares[:, side.conditions.feature] = self._pay.take(cells).sum(axis=0)
        return shares

    def _patterns(self, matrix: Matrix) -> Patterns:
        patterns = np.zeros((self.ensemble.leaf_values.size, len(matrix)), dtype=np.uint8)
        for side in self._sides:
            at = side.conditions.positions(matrix[:, side.conditions.feature])
            patterns[side.conditions.leaves] += side.conditions.fails.take(at, axis=1) * side.bits[:, None]
        return patterns.astype(np.int64)

    @cached_property
    def _sides(self) -> tuple[_Side, ...]:
        leaves, width = self.failing.shape
        asked = np.zeros(leaves, dtype=np.int64)
        sides = []
        for conditions in self.ensemble.conditions:
            seat = asked[conditions.leaves]
            asked[conditions.leaves] += 1
            cells = (seat * leaves + conditions.leaves) * width
            sides.append(_Side(conditions, (1 << seat).astype(np.uint8), cells))
        return tuple(sides)

    @cached_property
    def _pay(self) -> Vector:
        """(features of a leaf, leaves, patterns of the customer), flattened: the mean pay over those counted."""
        width = self.failing.shape[1]
        usual = self.failing / self.failing[0].sum() * self.ensemble.leaf_values.reshape(-1, 1)
        payments = _payments(width.bit_length() - 1)
        pay: Vector = np.stack([usual @ seat.T for seat in payments]) if len(payments) else np.zeros(0)
        return pay.ravel()

    def __getstate__(self) -> dict[str, object]:
        return {"ensemble": self.ensemble, "failing": self.failing}


def _most_asked(ensemble: TreeEnsemble) -> int:
    """The number of features asked for by the leaf that asks for the most; raises PerennialError for too many."""
    asked = np.zeros(ensemble.leaf_values.size, dtype=np.int64)
    for conditions in ensemble.conditions:
        asked[conditions.leaves] += 1
    most = int(asked.max(initial=0))
    if most > MOST_FEATURES_A_LEAF:
        raise PerennialError(f"a leaf asks for {most} features; grow trees of depth {MOST_FEATURES_A_LEAF} at most")
    return most


def _payments(seats: int) -> Matrix:
    """(seat, customer's pattern, other's pattern): what a leaf of value 1 pays to each feature it asks for.

    A feature that only the customer has as asked must be taken from them, one that only the other has must not; where
    neither has one as asked the leaf is closed. Lundberg et al., as above.
    """
    patterns = 1 << seats
    payments = np.zeros((seats, patterns, patterns))
    for mine in range(patterns):
        for other in range(patterns):
            if mine & other:
                continue
            needed, failed = other.bit_count(), mine.bit_count()
            orders = comb(needed + failed, failed)
            for seat in range(seats):
                if other >> seat & 1:
                    payments[seat, mine, other] = 1 / (needed * orders)
                elif mine >> seat & 1:
                    payments[seat, mine, other] = -1 / (failed * orders)
    return payments
