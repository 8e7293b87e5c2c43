"""Curves: known answers by hand, and what must hold of every ranking."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perennial.models.curves import churn_deciles, deciles, gain_curve, in_forecast_order

SPENT = np.array([0.0, 0.0, 10.0, 30.0])
FORECAST = np.array([1.0, 5.0, 6.0, 20.0])
spends = st.lists(st.integers(0, 10**6), min_size=1, max_size=60).map(lambda cents: np.array(cents) / 100)


def test_deciles_go_from_the_lowest_forecasts_to_the_highest():
    predicted = np.arange(100.0)[::-1]
    found = deciles(2 * predicted, predicted)
    assert [row["decile"] for row in found] == list(range(1, 11))
    assert found[0] == {"decile": 1, "customers": 10, "mean_predicted": 4.5, "mean_actual": 9.0}
    assert found[-1] == {"decile": 10, "customers": 10, "mean_predicted": 94.5, "mean_actual": 189.0}


def test_fewer_than_ten_customers_fill_fewer_deciles():
    assert [row["mean_actual"] for row in deciles(SPENT, FORECAST)] == SPENT.tolist()


def test_a_tenth_of_ten_customers_of_whom_half_left_may_be_one_of_24_to_76_percent():
    left = np.tile([0.0, 1.0], 50)
    tenth = churn_deciles(left, np.linspace(0.1, 0.9, 100))[0]
    assert (tenth["low"], tenth["high"]) == (pytest.approx(0.2366, abs=1e-4), pytest.approx(0.7634, abs=1e-4))


@pytest.mark.parametrize("outcome", [0.0, 1.0])
def test_a_tenth_in_which_all_did_the_same_is_still_uncertain_and_stays_within_0_and_1(outcome):
    for tenth in churn_deciles(np.full(50, outcome), np.linspace(0, 1, 50)):
        assert 0 <= tenth["low"] < tenth["high"] <= 1
        assert tenth["low"] <= outcome <= tenth["high"]


def test_the_best_half_of_four_customers_caught_everything():
    points = [(one["customers_share"], one["caught_share"]) for one in gain_curve(SPENT, FORECAST)]
    assert points == [(0.0, 0.0), (0.25, 0.75), (0.5, 1.0), (0.75, 1.0), (1.0, 1.0)]


def test_equal_forecasts_catch_what_chance_would():
    curve = gain_curve(SPENT[::-1], np.ones(4))
    assert [one["caught_share"] for one in curve] == pytest.approx([0.0, 0.25, 0.5, 0.75, 1.0])


def test_where_nothing_came_there_is_nothing_to_catch():
    assert gain_curve(np.zeros(5), np.arange(5.0)) == []


@settings(max_examples=50)
@given(spends, st.randoms(use_true_random=False))
def test_a_gain_curve_rises_from_nothing_to_everything_in_few_points(actual, random):
    predicted = np.array([random.random() for _ in actual])
    curve = gain_curve(actual, predicted)
    if not curve:
        assert actual.sum() == 0
        return
    assert len(curve) <= 21
    assert curve[0] == {"customers_share": 0.0, "caught_share": 0.0}
    assert (curve[-1]["customers_share"], curve[-1]["caught_share"]) == (1.0, pytest.approx(1.0))
    for name in ("customers_share", "caught_share"):
        assert np.diff([one[name] for one in curve]).min() >= -1e-12


def test_customers_with_equal_forecasts_share_what_came_of_them():
    assert in_forecast_order(np.array([4.0, 0.0, 9.0]), np.array([1.0, 1.0, 2.0])).tolist() == [9.0, 2.0, 2.0]
