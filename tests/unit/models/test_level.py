"""Level: what is always missed is corrected, what is missed now and then is doubted."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perennial.models.level import Miss, learn_level


def level(*ratios, horizon_days=30):
    return learn_level([Miss(30 * number, ratio) for number, ratio in enumerate(ratios)], horizon_days, 30)


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


def test_days_that_the_maker_knew_teach_the_level_and_not_the_doubt():
    known = [Miss(90, ratio, is_out_of_time=False) for ratio in (1.4, 1.4, 1.4)]
    learnt = learn_level(known, 30, 30)
    assert learnt.factor > 1.2
    assert learnt.spread == level().spread


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
