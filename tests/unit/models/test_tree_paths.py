"""Paths of trees: a row falls into the one leaf whose every condition it fulfils."""

import numpy as np
import pytest

from perennial.models.trees import MOST_LEAVES, ensemble
from tests.unit.models.test_trees import BY_HAND, LEAF_ALONE, NAN, grown


def open_leaves(light, row):
    """The leaves of all trees that no condition closes to the row."""
    is_open = np.ones(light.leaf_values.size, dtype=bool)
    for conditions in light.conditions:
        at = conditions.positions(np.array([row[conditions.feature]]))[0]
        is_open[conditions.leaves] &= conditions.fails[:, at] == 0
    return np.flatnonzero(is_open)


@pytest.mark.parametrize(
    ("row", "leaf"), [([1.0, 9.0], 0), ([1.5, 5.0], 1), ([1.5, 5.1], 2), ([NAN, 9.0], 0), ([2.0, NAN], 2)]
)
def test_the_conditions_of_a_small_tree_are_its_paths(row, leaf):
    assert open_leaves(ensemble([BY_HAND], base=0.0, link="exp"), row).tolist() == [leaf]


@pytest.mark.parametrize("leaves", [2, 3, 9, 31, MOST_LEAVES])
def test_every_row_has_one_open_leaf_a_tree_and_it_pays_the_score(leaves):
    random = np.random.default_rng(leaves)
    light = ensemble([grown(random, leaves, features=4) for _ in range(10)], base=0.0, link="exp")
    matrix = random.integers(-4, 5, size=(60, 4)).astype(np.float64)
    matrix[random.random(matrix.shape) < 0.2] = NAN
    found = [open_leaves(light, row) for row in matrix]
    assert [(at // leaves).tolist() for at in found] == [list(range(10))] * 60
    paid = [light.leaf_values.ravel()[at].sum() for at in found]
    np.testing.assert_allclose(np.log(light.predict(matrix)), paid, rtol=1e-9)


def test_a_tree_of_one_leaf_asks_nothing():
    assert ensemble([LEAF_ALONE], base=0.0, link="exp").conditions == ()


def test_a_smaller_tree_among_larger_ones_keeps_its_own_leaves():
    light = ensemble([LEAF_ALONE, BY_HAND, LEAF_ALONE], base=0.0, link="exp")
    assert {int(leaf) for conditions in light.conditions for leaf in conditions.leaves} == {3, 4, 5}
