"""Level: what is always missed is corrected, what is missed now and then is doubted."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perennial.models.level import Miss, independent_looks, learn_level, unseen_share_of_year

TWO_YEARS = 730


def level(*ratios, horizon_days=30, history_days=TWO_YEARS):
    misses = [Miss(30 * number, ratio) for number, ratio in enumerate(ratios)]
    return learn_level(misses, horizon_days, history_days)


def test_a_miss_that_every_origin_shows_is_corrected_almost_whole():
    assert level(1.5, 1.52, 1.48, 1.5, 1.5).factor == pytest.approx(1.5, abs=0.05)


def test_misses_that_contradict_each_other_correct_nothing_and_widen_the_doubt():
    contradicting = level(0.6, 1.6, 0.7, 1.4)
    assert contradicting.factor == pytest.approx(1.0, abs=0.02)
    assert contradicting.spread > level(1.0, 1.01, 0.99, 1.0).spread


def test_one_origin_that_missed_little_is_no_reason_to_correct():
    assert level(0.9).factor == 1.0


def test_without_origins_nothing_is_corrected_and_the_usual_doubt_remains():
    unknown = level()
    assert (unknown.factor, unknown.degrees_of_freedom) == (1.0, 1.0)
    assert unknown.spread > 0


def test_origins_that_share_most_of_their_horizon_count_as_few():
    assert level(1.3, 1.3, 1.3, horizon_days=365).factor < level(1.3, 1.3, 1.3, horizon_days=30).factor


def test_origins_closer_than_a_horizon_share_what_they_saw():
    assert independent_looks([], 90) == 0
    assert independent_looks([90, 90], 90) == 1
    assert independent_looks([210, 90, 180], 90) == pytest.approx(1 + 1 + 1 / 3)
    assert independent_looks([0, 400], 90) == 2


def test_while_a_part_of_the_year_was_never_forecast_the_sum_is_doubted_more():
    assert unseen_share_of_year(90, 455) == 0
    assert unseen_share_of_year(90, 90) == 1
    assert unseen_share_of_year(365, 200) == 1
    spreads = [level(1.0, 1.0, history_days=days).spread for days in (100, 200, 395, 2000)]
    assert spreads[0] > spreads[1] > spreads[2] == spreads[3]


@settings(max_examples=100)
@given(st.lists(st.floats(0.2, 5.0), min_size=1, max_size=6), st.sampled_from([30, 90, 365]))
def test_a_correction_goes_the_way_of_the_misses_and_never_beyond_them(ratios, horizon_days):
    learnt = level(*ratios, horizon_days=horizon_days)
    assert min(*ratios, 1.0) - 1e-9 <= learnt.factor <= max(*ratios, 1.0) + 1e-9
    assert np.isfinite(learnt.spread)
    assert learnt.spread > 0
    assert learnt.degrees_of_freedom >= 1 - 1e-9


def test_where_nothing_was_spent_or_forecast_there_is_no_miss():
    assert Miss.of(0, np.zeros(3), np.ones(3)) is None
    assert Miss.of(0, np.ones(3), np.zeros(3)) is None
    assert Miss.of(0, np.ones(4), np.full(4, 0.5)).ratio == 2.0
