"""Yardsticks: spend is judged at the right level, probabilities as they are."""

import numpy as np

from perennial.models.corrections import Judged
from perennial.models.yardsticks import YARDSTICKS


def judged(forecast, actual):
    return Judged(np.array(forecast), np.array(actual), 0, is_out_of_time=True)


def test_the_level_of_spend_does_not_decide_who_wins_and_its_shape_does():
    spend = YARDSTICKS["spend"]
    right, high, flat = ([0.0, 1.0, 3.0], [0.0, 2.0, 6.0], [1.0, 1.0, 1.0])
    losses = [
        spend.losses(one.actual, one.forecast).sum()
        for one in (spend.levelled(judged(forecast, right)) for forecast in (right, high, flat))
    ]
    assert losses[0] == losses[1] < losses[2]


def test_a_forecast_of_nothing_cannot_be_brought_to_a_level():
    nothing = judged([0.0, 0.0], [1.0, 2.0])
    assert YARDSTICKS["spend"].levelled(nothing) is nothing


def test_the_total_error_before_correction_is_kept():
    figures = YARDSTICKS["spend"].figures_before(judged([2.0, 2.0], [1.0, 1.0]))
    assert figures == {"total_error_before_level": 1.0}
    assert YARDSTICKS["spend"].figures_before(judged([2.0], [0.0])) == {"total_error_before_level": None}


def test_a_probability_has_no_level_and_no_range():
    one = judged([0.5], [1.0])
    assert YARDSTICKS["churn"].levelled(one) is one
    assert YARDSTICKS["churn"].range_figures([one], one) == {}
    assert YARDSTICKS["churn"].figures_before(one) == {"brier_before_calibration": 0.25}
