"""Tree ensembles: every row ends in the leaf that walking down the tree leads to."""

import pickle

import numpy as np
import pytest

from perennial.models.trees import MOST_LEAVES, ROWS_AT_ONCE, Tree, ensemble

NAN = float("nan")


def tree(**nodes):
    """A tree from lists with one entry a node."""
    types = {"threshold": np.float64, "missing_left": np.bool_, "value": np.float64}
    return Tree(**{name: np.array(entries, dtype=types.get(name, np.int32)) for name, entries in nodes.items()})


# x0 <= 1 ? 10 : (x1 <= 5 ? 20 : 30); an unknown x0 goes left, an unknown x1 right
BY_HAND = tree(
    feature=[0, 0, 1, 0, 0],
    threshold=[1, 0, 5, 0, 0],
    missing_left=[1, 0, 0, 0, 0],
    left=[1, -1, 3, -1, -1],
    right=[2, -1, 4, -1, -1],
    value=[0, 10, 0, 20, 30],
)
LEAF_ALONE = tree(feature=[0], threshold=[0], missing_left=[0], left=[-1], right=[-1], value=[0.5])


def grown(random, leaves, features):
    """A random tree with this many leaves, by splitting a random leaf again and again."""
    nodes = {"feature": [0], "threshold": [0.0], "missing_left": [False], "left": [-1], "right": [-1]}
    ends = [0]
    for _ in range(leaves - 1):
        node, count = ends.pop(random.integers(len(ends))), len(nodes["left"])
        split = (int(random.integers(features)), float(random.integers(-3, 4)), bool(random.integers(2)))
        for column, entry, leaf in zip(
            nodes.values(), (*split, count, count + 1), (0, 0.0, False, -1, -1), strict=True
        ):
            column[node] = entry
            column += [leaf, leaf]
        ends += [count, count + 1]
    return tree(**nodes, value=random.normal(size=len(nodes["left"])))


def walked(one, row):
    node = 0
    while one.left[node] >= 0:
        value = row[one.feature[node]]
        goes_left = one.missing_left[node] if np.isnan(value) else value <= one.threshold[node]
        node = one.left[node] if goes_left else one.right[node]
    return one.value[node]


def scores(trees, matrix, base=0.0):
    return np.log(ensemble(trees, base=base, link="exp").predict(np.array(matrix)))


@pytest.mark.parametrize(
    ("row", "leaf"),
    [
        ([1.0, 9.0], 10),
        ([1.5, 5.0], 20),
        ([1.5, 5.1], 30),
        ([NAN, 9.0], 10),
        ([2.0, NAN], 30),
        ([NAN, NAN], 10),
    ],
)
def test_a_row_ends_in_the_leaf_its_values_lead_to(row, leaf):
    assert scores([BY_HAND], [row]) == pytest.approx([leaf])


def test_trees_and_base_add_up():
    assert scores([BY_HAND, LEAF_ALONE, BY_HAND], [[1.0, 0.0]], base=-1.0) == pytest.approx([19.5])


def test_an_ensemble_of_single_leaves_says_the_same_to_everyone():
    assert scores([LEAF_ALONE, LEAF_ALONE], [[1.0, 0.0], [NAN, NAN]]) == pytest.approx([1.0, 1.0])


@pytest.mark.parametrize("leaves", [2, 8, 9, 31, MOST_LEAVES])
def test_rows_end_where_walking_down_random_trees_leads(leaves):
    random = np.random.default_rng(leaves)
    trees = [grown(random, leaves, features=4) for _ in range(20)]
    matrix = random.integers(-4, 5, size=(200, 4)).astype(np.float64)
    matrix[random.random(matrix.shape) < 0.2] = NAN
    expected = [sum(walked(one, row) for one in trees) for row in matrix]
    np.testing.assert_allclose(scores(trees, matrix), expected, rtol=1e-9)


def test_many_rows_are_scored_like_each_alone():
    random = np.random.default_rng(3)
    trees = [grown(random, 16, features=3) for _ in range(5)]
    matrix = random.normal(size=(ROWS_AT_ONCE + 7, 3))
    together = scores(trees, matrix)
    assert len(together) == len(matrix)
    assert together[[0, ROWS_AT_ONCE, -1]].tolist() == scores(trees, matrix[[0, ROWS_AT_ONCE, -1]]).tolist()


def test_no_rows_give_no_scores():
    assert ensemble([BY_HAND], base=0.0, link="exp").predict(np.zeros((0, 2))).shape == (0,)


def test_times_a_factor_predicts_as_much_more():
    light = ensemble([LEAF_ALONE], base=0.25, link="exp")
    assert light.times(40.0).predict(np.zeros((1, 2))) == pytest.approx(40 * light.predict(np.zeros((1, 2))))


def test_use_leaves_no_trace_in_the_pickled_form():
    light = ensemble([BY_HAND], base=0.0, link="sigmoid")
    fresh = pickle.dumps(light)
    light.predict(np.zeros((3, 2)))
    assert pickle.dumps(light) == fresh
