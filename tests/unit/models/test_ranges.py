"""Ranges: around the expected spend, wider in money for whom more is expected, never without it inside."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perennial.models.ranges import SpendRange

RANGE = SpendRange(np.array([10.0, 100.0]), np.array([0.0, 0.5]), np.array([4.0, 2.0]), 0.8, 1.3)


def test_bounds_are_shares_of_what_is_expected_read_between_the_knots():
    low, high = RANGE.bounds(np.array([10.0, np.sqrt(1000.0), 100.0, 1000.0]))
    assert low == pytest.approx([0.0, 0.25 * np.sqrt(1000.0), 50.0, 500.0])
    assert high == pytest.approx([40.0, 3 * np.sqrt(1000.0), 200.0, 2000.0])


def test_whoever_is_expected_to_spend_next_to_nothing_may_still_spend_something():
    low, high = RANGE.bounds(np.array([0.0, 0.01]))
    assert (low.tolist(), high.tolist()) == ([0.0, 0.0], [40.0, 40.0])


@settings(max_examples=50)
@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=20), st.floats(0.0, 3.0), st.floats(0.0, 3.0))
def test_the_expected_spend_lies_within_its_range(expected, low_share, high_share):
    one = SpendRange(np.array([5.0]), np.array([low_share]), np.array([high_share]), 1.0, 1.0)
    low, high = one.bounds(np.array(expected))
    assert (low <= expected).all()
    assert (high >= expected).all()
