"""Outlook: expected orders at the level that was learnt, and P(alive) only where it is known."""

from dataclasses import replace

import numpy as np

from perennial.models.outlook import joined
from tests.hand_made import outlook_model

OUTLOOK = outlook_model().outlook
# Recency, frequency, monetary, cold start, repeat days, span, tenure.
KEEN = np.array([[1.0, 20, 400, 0, 19, 190, 191]])


def test_a_longer_horizon_never_expects_fewer_orders_whatever_the_levels():
    expected = replace(OUTLOOK, levels={30: 3.0, 90: 0.5, 365: 1.0}).predict(KEEN).expected
    assert expected[30] <= expected[90] <= expected[365]


def test_p_alive_is_none_where_the_orders_do_not_tell_who_has_left():
    assert OUTLOOK.predict(KEEN).alive is not None
    assert replace(OUTLOOK, knows_who_left=False).predict(KEEN).alive is None


def test_of_an_unknown_past_the_usual_orders_are_expected_and_nothing_else_is_said():
    unknown = OUTLOOK.predict(np.full((1, 7), np.nan))
    assert {days: float(orders[0]) for days, orders in unknown.expected.items()} == OUTLOOK.usual_orders
    assert np.isnan(unknown.alive).all()
    assert np.isnan([unknown.days_to_next, unknown.wait_shape]).all()


def test_without_horizons_the_rest_is_told():
    told = replace(OUTLOOK, levels={}, usual_orders={}).predict(KEEN)
    assert told.expected == {}
    assert told.alive.shape == told.days_to_next.shape == (1,)


def test_a_table_in_parts_says_what_the_whole_says():
    rows = np.repeat(KEEN, 5, axis=0) + np.arange(5)[:, None]
    whole, parts = OUTLOOK.predict(rows), joined([OUTLOOK.predict(rows[:2]), OUTLOOK.predict(rows[2:])])
    np.testing.assert_array_equal(parts.alive, whole.alive)
    np.testing.assert_array_equal(parts.days_to_next, whole.days_to_next)
    np.testing.assert_array_equal(parts.wait_shape, whole.wait_shape)
    for days, expected in whole.expected.items():
        np.testing.assert_array_equal(parts.expected[days], expected)
    assert joined([]) is None
