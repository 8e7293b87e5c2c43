"""Season: a year tells of the next in part, two years tell how much, and what may be chance tells nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perennial.models.season import LARGEST_SEASON, SHARE_OF_ONE_LOOK, Growth, season_factor, season_phases

ONE_YEAR, TWO_YEARS = range(1, 13), range(1, 25)


def growing(logs, variance=0.0):
    return {phase: Growth(log, variance) for phase, log in logs.items()}


def wave(phases, height=0.4):
    """Highest a year ago, and a year before that."""
    return {phase: height * np.cos(2 * np.pi * phase / 12) for phase in phases}


def test_one_year_is_expected_again_by_the_share_of_one_look():
    assert season_factor(growing(wave(ONE_YEAR)), 30) == pytest.approx(np.exp(SHARE_OF_ONE_LOOK * 0.4))


def test_what_the_customers_own_chance_explains_is_no_season():
    certain, doubtful, chance = (season_factor(growing(wave(ONE_YEAR), variance), 30) for variance in (0.0, 0.04, 0.2))
    assert certain > doubtful > chance == 1.0


def test_a_year_that_repeated_the_one_before_is_expected_again_whole():
    assert season_factor(growing(wave(TWO_YEARS)), 30) == pytest.approx(np.exp(0.4))


def test_a_year_that_contradicted_the_one_before_says_nothing():
    contradicting = wave(ONE_YEAR) | {phase + 12: -log for phase, log in wave(ONE_YEAR).items()}
    assert season_factor(growing(contradicting), 30) == 1.0


def test_years_that_resemble_each_other_by_half_say_less_than_those_that_are_alike():
    resembling = wave(TWO_YEARS) | {phase + 12: log + 0.4 * (-1) ** phase for phase, log in wave(ONE_YEAR).items()}
    assert 1.0 < season_factor(growing(resembling), 30) < season_factor(growing(wave(TWO_YEARS)), 30)


def test_a_shop_that_always_grows_alike_has_no_season():
    assert season_factor(growing(dict.fromkeys(ONE_YEAR, 0.3)), 30) == 1.0
    assert season_factor(growing(dict.fromkeys(TWO_YEARS, 0.3)), 30) == 1.0


def test_months_whose_horizon_has_not_ended_are_those_of_the_year_before():
    unfinished = {phase: log for phase, log in wave(TWO_YEARS).items() if 3 <= phase <= 16}
    assert season_factor(growing(unfinished), 90) == pytest.approx(np.exp(SHARE_OF_ONE_LOOK * 0.4))


def test_without_the_same_day_a_year_ago_there_is_no_season():
    assert season_factor({}, 30) == 1.0
    assert season_factor(growing(wave(range(1, 12))), 30) == 1.0


def test_origins_reach_from_the_last_whole_horizon_back_to_two_years():
    assert season_phases(30, 364) == []
    assert season_phases(90, 365) == list(range(3, 13))
    assert season_phases(30, 2000) == list(TWO_YEARS)


def test_a_horizon_of_a_year_has_every_season_in_it():
    assert season_phases(364, 2000)
    assert season_phases(365, 2000) == []


@settings(max_examples=100)
@given(
    st.dictionaries(st.sampled_from(TWO_YEARS), st.floats(-5, 5), max_size=24),
    st.floats(0, 2),
    st.sampled_from([30, 90, 180]),
)
def test_whatever_was_seen_a_season_stays_within_bounds(logs, variance, horizon_days):
    assert 1 / LARGEST_SEASON <= season_factor(growing(logs, variance), horizon_days) <= LARGEST_SEASON
