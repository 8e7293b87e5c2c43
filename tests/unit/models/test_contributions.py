"""Contributions: for every kind of form they lead from the reference's prediction to the customer's."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perennial.models.combined import BlendForm, CurveForm, GeometricForm, ProductForm, ScaledForm
from perennial.models.contributions import coalition_shares, contributions
from perennial.models.forms import ConstantForm, LinearForm, RateForm, Scaling
from perennial.models.trees import ensemble
from tests.unit.models.test_tree_shares import counted
from tests.unit.models.test_trees import NAN, grown

FEATURES = 4
EACH_ALONE = [[0], [1], [2], [3]]


def customers(random, count):
    matrix = np.round(random.normal(0, 3, (count, FEATURES)), 1)
    matrix[random.random(matrix.shape) < 0.2] = NAN
    return matrix


def line(random, link):
    scaling = Scaling.of(customers(random, 50))
    return LinearForm(scaling, random.normal(size=FEATURES), 0.4, -1.5, 1.5, link)


def trees(random, link):
    return ensemble([grown(random, 8, FEATURES) for _ in range(5)], base=0.1, link=link)


@dataclass
class Product:
    """A form of a kind that contributions have not been told of: recency times money, and how often it was asked."""

    columns: tuple[int, ...] = (0, 2)
    asked: int = 0

    def predict(self, matrix):
        self.asked += 1
        known = np.nan_to_num(matrix)
        return np.exp(-np.abs(known[:, 0])) * np.abs(known[:, 2])


class Opaque:
    """A form that does not say what it reads: everything, entangled."""

    def predict(self, matrix):
        return np.abs(np.nan_to_num(matrix)).prod(axis=1) + np.nan_to_num(matrix[:, 3])


FORMS = {
    "constant": lambda random: ConstantForm(3.0),
    "rate": lambda random: RateForm(0, None, 30, 90, 7.0),
    "rate over a window": lambda random: RateForm(0, 2, 1, 90, 7.0),
    "line, exp": lambda random: line(random, "exp"),
    "line, sigmoid": lambda random: line(random, "sigmoid"),
    "trees, exp": lambda random: trees(random, "exp"),
    "trees, sigmoid": lambda random: trees(random, "sigmoid"),
    "multiple": lambda random: ScaledForm(trees(random, "exp"), 2.5),
    "blend": lambda random: BlendForm((trees(random, "exp"), line(random, "exp"), Opaque()), (0.5, 0.3, 0.2)),
    "geometric mean": lambda random: GeometricForm(
        (trees(random, "exp"), line(random, "exp"), Opaque()), (0.5, 0.3, 0.2)
    ),
    "product": lambda random: ProductForm(trees(random, "sigmoid"), line(random, "exp")),
    "calibrated": lambda random: CurveForm(
        trees(random, "sigmoid"), np.array([0.2, 0.5, 0.501]), np.array([0, 0.1, 1])
    ),
    "unknown kind, few columns": lambda random: Product(),
    "unknown kind": lambda random: Opaque(),
}
every_form = pytest.mark.parametrize("made", FORMS.values(), ids=FORMS.keys())


@every_form
@settings(max_examples=20)
@given(seed=st.integers(0, 10_000))
def test_contributions_lead_from_the_reference_to_the_prediction(made, seed):
    random = np.random.default_rng(seed)
    form, matrix = made(random), customers(random, 8)
    shares = contributions(form, matrix, matrix[0], EACH_ALONE)
    assert shares.shape == matrix.shape
    arrived = form.predict(matrix[:1]) + shares.sum(axis=1)
    np.testing.assert_allclose(arrived, form.predict(matrix), rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(shares[0], 0.0, atol=1e-12)


@every_form
def test_who_else_is_asked_about_changes_no_contribution(made):
    form, matrix = made(np.random.default_rng(1)), customers(np.random.default_rng(2), 9)
    forwards = contributions(form, matrix, matrix[4], EACH_ALONE)
    backwards = contributions(form, matrix[::-1], matrix[4], EACH_ALONE)[::-1]
    np.testing.assert_allclose(forwards, backwards, atol=1e-12)


def test_an_idle_feature_contributes_nothing():
    random = np.random.default_rng(3)
    form = line(random, "exp")
    form.coefficients[1] = 0.0
    matrix = customers(random, 20)
    assert not contributions(form, matrix, matrix[0], EACH_ALONE)[:, 1].any()
    assert not contributions(Product(), matrix, matrix[0], EACH_ALONE)[:, [1, 3]].any()


def test_two_features_that_are_the_same_contribute_the_same():
    matrix = customers(np.random.default_rng(4), 20)
    matrix[:, 1] = matrix[:, 0]

    class Sum:
        def predict(self, rows):
            return np.exp(np.nan_to_num(rows[:, 0]) / 5 + np.nan_to_num(rows[:, 1]) / 5)

    shares = contributions(Sum(), matrix, matrix[0], EACH_ALONE)
    np.testing.assert_allclose(shares[:, 0], shares[:, 1], atol=1e-12)
    scaling = Scaling(np.zeros(4), np.zeros(4), np.ones(4))
    same = contributions(LinearForm(scaling, np.ones(4), 0.0, -9, 9, "exp"), matrix, matrix[0], EACH_ALONE)
    np.testing.assert_allclose(same[:, 0], same[:, 1])


def test_the_two_factors_of_a_product_share_what_they_bring_together():
    scaling = Scaling(np.zeros(2), np.zeros(2), np.ones(2))
    chance = LinearForm(scaling, np.array([1.0, 0.0]), -1.0, -9, 9, "sigmoid")
    amount = LinearForm(scaling, np.array([0.0, 2.0]), 3.0, -9, 9, "exp")
    matrix, middle = np.array([[4.0, 1.5]]), np.array([1.0, 0.5])
    form = ProductForm(chance, amount)
    expected = coalition_shares(form, matrix, middle, [[0], [1]])
    np.testing.assert_allclose(contributions(form, matrix, middle, [[0], [1]]), expected)


def test_coalitions_are_weighed_as_the_definition_says():
    matrix = customers(np.random.default_rng(5), 20)
    expected = counted(Opaque().predict, matrix, matrix[0])
    np.testing.assert_allclose(coalition_shares(Opaque(), matrix, matrix[0], EACH_ALONE), expected, atol=1e-9)


def test_features_that_play_together_share_one_place():
    matrix = customers(np.random.default_rng(6), 20)
    shares = contributions(Opaque(), matrix, matrix[0], [[2, 0], [1, 3]])
    assert not shares[:, [0, 3]].any()
    difference = Opaque().predict(matrix) - Opaque().predict(matrix[:1])
    np.testing.assert_allclose(shares[:, 2] + shares[:, 1], difference)


def test_a_form_that_says_what_it_reads_is_asked_less():
    form, matrix = Product(), customers(np.random.default_rng(7), 3)
    contributions(form, matrix, matrix[0], EACH_ALONE)
    assert form.asked == 2 ** len(form.columns)


def test_equal_scores_made_of_opposite_parts_are_told_apart():
    scaling = Scaling(np.zeros(2), np.zeros(2), np.ones(2))
    form = LinearForm(scaling, np.array([1.0, -1.0]), 2.0, -9.0, 9.0, "exp")
    shares = contributions(form, np.array([[1.0, 1.0]]), np.zeros(2), [[0], [1]])
    slope = np.exp(2.0) * np.log(2.0)
    assert shares[0] == pytest.approx([slope, -slope], rel=1e-6)


def test_beyond_the_range_of_a_line_nothing_changes():
    scaling = Scaling(np.zeros(1), np.zeros(1), np.ones(1))
    form = LinearForm(scaling, np.ones(1), 0.0, -1.0, 1.0, "exp")
    far, further = np.expm1(3.0), np.expm1(5.0)
    assert not contributions(form, np.array([[further]]), np.array([far]), [[0]]).any()
