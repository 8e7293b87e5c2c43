"""Blends: weights that help on days they were not learnt on."""

import numpy as np
import pytest

from perennial.models.blend import blend_weights


def squared(actual):
    return lambda forecast: float(np.mean((forecast - actual) ** 2))


def test_the_only_useful_forecast_gets_all_the_weight():
    actual = np.arange(50.0)
    assert blend_weights([actual, np.zeros(50)], squared(actual)) == (1.0, 0.0)


def test_errors_that_cancel_out_are_blended():
    actual = np.arange(50.0)
    assert blend_weights([actual + 1, actual - 1], squared(actual)) == pytest.approx((0.5, 0.5))


def test_weights_add_up_to_one_and_no_blend_is_worse_than_its_best_member():
    random = np.random.default_rng(1)
    actual = random.gamma(1, 10, 200)
    forecasts = [actual * random.lognormal(0, noise, 200) for noise in (0.3, 0.5, 2.0)]
    weights = blend_weights(forecasts, squared(actual))
    assert sum(weights) == pytest.approx(1)
    blended = np.average(forecasts, axis=0, weights=weights)
    assert squared(actual)(blended) <= min(squared(actual)(one) for one in forecasts)
