"""Shares of tree scores: the Shapley values that counting over all coalitions gives, and xgboost's own scores."""

from itertools import combinations
from math import factorial

import numpy as np
import pytest
import xgboost
from hypothesis import given
from hypothesis import strategies as st

from perennial.models.export import from_xgboost
from perennial.models.tree_shares import ROWS_AT_ONCE, tree_shares
from perennial.models.trees import MOST_LEAVES, ensemble
from tests.unit.models.test_trees import BY_HAND, LEAF_ALONE, NAN, grown, tree

FEATURES = 4


def rows(random, count):
    matrix = random.integers(-4, 5, size=(count, FEATURES)).astype(np.float64)
    matrix[random.random(matrix.shape) < 0.2] = NAN
    return matrix


def counted(score, matrix, reference):
    """Shapley values by their definition: the mean gain of letting a feature join, over all coalitions."""
    features = matrix.shape[1]

    def worth(coalition):
        mixed = np.tile(reference, (len(matrix), 1))
        mixed[:, coalition] = matrix[:, coalition]
        return score(mixed)

    shares = np.zeros(matrix.shape)
    for feature in range(features):
        others = [other for other in range(features) if other != feature]
        for size in range(features):
            weight = factorial(size) * factorial(features - size - 1) / factorial(features)
            for coalition in map(list, combinations(others, size)):
                shares[:, feature] += weight * (worth([*coalition, feature]) - worth(coalition))
    return shares


@pytest.mark.parametrize("leaves", [1, 2, 5, 16, MOST_LEAVES])
def test_shares_are_the_shapley_values_of_the_score(leaves):
    random = np.random.default_rng(leaves)
    light = ensemble([grown(random, leaves, FEATURES) for _ in range(5)], base=0.3, link="exp")
    reference, *others = rows(random, 25)
    matrix = np.array(others)
    shares, score = tree_shares(light, matrix, reference)
    expected = counted(lambda mixed: np.log(light.predict(mixed)), matrix, reference)
    np.testing.assert_allclose(shares, expected, atol=1e-9)
    assert score == pytest.approx(np.log(light.predict(reference[None]))[0])


def test_shares_of_an_exported_booster_are_the_shapley_values_of_its_own_margin():
    random = np.random.default_rng(5)
    matrix = np.round(random.lognormal(1, 1, (400, FEATURES)), 1)
    matrix[random.random(matrix.shape) < 0.1] = NAN
    target = np.nan_to_num(matrix[:, 0] * matrix[:, 1]) + random.random(400)
    settings = {"objective": "reg:tweedie", "max_depth": 4, "nthread": 1, "seed": 1}
    booster = xgboost.train(settings, xgboost.DMatrix(matrix, target, nthread=1), num_boost_round=40)

    def margin(mixed):
        return booster.predict(xgboost.DMatrix(mixed, nthread=1), output_margin=True)

    shares, score = tree_shares(from_xgboost(booster), matrix[1:60], matrix[0])
    np.testing.assert_allclose(shares, counted(margin, matrix[1:60], matrix[0]), atol=2e-5)
    np.testing.assert_allclose(shares.sum(axis=1) + score, margin(matrix[1:60]), rtol=1e-5)


@given(st.integers(0, 10_000), st.integers(1, 20))
def test_shares_and_the_score_of_the_reference_add_up_to_the_score(seed, leaves):
    random = np.random.default_rng(seed)
    light = ensemble([grown(random, leaves, FEATURES) for _ in range(3)], base=-0.2, link="exp")
    matrix = rows(random, 6)
    shares, score = tree_shares(light, matrix, matrix[0])
    np.testing.assert_allclose(shares.sum(axis=1) + score, np.log(light.predict(matrix)), rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(shares[0], 0.0, atol=1e-12)


def test_features_that_do_the_same_share_alike_and_an_idle_one_gets_nothing():
    swapped = tree(
        feature=[1, 0, 0, 0, 0],
        threshold=[1, 0, 5, 0, 0],
        missing_left=[1, 0, 0, 0, 0],
        left=[1, -1, 3, -1, -1],
        right=[2, -1, 4, -1, -1],
        value=[0, 10, 0, 20, 30],
    )
    light = ensemble([BY_HAND, swapped, LEAF_ALONE], base=0.0, link="exp")
    shares, _ = tree_shares(light, np.array([[9.0, 9.0, 3.0], [4.0, 4.0, 0.0]]), np.array([0.0, 0.0, 1.0]))
    assert shares[:, 0] == pytest.approx(shares[:, 1])
    assert shares[:, 0].all()
    assert shares[:, 2].tolist() == [0.0, 0.0]


def test_who_else_is_asked_about_changes_nothing():
    random = np.random.default_rng(2)
    light = ensemble([grown(random, 8, FEATURES) for _ in range(20)], base=0.0, link="sigmoid")
    matrix = rows(random, ROWS_AT_ONCE + 3)
    together = tree_shares(light, matrix, matrix[5])[0]
    backwards = tree_shares(light, matrix[::-1], matrix[5])[0][::-1]
    np.testing.assert_allclose(together, backwards, atol=1e-12)
    np.testing.assert_allclose(tree_shares(light, matrix[-1:], matrix[5])[0], together[-1:], atol=1e-12)


def test_no_customers_have_no_shares():
    shares, _ = tree_shares(ensemble([BY_HAND], base=0.0, link="exp"), np.zeros((0, 2)), np.zeros(2))
    assert shares.shape == (0, 2)
