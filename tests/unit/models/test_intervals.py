"""Intervals: they cover as often as they say, among small customers and large ones, and for the sum."""

import numpy as np
import pytest

from perennial.models.corrections import Judged
from perennial.models.intervals import learn_range, range_figures
from perennial.models.level import Level

LEVEL = Level(1.0, 0.1, 3.0, ())


def day(seed, rows=4000, noise=1.0):
    """A day whose customers spend around what was expected, half of the small ones nothing."""
    random = np.random.default_rng(seed)
    expected = random.lognormal(3, 1, rows)
    actual = expected * random.lognormal(-(noise**2) / 2, noise, rows)
    actual[(expected < 20) & (random.uniform(size=rows) < 0.5)] = 0.0
    return Judged(expected, actual, 0, is_out_of_time=True)


def test_four_in_five_are_covered_in_every_decile_of_another_day():
    figures = range_figures([day(1), day(2)], day(3))
    assert figures["interval_coverage"] == pytest.approx(0.8, abs=0.08)
    assert min(figures["interval_coverage_by_decile"]) > 0.74
    assert len(figures["interval_coverage_by_decile"]) == 10


def test_a_range_by_what_is_expected_loses_less_than_quantiles_by_decile():
    figures = range_figures([day(1), day(2)], day(3))
    assert figures["interval_pinball_loss"] < figures["interval_pinball_loss_of_decile_quantiles"]


def test_more_noise_makes_wider_ranges():
    quiet, loud = (range_figures([day(1, noise=noise)], day(2, noise=noise)) for noise in (0.2, 1.5))
    assert quiet["interval_mean_width"] < loud["interval_mean_width"]


def test_too_few_customers_make_no_range():
    few = Judged(np.ones(10), np.ones(10), 0, is_out_of_time=True)
    assert learn_range([few], LEVEL, seed=1) is None
    assert range_figures([few], few) == {}


def test_the_range_of_the_sum_is_narrower_than_a_customer_s_and_grows_with_the_doubt_in_the_level():
    sure, unsure = (learn_range([day(1)], Level(1.0, spread, 3.0, ()), seed=1) for spread in (0.02, 0.3))
    assert 0.8 < sure.total_low < 1 < sure.total_high < 1.2
    assert unsure.total_low < sure.total_low
    assert unsure.total_high > sure.total_high
    assert sure.total_high < np.median(sure.high_shares)


def test_the_same_seed_makes_the_same_range():
    first, second = (learn_range([day(1)], LEVEL, seed=7) for _ in range(2))
    assert (first.total_low, first.total_high) == (second.total_low, second.total_high)


def test_a_last_day_on_which_nothing_was_expected_leaves_the_sum_to_the_day_before():
    nothing = Judged(np.zeros(50), np.ones(50), 0, is_out_of_time=True)
    assert learn_range([day(1), nothing], LEVEL, seed=1).total_high == learn_range([day(1)], LEVEL, seed=1).total_high
