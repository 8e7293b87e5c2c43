"""PSI and KS: what moves them, what does not, and what their limits make of the sizes of samples."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perennial.drift import EMPTY, MOST_WORDS, POINTS, movement, profile_from, profile_of
from perennial.errors import IntegrityError

TRIALS = 300
CHANCE = 0.01
SHAPES = {
    "long-tailed amounts": lambda random, size: random.lognormal(3.0, 1.0, size),
    "mostly nothing": lambda random, size: np.where(random.random(size) < 0.7, 0.0, random.gamma(1.0, 10.0, size)),
    "counts": lambda random, size: random.poisson(1.5, size).astype(np.float64),
    "a rare flag": lambda random, size: (random.random(size) < 0.03).astype(np.float64),
    "often unknown": lambda random, size: np.where(random.random(size) < 0.4, np.nan, random.normal(size=size)),
}


def words(*counted: tuple[str | None, int]) -> np.ndarray:
    return np.array([word for word, count in counted for _ in range(count)], dtype=object)


@given(st.lists(st.floats(allow_infinity=False, width=32), min_size=1, max_size=200), st.randoms())
def test_a_sample_has_not_moved_from_its_own_profile_in_whatever_order(values, random):
    shuffled = random.sample(values, len(values))
    found = movement(profile_of(np.array(values)), np.array(shuffled))
    assert found is not None
    assert (found.psi, found.ks or 0.0) == (0.0, 0.0)


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=100), st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=100)
)
def test_both_measures_are_finite_and_not_negative_whatever_the_samples(before, after):
    found = movement(profile_of(np.array(before)), np.array(after))
    assert found is not None
    assert 0.0 <= found.psi < np.inf
    assert found.ks is not None
    assert 0.0 <= found.ks <= 1.0


@given(st.lists(st.one_of(st.floats(-10, 10), st.just(float("nan"))), min_size=1, max_size=80))
def test_a_profile_comes_back_from_json_as_it_was(values):
    profile = profile_of(np.array(values))
    assert profile_from(json.loads(json.dumps(profile.to_json()))) == profile
    assert profile.size == len(values)


def test_psi_is_the_published_sum_over_bins():
    before, after = words(("a", 50), ("b", 50)), words(("a", 80), ("b", 20))
    found = movement(profile_of(before), after)
    assert found is not None
    assert found.psi == pytest.approx((0.8 - 0.5) * np.log(0.8 / 0.5) + (0.2 - 0.5) * np.log(0.2 / 0.5))


def test_a_bin_that_nobody_is_in_counts_as_half_a_customer_instead_of_without_end():
    found = movement(profile_of(words(("a", 50), ("b", 50))), words(("a", 100)))
    assert found is not None
    assert found.psi == pytest.approx(0.5 * np.log(2.0) + (EMPTY / 100 - 0.5) * np.log(EMPTY / 100 / 0.5))


def test_ks_is_the_widest_gap_between_the_two_distribution_functions():
    before = np.arange(1000.0)
    found = movement(profile_of(before), before + 200.0)
    assert found is not None
    assert found.ks == pytest.approx(0.2, abs=1 / (POINTS + 1))


def test_words_have_no_order_and_so_no_ks():
    found = movement(profile_of(words(("a", 5))), words(("b", 5)))
    assert found is not None
    assert found.ks is None


@pytest.mark.parametrize("shift", [1.0, -1.0])
def test_a_constant_that_becomes_another_is_seen_to_either_side(shift):
    found = movement(profile_of(np.full(200, 3.0)), np.full(200, 3.0 + shift))
    assert found is not None
    assert found.psi > 1.0
    assert found.ks == 1.0


def test_a_few_buyers_among_many_zeros_that_become_many_are_seen():
    before, after = (np.r_[np.zeros(1000 - buyers), np.full(buyers, 9.0)] for buyers in (30, 300))
    found = movement(profile_of(before), after)
    assert found is not None
    assert found.psi > 0.5


def test_values_that_are_no_longer_known_are_seen():
    before = np.arange(500.0)
    found = movement(profile_of(before), np.where(before < 200, np.nan, before))
    assert found is not None
    assert found.psi > 1.0


def test_words_beyond_the_most_common_are_counted_together():
    many = words(*[(f"w{number:03}", 5) for number in range(50)])
    profile = profile_of(many)
    assert len(profile.words) == MOST_WORDS
    assert profile.size == len(many)


def test_nothing_is_said_of_no_sample_or_of_numbers_that_became_words():
    profile = profile_of(np.arange(10.0))
    assert movement(profile, np.array([])) is None
    assert movement(profile, words(("a", 3))) is None
    assert movement(profile_of(np.array([])), np.arange(3.0)) is None


@pytest.mark.parametrize("sizes", [(60, 60), (200, 60), (1000, 300)], ids=str)
@pytest.mark.parametrize("shape", SHAPES)
def test_two_samples_of_one_population_rarely_exceed_what_their_sizes_allow(shape, sizes):
    random = np.random.default_rng(11)
    drawn = [[SHAPES[shape](random, size) for size in sizes] for _ in range(TRIALS)]
    moved = [movement(profile_of(before), after) for before, after in drawn]
    by_psi = sum(found.psi > found.psi_noise(CHANCE) for found in moved)
    by_ks = sum((found.ks or 0.0) > found.ks_noise(CHANCE) for found in moved)
    assert by_psi <= 4 * CHANCE * TRIALS
    assert by_ks <= 4 * CHANCE * TRIALS


def test_the_limit_of_small_samples_lies_above_that_of_large_ones():
    random = np.random.default_rng(3)
    small, large = (movement(profile_of(random.normal(size=size)), random.normal(size=size)) for size in (50, 5000))
    assert small is not None
    assert large is not None
    assert small.psi_noise(CHANCE) > 0.2 > large.psi_noise(CHANCE)
    assert small.ks_noise(CHANCE) > large.ks_noise(CHANCE)


@pytest.mark.parametrize("stored", [None, [], {}, {"points": [1.0]}, {"counts": 3}])
def test_what_is_no_profile_is_refused(stored):
    with pytest.raises(IntegrityError, match="train the dataset again"):
        profile_from(stored)
