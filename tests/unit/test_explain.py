"""Reasons: the greatest effects in words, each about something else, none for what hardly matters."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perennial.explain import importance, reasons, topic_effects
from perennial.models.forms import LinearForm, Scaling
from perennial.models.panel import FEATURE_NAMES
from perennial.models.reference import Reference
from perennial.reason_words import TOPICS
from tests.hand_made import Line

COLUMNS = {name: at for at, name in enumerate(FEATURE_NAMES)}
TYPICAL = np.full(len(FEATURE_NAMES), 10.0)


def customer(**features):
    row = TYPICAL.copy()
    for name, value in features.items():
        row[COLUMNS[name]] = value
    return row[None]


class Weighted:
    """A form that adds up features, each with a weight in currency per unit."""

    def __init__(self, start=1000.0, **weights):
        self.start, self.weights = start, weights

    def predict(self, matrix):
        known = np.nan_to_num(matrix)
        return self.start + sum(weight * known[:, COLUMNS[name]] for name, weight in self.weights.items())

    @property
    def columns(self):
        return tuple(COLUMNS[name] for name in self.weights)


def told(form, row, *, currency=None, unit="money"):
    return reasons(form, row, Reference(TYPICAL, currency), FEATURE_NAMES, unit)[0].tolist()


def test_the_three_greatest_effects_are_told_greatest_first():
    form = Weighted(recency_days=-17.5, frequency=30.0, monetary=0.5, unique_products=9.0)
    row = customer(recency_days=3, frequency=12, monetary=1210, unique_products=14)
    assert told(form, row, currency="£") == [
        "associated with: £1,210 spent so far (+£600)",
        "associated with: last order 3 days ago (+£120)",
        "associated with: 12 orders so far (+£60)",
    ]


@pytest.mark.parametrize(
    ("currency", "effect"),
    [(None, "-350"), ("EUR", "-350 EUR"), ("£", "-£350"), ("$", "-$350")],
)
def test_effects_are_in_the_currency_of_the_dataset_as_it_is_written(currency, effect):
    first = told(Weighted(recency_days=-3.5), customer(recency_days=110), currency=currency)[0]
    assert first == f"associated with: last order 110 days ago ({effect})"


def test_effects_on_a_probability_are_in_percentage_points():
    form = Weighted(start=0.1, recency_days=0.002)
    assert told(form, customer(recency_days=72), unit="probability", currency="EUR") == [
        "associated with: last order 72 days ago (+12 points)",
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("effect", "size"),
    [(1234.0, "+1,200"), (-99.6, "-100"), (9.96, "+10"), (0.0234, "+0.023"), (7.0, "+7.0"), (1.25e6, "+1,200,000")],
)
def test_effects_have_two_significant_figures(effect, size):
    form = Weighted(start=-10 * effect, recency_days=effect)
    assert told(form, customer(recency_days=11))[0].endswith(f"({size})")


def test_features_that_say_the_same_thing_are_one_reason():
    form = Weighted(monetary=1.0, total_spend=1.0, spend_velocity=1.0, frequency=3.0)
    row = customer(monetary=100, total_spend=110, spend_velocity=12, frequency=11)
    assert told(form, row)[0] == "associated with: 100 spent so far (+190)"
    assert told(form, row)[1:] == [None, None]


def test_an_effect_below_a_hundredth_of_the_number_is_no_reason():
    just_below, just_above = customer(recency_days=11.00), customer(recency_days=11.02)
    form = Weighted(start=900.0, recency_days=10.0)
    assert told(form, just_below) == [None, None, None]
    assert told(form, just_above)[0] is not None


def test_the_customer_in_the_middle_has_no_reasons():
    assert told(Weighted(recency_days=-17.5, frequency=30.0), TYPICAL[None]) == [None, None, None]


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
@pytest.mark.parametrize(("value", "words"), [(0.0, "zero"), (np.nan, "unknown"), (1.0, "words")])
def test_every_topic_says_what_is_so_also_of_nothing_and_of_what_is_not_known(topic, value, words):
    row = customer(**dict.fromkeys(topic.features, value))
    first = told(Weighted(**{topic.features[0]: 100.0}), row)[0]
    plain = re.escape(getattr(topic, words)).replace(r"\{\}", r"[\d.%]+( day| order| different product)?")
    assert re.fullmatch(rf"associated with: {plain} \(-\d[\d,]*\)", first)


def test_a_feature_without_words_is_told_by_its_name():
    texts = reasons(Line(0, 50.0), np.array([[3.0]]), Reference(np.array([1.0])), ("contract_months",), "money")
    assert texts[0, 0] == "associated with: contract months 3 (+100)"


@given(st.integers(0, 10_000))
def test_effects_of_topics_add_up_and_reasons_are_about_different_things(seed):
    random = np.random.default_rng(seed)
    matrix = random.lognormal(2, 1, (6, len(FEATURE_NAMES)))
    matrix[random.random(matrix.shape) < 0.2] = np.nan
    coefficients = random.normal(size=len(FEATURE_NAMES)) / 5
    form = LinearForm(Scaling.of(matrix), coefficients, 3.0, -5.0, 9.0, "exp")
    reference = Reference(matrix[0])
    effects = topic_effects(form, matrix, reference, FEATURE_NAMES)
    np.testing.assert_allclose(form.predict(matrix[:1]) + effects.sum(axis=1), form.predict(matrix), rtol=1e-6)
    for row, texts in enumerate(reasons(form, matrix, reference, FEATURE_NAMES, "money")):
        given_texts = [text for text in texts if text is not None]
        assert texts.tolist() == given_texts + [None] * (3 - len(given_texts))
        assert len(set(given_texts)) == len(given_texts)
        signs = [text.rpartition("(")[2][0] for text in given_texts]
        greatest = np.argsort(-np.abs(effects[row]))[: len(signs)]
        assert signs == ["+" if effects[row, at] > 0 else "-" for at in greatest]


def test_importance_is_the_mean_size_of_contributions_greatest_first():
    form = Weighted(monetary=2.0, recency_days=1.0, total_spend=-2.0)
    matrix = np.concatenate([customer(monetary=20, total_spend=20), customer(recency_days=4)])
    found = importance(form, matrix, Reference(TYPICAL), FEATURE_NAMES)
    assert next(iter(found["topics"].items())) == ("recency", 3.0)
    assert found["topics"]["money spent"] == pytest.approx(0.0)
    assert set(found["features"]) == set(FEATURE_NAMES)
    assert found["features"]["recency_days"] == 3.0


def test_importance_over_very_many_is_that_of_some_of_them_from_all_over_the_base():
    base = np.repeat(np.concatenate([customer(recency_days=4), customer(recency_days=14)]), 4_000, axis=0)
    form = Weighted(recency_days=1.0)
    found = importance(form, base, Reference(TYPICAL), FEATURE_NAMES)
    assert found["topics"]["recency"] == pytest.approx(5.0, abs=0.01)


def test_nobody_has_no_reasons_and_gives_nothing_importance():
    nobody = np.zeros((0, len(FEATURE_NAMES)))
    form = Weighted(monetary=2.0)
    assert reasons(form, nobody, Reference(TYPICAL), FEATURE_NAMES, "money").shape == (0, 3)
    assert set(importance(form, nobody, Reference(TYPICAL), FEATURE_NAMES)["topics"].values()) == {0.0}
