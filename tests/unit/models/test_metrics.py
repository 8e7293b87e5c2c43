"""Metrics: known answers, and the properties that make a figure mean something."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import mean_tweedie_deviance

from perennial.models.metrics import (
    brier_losses,
    churn_metrics,
    log_losses,
    normalised_gini,
    roc_auc,
    spearman,
    spend_metrics,
    top_decile_share,
    tweedie_deviances,
)

SPENT = np.array([0.0, 0.0, 10.0, 30.0])
FORECAST = np.array([1.0, 5.0, 6.0, 20.0])
spends = st.lists(st.integers(0, 10**6), min_size=2, max_size=40).map(lambda cents: np.array(cents) / 100)


def test_spend_figures_of_four_customers_are_what_they_are_by_hand():
    figures = spend_metrics(SPENT, FORECAST)
    assert figures["customers"] == 4
    assert figures["mean_actual"] == 10.0
    assert figures["mean_predicted"] == 8.0
    assert figures["mae"] == 5.0
    assert figures["rmse"] == pytest.approx(np.sqrt((1 + 25 + 16 + 100) / 4))
    assert figures["r2"] == pytest.approx(1 - 142 / 600)
    assert figures["total_error"] == pytest.approx(-0.2)
    assert figures["normalised_gini"] == pytest.approx(1.0)
    assert figures["top_decile_share"] == pytest.approx(0.75)
    assert figures["spearman"] == pytest.approx(np.sqrt(0.9))


def test_churn_figures_of_four_customers_are_what_they_are_by_hand():
    figures = churn_metrics(np.array([0.0, 1.0, 1.0, 0.0]), np.array([0.2, 0.8, 0.4, 0.6]))
    assert figures["roc_auc"] == 0.75
    assert figures["average_precision"] == pytest.approx((1 + 2 / 3) / 2)
    assert figures["brier"] == pytest.approx((0.04 + 0.04 + 0.36 + 0.36) / 4)
    assert figures["log_loss"] == pytest.approx(-np.log([0.8, 0.8, 0.4, 0.4]).mean())
    assert [figures[name] for name in ("accuracy", "precision", "recall", "f1")] == [0.5, 0.5, 0.5, 0.5]
    assert figures["threshold"] == 0.5


def test_the_capped_r2_forgives_a_customer_of_another_order_of_magnitude():
    actual = np.append(np.tile([1.0, 3.0], 500), 1e6)
    predicted = np.append(np.tile([1.0, 3.0], 500), 10.0)
    figures = spend_metrics(actual, predicted)
    assert figures["r2"] < 0.01
    assert figures["r2_capped"] == pytest.approx(1.0)


def test_the_tweedie_deviance_is_scikit_learns():
    random = np.random.default_rng(1)
    actual = random.gamma(0.5, 20.0, 200) * (random.random(200) < 0.5)
    predicted = random.gamma(2.0, 5.0, 200) + 1.0
    expected = mean_tweedie_deviance(actual, predicted, power=1.5)
    assert tweedie_deviances(actual, predicted).mean() == pytest.approx(expected)


def test_a_forecast_of_nothing_costs_much_and_not_everything():
    losses = tweedie_deviances(SPENT, np.zeros(4))
    assert np.isfinite(losses).all()
    assert losses[3] > losses[2] > losses[0] > 0


def test_the_brier_loss_is_the_squared_distance():
    assert brier_losses(np.array([1.0, 0.0]), np.array([0.75, 0.5])).tolist() == [0.0625, 0.25]


@settings(max_examples=50)
@given(spends)
def test_a_perfect_ranking_has_a_normalised_gini_of_1_and_the_reverse_of_minus_1(actual):
    if normalised_gini(actual, actual) is None:
        assert np.ptp(actual) == 0
        return
    assert normalised_gini(actual, 3 * actual + 1) == pytest.approx(1.0)
    assert normalised_gini(actual, -actual) == pytest.approx(-1.0)


def test_a_random_ranking_has_a_normalised_gini_of_about_0():
    random = np.random.default_rng(1)
    actual = random.lognormal(0, 1, 20_000)
    assert abs(normalised_gini(actual, random.random(20_000))) < 0.03


def test_equal_forecasts_rank_nobody_whatever_the_order_of_rows():
    assert normalised_gini(SPENT, np.ones(4)) == pytest.approx(0.0)
    assert normalised_gini(SPENT[::-1], np.ones(4)) == pytest.approx(0.0)
    assert top_decile_share(SPENT[::-1], np.ones(4)) == pytest.approx(0.25)


@pytest.mark.parametrize("actual", [np.zeros(12), np.ones(12)], ids=["nobody spent", "all spent the same"])
def test_figures_the_data_cannot_carry_are_left_out(actual):
    figures = spend_metrics(actual, np.linspace(0, 1, 12))
    assert [figures[name] for name in ("r2", "r2_capped", "spearman", "normalised_gini")] == [None] * 4
    assert (figures["total_error"] is None) == (actual.sum() == 0)


@pytest.mark.parametrize("outcome", [0.0, 1.0])
def test_ranking_figures_are_left_out_where_all_did_the_same(outcome):
    figures = churn_metrics(np.full(5, outcome), np.linspace(0.1, 0.9, 5))
    assert (figures["roc_auc"], figures["average_precision"]) == (None, None)
    assert 0 <= figures["brier"] <= 1


def test_a_constant_forecast_has_no_rank_correlation():
    assert spearman(SPENT, np.ones(4)) is None
    assert roc_auc(np.array([0.0, 1.0]), np.ones(2)) == 0.5


def test_one_customer_has_figures():
    assert spend_metrics(np.array([3.0]), np.array([2.0]))["mae"] == 1.0
    assert churn_metrics(np.array([1.0]), np.array([0.75]))["brier"] == 0.0625


def test_certainty_that_was_wrong_is_a_great_surprise_and_not_an_endless_one():
    losses = log_losses(np.array([1.0, 0.0, 1.0, 0.0]), np.array([0.5, 0.5, 0.0, 1.0]))
    assert losses == pytest.approx([np.log(2), np.log(2), 6 * np.log(10), 6 * np.log(10)])
