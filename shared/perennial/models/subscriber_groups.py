"""Attributes that move together: what was paid in all follows from the months paid for, and their effects are one.

A model may give such a pair great effects that cancel out; their sum is what it says of both.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.stats import rankdata

from perennial.models.serving import Matrix, Vector
from perennial.models.subscriber_inputs import Encoding

# Nearly three quarters (.85 squared) of what sets customers apart in one of the two goes with the other.
TOGETHER = 0.85
# A correlation of fewer customers is too often a coincidence.
FEWEST_COMPARED = 30


def moving_together(encoding: Encoding, matrix: Matrix) -> tuple[tuple[str, ...], ...]:
    """The attributes that move together on these customers, each with at least one other, in the encoding's order.

    Two do where what measures it is TOGETHER or more: the absolute Spearman correlation of numbers and dates, Cramér's
    V of categories and flags, and between the two kinds the correlation ratio of the ranks. Whoever moves with one of
    a group belongs to it. Ranks and counts are whole or half numbers, whose sums are exact: the order of the customers
    does not matter.
    """
    numeric = np.array([column.kind in {"number", "date"} for column in encoding.columns], dtype=bool)
    strength = np.zeros((len(numeric), len(numeric)))
    if len(matrix) >= FEWEST_COMPARED:
        numbers, words = _Ranks.of(matrix[:, list(encoding.numeric_positions)]), _levels(encoding, matrix)
        strength[np.ix_(numeric, numeric)] = _spearman(numbers)
        if words:
            strength[np.ix_(~numeric, ~numeric)] = _cramer(words)
            strength[np.ix_(~numeric, numeric)] = _correlation_ratio(words, numbers)
    count, group = connected_components(csr_array(strength >= TOGETHER), directed=False)
    members = (np.flatnonzero(group == one).tolist() for one in range(count))
    return tuple(tuple(encoding.names[at] for at in seats) for seats in members if len(seats) > 1)


@dataclass(frozen=True, slots=True)
class _Ranks:
    """(customers, columns): each value's rank among those known, 0 where it is not, and whether (0/1) it is."""

    ranks: Matrix
    there: Matrix

    @classmethod
    def of(cls, values: Matrix) -> "_Ranks":
        known = ~np.isnan(values)
        return cls(np.where(known, rankdata(values, axis=0, nan_policy="omit"), 0.0), known.astype(np.float64))


def _spearman(numbers: _Ranks) -> Matrix:
    """(columns, columns): absolute correlations of ranks among those of whom both are known; 0 where they are few."""
    ranks, there = numbers.ranks, numbers.there
    both, sums, squares = there.T @ there, ranks.T @ there, (ranks * ranks).T @ there
    spread = both * squares - sums * sums
    covariance = both * (ranks.T @ ranks) - sums * sums.T
    size = np.sqrt(spread * spread.T)
    return np.abs(_ratio(covariance, size, both >= FEWEST_COMPARED))


def _cramer(levels: list[Matrix]) -> Matrix:
    """(attributes, attributes): Cramér's V, less what chance adds to it where values are many.

    Bergsma, A bias-correction for Cramér's V and Tschuprow's T, Journal of the Korean Statistical Society 42, 2013.
    """
    values, starts, others = _side_by_side(levels)
    counts: Vector = values.sum(axis=0)
    cells = (((one.T @ values) ** 2 / one.sum(axis=0)[:, np.newaxis]).sum(axis=0) / counts for one in levels)
    squares = np.stack([np.add.reduceat(row, starts) for row in cells]) - 1.0
    free = others - others**2 / (len(values) - 1)
    most = np.minimum.outer(free, free)
    return np.sqrt(np.maximum(_ratio(squares - np.outer(others, others) / (len(values) - 1), most), 0.0))


def _correlation_ratio(levels: list[Matrix], numbers: _Ranks) -> Matrix:
    """(attributes, columns): root of the part of a column's spread in ranks that lies between an attribute's values.

    Less what chance adds to it where values are many, as with the adjusted R squared.
    """
    values, starts, others = _side_by_side(levels)
    sums, counts = values.T @ numbers.ranks, values.T @ numbers.there
    known, total = numbers.there.sum(axis=0), numbers.ranks.sum(axis=0)
    middle = _ratio(total**2, known)
    between = np.add.reduceat(_ratio(sums**2, counts), starts, axis=0) - middle
    explained = _ratio(between, np.broadcast_to((numbers.ranks**2).sum(axis=0) - middle, between.shape))
    left_over = known - 1 - others[:, np.newaxis]
    by_chance = _ratio((1 - explained) * (known - 1), left_over, known >= FEWEST_COMPARED, otherwise=1.0)
    return np.sqrt(np.maximum(1 - by_chance, 0.0))


def _levels(encoding: Encoding, matrix: Matrix) -> list[Matrix]:
    """For each category and flag, who has which value, (customers, values); what is told apart by none is one more."""
    ends = (*encoding.first_positions, len(encoding.matrix_names))
    levels = []
    for column, (first, end) in zip(encoding.columns, pairwise(ends), strict=True):
        if column.kind in {"number", "date"}:
            continue
        shown = matrix[:, first:end]
        one_hot = np.stack([shown[:, 0] == 0, shown[:, 0] == 1], axis=1) if column.kind == "flag" else shown == 1
        levels.append(_in_use(np.column_stack([one_hot, ~one_hot.any(axis=1)])))
    return levels


def _in_use(one_hot: NDArray[np.bool_]) -> Matrix:
    return one_hot[:, one_hot.any(axis=0)].astype(np.float64)


def _side_by_side(levels: list[Matrix]) -> tuple[Matrix, NDArray[np.int64], Vector]:
    """All values in one matrix, where each attribute begins, and how many values it has beside its first."""
    widths = np.array([one.shape[1] for one in levels])
    return np.hstack(levels), np.concatenate([[0], np.cumsum(widths)[:-1]]), widths - 1.0


def _ratio(above: Matrix, below: Matrix, where: NDArray[np.bool_] | None = None, otherwise: float = 0.0) -> Matrix:
    """The one by the other, `otherwise` where there is nothing to divide by."""
    usable = below > 0 if where is None else (below > 0) & where
    return np.asarray(np.divide(above, below, out=np.full(above.shape, otherwise), where=usable))
