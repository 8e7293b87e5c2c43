"""What contacting brought: a difference that is caused by it, and an interval that holds what it promises."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from perennial.errors import NotEnoughData
from perennial.plan_effects import measured_effect, t_quantile

# In cents: two amounts are equal or clearly apart.
outcomes = st.lists(st.integers(0, 100_000).map(lambda cents: cents / 100), min_size=3, max_size=30)


@given(outcomes, outcomes)
def test_the_interval_is_that_of_welchs_test(contacted: list[float], held_out: list[float]) -> None:
    effect = measured_effect(contacted, held_out)
    assert effect.difference == pytest.approx(np.mean(contacted) - np.mean(held_out), abs=1e-9)
    if np.ptp(contacted) and np.ptp(held_out):
        known = stats.ttest_ind(contacted, held_out, equal_var=False).confidence_interval(0.95)
        reach = effect.high - effect.difference
        assert reach == pytest.approx(known.high - effect.difference, rel=0.01, abs=1e-9)
        assert effect.difference - effect.low == pytest.approx(reach)


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    generator = np.random.default_rng(7)
    held = 0
    for _ in range(1_000):
        contacted = generator.gamma(0.5, 40.0, 300) + 5.0
        held_out = generator.gamma(0.5, 40.0, 60)
        effect = measured_effect(contacted, held_out)
        held += effect.low <= 5.0 <= effect.high
    assert 930 <= held <= 965


@given(outcomes, outcomes)
def test_the_groups_exchanged_say_the_opposite(one: list[float], other: list[float]) -> None:
    forth, back = measured_effect(one, other), measured_effect(other, one)
    assert (forth.low, forth.high) == pytest.approx((-back.high, -back.low))
    assert (forth.contacted, forth.held_out) == (back.held_out, back.contacted)


def test_groups_without_spread_differ_exactly() -> None:
    effect = measured_effect([2.0] * 5, [1.0] * 4)
    assert (effect.difference, effect.low, effect.high) == (1.0, 1.0, 1.0)


@pytest.mark.parametrize("sizes", [(2, 10), (10, 2), (0, 0)])
def test_a_group_too_small_measures_nothing(sizes: tuple[int, int]) -> None:
    with pytest.raises(NotEnoughData, match="3 customers in each group"):
        measured_effect(*([1.0] * size for size in sizes))


@pytest.mark.parametrize(
    ("contacted", "held_out", "said"),
    [
        ([10.0, 11.0, 12.0] * 9, [1.0, 2.0, 3.0] * 9, "more than chance"),
        ([1.0, 2.0, 3.0] * 9, [10.0, 11.0, 12.0] * 9, "did harm"),
        ([1.0, 20.0, 3.0], [2.0, 1.0, 19.0], "may be chance"),
    ],
)
def test_it_says_what_may_be_said(contacted: list[float], held_out: list[float], said: str) -> None:
    effect = measured_effect(contacted, held_out)
    words = effect.in_words()
    assert said in words
    assert ("above" in words) is (effect.difference >= 0)
    assert f"{len(contacted)} contacted" in words


@pytest.mark.parametrize("degrees_of_freedom", [2, 3, 4.5, 10, 100, 1e6])
@pytest.mark.parametrize("share", [0.025, 0.9, 0.975])
def test_the_quantile_is_students_to_one_in_a_hundred(share: float, degrees_of_freedom: float) -> None:
    assert t_quantile(share, degrees_of_freedom) == pytest.approx(stats.t.ppf(share, degrees_of_freedom), rel=0.01)
