"""Light forms: what each number in them does to a prediction."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perennial.models.forms import ConstantForm, LinearForm, RateForm, Scaling, linked, signed_log

NAN = float("nan")
PLAIN = Scaling(medians=np.array([3.0, 0.0]), means=np.zeros(2), scales=np.ones(2))


def test_a_constant_form_says_the_same_to_everyone():
    assert ConstantForm(0.25).predict(np.array([[1.0], [NAN]])).tolist() == [0.25, 0.25]


@pytest.mark.parametrize(
    ("spend", "window_days", "expected"),
    [
        (100.0, 200.0, 45.0),
        (100.0, 10.0, 100.0),
        (-5.0, 200.0, 0.0),
        (NAN, 200.0, 7.0),
        (100.0, NAN, 7.0),
    ],
    ids=["at its pace", "newer than the shortest window", "more returned than bought", "no spend", "no tenure"],
)
def test_a_rate_goes_on_over_the_horizon(spend, window_days, expected):
    form = RateForm(spend_column=0, window_column=1, shortest_window_days=90, horizon_days=90, unknown_value=7.0)
    assert form.predict(np.array([[spend, window_days]])).tolist() == [expected]


def test_a_rate_without_a_window_column_is_that_of_the_shortest_window():
    form = RateForm(spend_column=0, window_column=None, shortest_window_days=30, horizon_days=90, unknown_value=0.0)
    assert form.predict(np.array([[10.0]])).tolist() == [30.0]


def test_a_line_takes_the_median_for_what_is_unknown():
    form = LinearForm(PLAIN, np.array([1.0, 1.0]), 0.5, lowest=-100, highest=100, link="exp")
    known, unknown = form.predict(np.array([[3.0, 1.0], [NAN, 1.0]]))
    assert known == unknown == pytest.approx(np.exp(np.log(4) + np.log(2) + 0.5))


def test_a_line_says_nothing_beyond_what_it_has_seen():
    form = LinearForm(PLAIN, np.array([1.0, 0.0]), 0.0, lowest=0.0, highest=1.0, link="exp")
    assert form.predict(np.array([[1e9, 0.0], [-1e9, 0.0]])).tolist() == [pytest.approx(np.e), 1.0]


def test_scaling_centres_what_it_was_made_from_and_fills_gaps_with_the_median():
    matrix = np.array([[1.0, NAN], [NAN, NAN], [7.0, NAN]])
    scaling = Scaling.of(matrix)
    scaled = scaling.apply(matrix)
    assert scaling.medians.tolist() == [4.0, 0.0]
    assert scaled[:, 0].mean() == pytest.approx(0.0)
    assert scaled[:, 0].std() == pytest.approx(1.0)
    assert scaled[:, 1].tolist() == [0.0, 0.0, 0.0]


@settings(max_examples=50)
@given(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12))
def test_the_signed_log_keeps_order_zero_and_sign(first, second):
    low, high = signed_log(np.array(sorted([first, second])))
    assert low <= high
    assert signed_log(np.array([-first]))[0] == -signed_log(np.array([first]))[0]
    assert signed_log(np.array([0.0]))[0] == 0.0


@settings(max_examples=50)
@given(st.floats(allow_nan=False))
def test_links_answer_finite_money_and_sane_probabilities_whatever_the_score(score):
    assert 0 < linked(np.array([score]), "exp")[0] < np.inf
    assert 0 <= linked(np.array([score]), "sigmoid")[0] <= 1


def test_links_are_inverse_to_log_and_log_odds():
    assert linked(np.log([3.0]), "exp")[0] == pytest.approx(3.0)
    assert linked(np.log([0.25 / 0.75]), "sigmoid")[0] == pytest.approx(0.25)
