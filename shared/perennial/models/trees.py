"""Tree ensembles as arrays, evaluated by numpy for many rows at once.

The evaluation is QuickScorer's (Lucchese et al., "QuickScorer: a fast algorithm to rank documents with additive
ensembles of regression trees", SIGIR 2015). The leaves of a tree are numbered from left to right, one bit each. Every
split that sends a row to the right rules out the leaves to its left; whatever is ruled out, the lowest bit that
remains is the leaf the row falls into. Which leaves a feature's value rules out depends only on how many of that
feature's thresholds lie below it, so one table look-up per row and feature does the work for all trees.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perennial.models.forms import Link, linked
from perennial.models.serving import Matrix, Vector
from perennial.models.tree_paths import Conditions, Splits, conditions_by_feature

type Bits = NDArray[np.unsignedinteger[Any]]
MOST_LEAVES = 64
ROWS_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class Tree:
    """One binary tree by node number, node 0 its root. `left` is -1 at a leaf, where `value` is what it adds.

    A row goes left where its feature is <= threshold, and where it is unknown and `missing_left` holds.
    """

    feature: NDArray[np.int32]
    threshold: NDArray[np.floating[Any]]
    missing_left: NDArray[np.bool_]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: Vector


@dataclass(frozen=True)
class TreeEnsemble:
    """A sum of trees behind a link. The first five arrays hold one entry per split of all trees.

    `split_keeps` has a bit for every leaf that remains when the split sends a row right. Thresholds are in the
    precision the trees were grown in, and features are compared in that precision. `leaf_values` is (trees, leaves).
    """

    split_tree: NDArray[np.int32]
    split_feature: NDArray[np.int32]
    split_threshold: NDArray[np.floating[Any]]
    split_missing_left: NDArray[np.bool_]
    split_keeps: Bits
    leaf_values: Matrix
    base: float
    link: Link

    def predict(self, matrix: Matrix) -> Vector:
        """exp: positive currency; sigmoid: a probability."""
        chunks = [self._score(matrix[start : start + ROWS_AT_ONCE]) for start in range(0, len(matrix), ROWS_AT_ONCE)]
        return linked(np.concatenate(chunks) if chunks else np.zeros(0), self.link)

    def times(self, factor: float) -> "TreeEnsemble":
        """The same trees predicting `factor` times as much; for ensembles behind an exponential."""
        return replace(self, base=self.base + float(np.log(factor)))

    def _score(self, matrix: Matrix) -> Vector:
        trees, leaves = self.leaf_values.shape
        remaining = np.full((len(matrix), trees), np.iinfo(self.split_keeps.dtype).max, dtype=self.split_keeps.dtype)
        kept = np.empty_like(remaining)
        for feature, (thresholds, keeps) in self._tables.items():
            values = matrix[:, feature].astype(thresholds.dtype)
            below = np.searchsorted(thresholds, values, side="left")
            below[np.isnan(values)] = len(thresholds) + 1
            remaining &= np.take(keeps, below, axis=0, out=kept, mode="clip")
        bits_up_to_leaf = np.bitwise_count(remaining ^ (remaining - 1))
        leaf = np.add(bits_up_to_leaf, np.arange(trees) * leaves - 1, dtype=np.int64)
        result: Vector = self.leaf_values.ravel().take(leaf).sum(axis=1) + self.base
        return result

    @cached_property
    def _tables(self) -> dict[int, tuple[NDArray[np.floating[Any]], Bits]]:
        return {int(feature): self._table(feature) for feature in np.unique(self.split_feature)}

    def _table(self, feature: int) -> tuple[NDArray[np.floating[Any]], Bits]:
        """Thresholds, and the leaves of each tree that remain by number of thresholds below a value; last: unknown."""
        mine = self.split_feature == feature
        thresholds, position = np.unique(self.split_threshold[mine], return_inverse=True)
        every = np.iinfo(self.split_keeps.dtype).max
        keeps = np.full((len(thresholds) + 2, len(self.leaf_values)), every, dtype=self.split_keeps.dtype)
        np.bitwise_and.at(keeps, (position + 1, self.split_tree[mine]), self.split_keeps[mine])
        keeps[:-1] = np.bitwise_and.accumulate(keeps[:-1], axis=0)
        right = mine & ~self.split_missing_left
        np.bitwise_and.at(keeps, (-1, self.split_tree[right]), self.split_keeps[right])
        return thresholds, keeps

    @cached_property
    def conditions(self) -> tuple[Conditions, ...]:
        """What the leaves ask of each feature that is used, for explaining scores."""
        ruled_out = np.iinfo(self.split_keeps.dtype).max ^ self.split_keeps
        first = np.bitwise_count((ruled_out & (~ruled_out + 1)) - 1).astype(np.int64)
        splits = Splits(
            tree=self.split_tree.astype(np.int64),
            feature=self.split_feature.astype(np.int64),
            threshold=self.split_threshold,
            missing_left=self.split_missing_left,
            first=first,
            middle=first + np.bitwise_count(ruled_out),
        )
        return conditions_by_feature(splits, self.leaf_values.shape[1])

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name in self.__dataclass_fields__}


def ensemble(trees: Sequence[Tree], *, base: float, link: Link) -> TreeEnsemble:
    """The trees as one TreeEnsemble; a tree may have up to MOST_LEAVES leaves."""
    leaf_values = np.zeros((len(trees), max(int((tree.left < 0).sum()) for tree in trees)))
    splits, keeps = [], []
    for number, tree in enumerate(trees):
        leaves, ruled_out = _leaves_in_order(tree)
        leaf_values[number, : len(leaves)] = tree.value[leaves]
        splits += [(number, node) for node in ruled_out]
        keeps += list(ruled_out.values())
    tree_of, node_of = np.array(splits, dtype=np.int32).reshape(-1, 2).T

    def gathered(name: str) -> NDArray[Any]:
        parts = [getattr(trees[tree], name)[node] for tree, node in zip(tree_of, node_of, strict=True)]
        return np.array(parts, dtype=getattr(trees[0], name).dtype)

    every = np.uint64(2**64 - 1)
    return TreeEnsemble(
        split_tree=tree_of,
        split_feature=gathered("feature"),
        split_threshold=gathered("threshold"),
        split_missing_left=gathered("missing_left"),
        split_keeps=(every ^ np.array(keeps, dtype=np.uint64)).astype(_smallest_bits(leaf_values.shape[1])),
        leaf_values=leaf_values,
        base=base,
        link=link,
    )


def _leaves_in_order(tree: Tree) -> tuple[list[int], dict[int, int]]:
    """Leaf nodes from left to right, and for each split the bits of the leaves on its left."""
    leaves: list[int] = []
    ruled_out: dict[int, int] = {}

    def visit(node: int) -> None:
        if tree.left[node] < 0:
            leaves.append(node)
            return
        first = len(leaves)
        visit(int(tree.left[node]))
        ruled_out[node] = (1 << len(leaves)) - (1 << first)
        visit(int(tree.right[node]))

    visit(0)
    return leaves, ruled_out


def _smallest_bits(leaves: int) -> type[np.unsignedinteger[Any]]:
    """The narrowest unsigned type with a bit for each leaf: half the width is nearly half the time."""
    return next(bits for bits in (np.uint8, np.uint16, np.uint32, np.uint64) if leaves <= np.iinfo(bits).bits)
