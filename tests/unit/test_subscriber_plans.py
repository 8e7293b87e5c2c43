"""What a subscriber is worth, how that is named, what to do."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perennial.subscriber_plans import DAYS_A_MONTH, StayTerms, expected_value, named_bands, planned, risk_cuts

TERMS = StayTerms("fee", margin=0.5, label_period_days=DAYS_A_MONTH, value_horizon_months=2, discount_rate_annual=0.0)


def value(terms, amount, churn):
    return float(expected_value(terms, np.array([amount]), np.array([churn]))[0])


def test_worth_is_the_margin_of_the_months_in_which_a_customer_is_still_there():
    assert value(TERMS, 100.0, 0.1) == pytest.approx(50 * 0.9 + 50 * 0.81)


def test_later_months_are_discounted():
    assert value(replace(TERMS, discount_rate_annual=0.21, value_horizon_months=12), 100.0, 0.0) == pytest.approx(
        sum(50 / 1.21 ** (month / 12) for month in range(1, 13))
    )


def test_a_label_over_a_year_means_little_churn_a_month():
    yearly = replace(TERMS, label_period_days=365.25)
    assert value(yearly, 100.0, 0.5) == pytest.approx(50 * 0.5 ** (1 / 12) + 50 * 0.5 ** (2 / 12))


@given(low=st.floats(0, 1), high=st.floats(0, 1))
def test_who_is_likelier_to_leave_is_never_worth_more(low, high):
    low, high = sorted((low, high))
    assert value(TERMS, 10.0, high) <= value(TERMS, 10.0, low)


def test_what_is_unknown_has_no_worth():
    assert np.isnan(value(TERMS, float("nan"), 0.1))
    assert np.isnan(value(TERMS, 10.0, float("nan")))


@given(base_rate=st.floats(0.001, 0.999))
def test_medium_risk_begins_at_the_average_and_high_risk_above_it(base_rate):
    medium, high = risk_cuts(base_rate)
    assert medium == base_rate
    assert base_rate < high < 1


def test_every_worth_at_every_risk_has_a_segment_and_an_action():
    plans = {planned(*of) for of in product(("small", "middling", "valuable", None), ("low", "medium", "high", None))}
    assert len({segment for segment, _ in plans}) == 16
    assert planned("valuable", "high")[0] == "valuable, likely to leave"
    assert all(action for _, action in plans)


def test_bands_begin_at_their_lower_end():
    assert named_bands(np.array([0.0, 0.3, 0.5, np.nan]), (0.3, 0.5), ("a", "b", "c")).tolist() == ["a", "b", "c", None]


def test_the_assumptions_are_said_in_words():
    assert "fee" in TERMS.in_words()
    assert "no known column" in replace(TERMS, amount_column=None).in_words()
