"""Corrections: sums brought to their level, probabilities to what they meant."""

from dataclasses import replace

import numpy as np
import pytest

from perennial.models.corrections import Judged, Standpoint, calibration_of, level_of
from perennial.models.forms import ConstantForm

NOW = Standpoint(days_ago=0, horizon_days=90, history_days=730)
NOW_FOR_A_MONTH = Standpoint(days_ago=0, horizon_days=30, history_days=730)


def said_and_came(seed, power, rows=3000):
    """Probabilities that should have been said to the power."""
    random = np.random.default_rng(seed)
    said = random.uniform(0.01, 0.99, rows)
    came = (random.uniform(size=rows) < said**power).astype(np.float64)
    return Judged(said, came, 90 * seed, is_out_of_time=True)


def test_probabilities_that_were_right_are_left_alone_or_hardly_moved():
    judged = [said_and_came(seed, 1.0) for seed in (1, 2, 3)]
    corrected = calibration_of(judged, NOW).on(judged[0])
    np.testing.assert_allclose(corrected.forecast, judged[0].forecast, atol=0.06)


def test_probabilities_that_were_too_high_are_lowered_and_the_curve_is_kept():
    judged = [said_and_came(seed, 3.0) for seed in (1, 2, 3)]
    curve = calibration_of(judged, NOW)
    unseen = said_and_came(9, 3.0)
    before, after = (np.mean((one.forecast - one.actual) ** 2) for one in (unseen, curve.on(unseen)))
    assert after < before
    story = curve.story()
    assert story["calibration"] in {"sigmoid", "isotonic"}
    assert all(0 <= y <= 1 for _, y in story["curve"])


def test_a_curve_never_turns_the_order_of_customers_round():
    judged = [said_and_came(seed, 2.0) for seed in (1, 2)]
    curve = calibration_of(judged, NOW)
    rising = Judged(np.linspace(0, 1, 200), np.zeros(200), 0, is_out_of_time=True)
    assert (np.diff(curve.on(rising).forecast) >= 0).all()


def test_one_day_alone_calibrates_nothing():
    assert calibration_of([said_and_came(1, 3.0)], NOW).story() == {"calibration": "none", "curve": []}


def test_a_form_predicts_as_its_forecasts_were_corrected():
    judged = [said_and_came(seed, 3.0) for seed in (1, 2, 3)]
    curve = calibration_of(judged, NOW)
    one = Judged(np.array([0.7]), np.array([1.0]), 0, is_out_of_time=True)
    assert curve.form(ConstantForm(0.7)).predict(np.zeros((1, 1))) == pytest.approx(curve.on(one).forecast)


def test_a_level_that_was_always_missed_is_corrected_in_forecast_and_form_alike():
    days = [Judged(np.full(5, 10.0), np.full(5, 15.0), 30 * number, is_out_of_time=True) for number in range(5)]
    level = level_of(days, NOW_FOR_A_MONTH)
    assert level.on(days[0]).forecast.tolist() == level.form(ConstantForm(10.0)).predict(np.zeros((5, 1))).tolist()
    assert 13 < level.on(days[0]).forecast[0] <= 15
    assert level.story()["learnt_from"][0] == {"days_ago": 0, "actual_by_forecast": 1.5}


def test_where_nothing_is_corrected_the_form_stays_itself():
    form = ConstantForm(10.0)
    assert level_of([], NOW_FOR_A_MONTH).form(form) is form


def test_days_whose_maker_knew_later_ones_teach_no_level():
    known = [Judged(np.full(5, 10.0), np.full(5, 15.0), 30 * number, is_out_of_time=False) for number in range(5)]
    assert level_of(known, NOW_FOR_A_MONTH).level.misses == ()
    assert level_of(known, NOW_FOR_A_MONTH).level.factor == 1.0


def test_what_the_season_told_of_is_no_miss_of_the_level():
    days = [
        Judged(np.full(5, 10.0), np.full(5, 10.0 * season), 30 * number, is_out_of_time=True, season_factor=season)
        for number, season in enumerate((1.5, 0.7, 1.0, 1.2))
    ]
    both = level_of(days, replace(NOW_FOR_A_MONTH, season_factor=1.3))
    assert both.level.factor == pytest.approx(1.0)
    assert both.factor == pytest.approx(1.3)
    assert [both.on(day).forecast[0] for day in days] == pytest.approx([15.0, 7.0, 10.0, 12.0])


def test_a_form_is_scaled_by_the_season_of_the_day_it_forecasts_from():
    season = level_of([], replace(NOW_FOR_A_MONTH, season_factor=1.3))
    assert season.form(ConstantForm(10.0)).predict(np.zeros((1, 1))).tolist() == [13.0]
    assert season.story() == {"level_factor": 1.0, "season_factor": 1.3, "learnt_from": []}
