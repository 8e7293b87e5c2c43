"""Waits: the median day that agrees with the probabilities of no order at every horizon."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perennial.models.waits import median_wait

shapes = st.floats(0.01, 500.0)
probabilities = st.integers(0, 1_000).map(lambda thousandths: thousandths / 1_000)
DAYS = (30, 90, 365)
falling = st.lists(probabilities, min_size=3, max_size=3).map(lambda found: sorted(found, reverse=True))


def wait(shape, *no_order, days=DAYS):
    by_horizon = {horizon: np.array([silent]) for horizon, silent in zip(days, no_order, strict=False)}
    return float(median_wait(np.array([shape]), by_horizon)[0])


@given(shapes, st.floats(1.0, 5_000.0), st.integers(1, 1_000))
def test_probabilities_of_the_wait_s_own_kind_give_its_own_median(shape, scale, horizon_days):
    silent = (1 + horizon_days / scale) ** -shape
    median = scale * np.expm1(np.log(2) / shape)
    if 1e-9 < silent < 1 - 1e-6:
        assert wait(shape, silent, days=(horizon_days,)) == pytest.approx(median, rel=1e-6)


def test_one_half_at_a_horizon_is_that_horizon():
    assert wait(0.7, 0.5, days=(90,)) == pytest.approx(90.0)
    assert wait(0.7, 0.9, 0.5, 0.2) == pytest.approx(90.0)


def test_between_two_horizons_the_logarithm_of_the_probability_falls_in_a_line():
    assert wait(3.0, 0.9, 0.8, 0.2) == pytest.approx(90 + 275 * np.log(0.5 / 0.8) / np.log(0.2 / 0.8))


@given(shapes, falling)
def test_the_median_lies_within_exactly_the_horizons_that_an_order_is_likelier_than_not_in(shape, no_order):
    found = wait(shape, *no_order)
    for horizon_days, silent in zip(DAYS, no_order, strict=True):
        if silent < 0.5:
            assert 0 <= found <= horizon_days
        if silent > 0.5:
            assert found > horizon_days


@given(shapes, falling, falling)
def test_who_is_likelier_to_stay_away_never_comes_sooner(shape, one, other):
    sooner, later = (wait(shape, *np.sort(pair)[::-1]) for pair in (np.minimum(one, other), np.maximum(one, other)))
    assert sooner <= later * (1 + 1e-9)


@given(shapes)
def test_a_certain_order_comes_at_once_and_one_out_of_the_question_never(shape):
    assert wait(shape, 0.0, days=(90,)) < 90
    assert wait(max(shape, 0.5), 1.0, days=(90,)) > 1e6
    assert np.isfinite([wait(shape, 1.0, 1.0, 1.0), wait(shape, 1.0, 1.0, 0.0), wait(1e-9, 0.9), wait(1e-9, 0.1)]).all()


@given(st.lists(st.tuples(shapes, falling), min_size=1, max_size=20))
def test_company_changes_nobody_s_wait(rows):
    together = median_wait(
        np.array([shape for shape, _ in rows]),
        {days: np.array([no_order[at] for _, no_order in rows]) for at, days in enumerate(DAYS)},
    )
    assert together == pytest.approx([wait(shape, *no_order) for shape, no_order in rows], rel=1e-12)


def test_of_an_unknown_history_nothing_is_said():
    for no_order in ((0.9, 0.8, 0.7), (0.9, 0.8, 0.2), (0.4, 0.3, 0.2)):
        assert np.isnan(wait(np.nan, *no_order))
