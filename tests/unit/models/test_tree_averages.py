"""Shares of trees, averaged over everybody as the other side of the comparison."""

import pickle

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier

from perennial.errors import PerennialError
from perennial.models.export import from_hist_gradient_boosting, from_random_forest
from perennial.models.tree_averages import TreeAverages
from perennial.models.tree_shares import tree_shares
from perennial.models.trees import Tree, ensemble

RANDOM = np.random.default_rng(4)
MATRIX = np.where(RANDOM.random((300, 5)) < 0.1, np.nan, RANDOM.normal(size=(300, 5)))
LEFT = (np.nan_to_num(MATRIX[:, 0]) * np.nan_to_num(MATRIX[:, 1]) + MATRIX[:, 2] > 0).astype(float)
BOOSTED = from_hist_gradient_boosting(
    HistGradientBoostingClassifier(max_iter=30, max_leaf_nodes=6, random_state=1).fit(MATRIX, LEFT)
)
FOREST = from_random_forest(RandomForestClassifier(10, max_depth=6, random_state=1).fit(MATRIX, LEFT))
FORMS = pytest.mark.parametrize("form", [BOOSTED, FOREST], ids=["boosting", "forest"])


@FORMS
def test_they_are_the_mean_of_the_shares_against_each_customer(form):
    against = MATRIX[:40]
    found = TreeAverages.over(form, against).shares(MATRIX[200:210])
    each = [tree_shares(form, MATRIX[200:210], other)[0] for other in against]
    assert found == pytest.approx(np.mean(each, axis=0), abs=1e-12)


@FORMS
def test_with_the_mean_score_they_add_up_to_the_score(form):
    averages = TreeAverages.over(form, MATRIX)
    assert averages.score == pytest.approx(form._score(MATRIX).mean())
    assert averages.shares(MATRIX).sum(axis=1) + averages.score == pytest.approx(form._score(MATRIX))


def test_over_everybody_they_cancel_out():
    assert TreeAverages.over(BOOSTED, MATRIX).shares(MATRIX).mean() == pytest.approx(0, abs=1e-12)


def test_a_stored_one_says_the_same():
    averages = TreeAverages.over(BOOSTED, MATRIX)
    first = averages.shares(MATRIX[:3])
    assert (pickle.loads(pickle.dumps(averages)).shares(MATRIX[:3]) == first).all()  # noqa: S301  # our own bytes
    assert averages.shares(MATRIX[:0]).shape == (0, 5)


def test_trees_that_never_split_share_nothing():
    none = np.zeros(1, dtype=np.int32)
    leaf = Tree(none, none.astype(float), none.astype(bool), none - 1, none - 1, np.array([0.7]))
    averages = TreeAverages.over(ensemble([leaf], base=0.1, link="identity"), MATRIX)
    assert averages.score == pytest.approx(0.8)
    assert (averages.shares(MATRIX) == 0).all()


def test_trees_too_deep_are_refused():
    deep = RandomForestClassifier(3, random_state=1).fit(np.nan_to_num(RANDOM.normal(size=(300, 9))), LEFT)
    with pytest.raises(PerennialError, match="depth 6"):
        TreeAverages.over(from_random_forest(deep), np.zeros((1, 9)))
