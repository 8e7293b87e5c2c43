"""What each leaf of a tree ensemble asks of each feature: the form in which trees are explained, leaf by leaf."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

type Whole = NDArray[np.int64]
type Flags = NDArray[np.bool_]
type Thresholds = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Splits:
    """The splits of all trees: a row goes left where feature <= threshold, or is unknown and `missing_left` holds.

    The leaves of a tree are numbered from left to right; `first`..`middle` - 1 are those on a split's left.
    """

    tree: Whole
    feature: Whole
    threshold: Thresholds
    missing_left: Flags
    first: Whole
    middle: Whole


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the leaves that depend on one feature ask of it.

    `leaves` are positions in the flattened leaf values, each once. `fails` is (leaves, positions): 1 where a value is
    turned away, by how many of `thresholds` lie below it; the last position stands for an unknown value.
    """

    feature: int
    thresholds: Thresholds
    leaves: Whole
    fails: NDArray[np.uint8]

    def positions(self, values: NDArray[np.float64]) -> Whole:
        """The column of `fails` for each value."""
        comparable = values.astype(self.thresholds.dtype)
        below = np.searchsorted(self.thresholds, comparable, side="left")
        return np.where(np.isnan(comparable), len(self.thresholds) + 1, below)


def conditions_by_feature(splits: Splits, leaves_per_tree: int) -> tuple[Conditions, ...]:
    """The conditions on every feature that any split uses."""
    on_left, below = splits.middle - splits.first, _ends(splits) - splits.first
    split = np.repeat(np.arange(len(below)), below)
    number = np.arange(len(split)) - np.repeat(np.cumsum(below) - below, below)
    leaf = splits.tree[split] * leaves_per_tree + splits.first[split] + number
    goes_left = number < on_left[split]
    of = splits.feature[split]
    return tuple(
        _conditions(splits, int(feature), split[of == feature], leaf[of == feature], goes_left[of == feature])
        for feature in np.unique(splits.feature)
    )


def _ends(splits: Splits) -> Whole:
    """For each split one past the last leaf below it.

    Leaves k - 1 and k part at exactly one split, the one whose `middle` is k. What a split has below it ends where
    the next split to its right begins that has it on its left; without one, where the tree ends.
    """
    ends = np.zeros(len(splits.tree), dtype=np.int64)
    for tree in np.unique(splits.tree):
        mine = np.flatnonzero(splits.tree == tree)
        above = (splits.middle[mine] > splits.middle[mine, None]) & (splits.first[mine] <= splits.first[mine, None])
        ends[mine] = np.where(above, splits.middle[mine], len(mine) + 1).min(axis=1)
    return ends


def _conditions(splits: Splits, feature: int, split: Whole, leaf: Whole, goes_left: Flags) -> Conditions:
    """A leaf below several splits on the feature asks for all of them: a range, and a verdict on unknown values."""
    thresholds, at = np.unique(splits.threshold[split], return_inverse=True)
    leaves, seat = np.unique(leaf, return_inverse=True)
    lowest = np.zeros(len(leaves), dtype=np.int64)
    highest = np.full(len(leaves), len(thresholds), dtype=np.int64)
    unknown = np.ones(len(leaves), dtype=np.bool_)
    np.maximum.at(lowest, seat[~goes_left], at[~goes_left] + 1)
    np.minimum.at(highest, seat[goes_left], at[goes_left])
    np.logical_and.at(unknown, seat, splits.missing_left[split] == goes_left)
    position = np.arange(len(thresholds) + 1)
    passes = np.column_stack([(lowest[:, None] <= position) & (position <= highest[:, None]), unknown])
    return Conditions(feature, thresholds, leaves, (~passes).astype(np.uint8))
