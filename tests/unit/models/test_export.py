"""Export: the light form says what the fitted booster says, on rows it has not seen and on the edges of its splits."""

import numpy as np
import pytest
import xgboost
from sklearn.ensemble import HistGradientBoostingRegressor
from threadpoolctl import threadpool_limits

from perennial.models.export import from_hist_gradient_boosting, from_xgboost


def inputs(rows, seed, *, gaps=0.15):
    """Rounded numbers, so that many rows lie exactly on a threshold, with gaps."""
    random = np.random.default_rng(seed)
    matrix = np.round(random.lognormal(1, 1.5, size=(rows, 6)), 1)
    matrix[random.random(matrix.shape) < gaps] = np.nan
    return matrix


def spend(matrix, seed=0):
    noise = np.random.default_rng(seed).gamma(0.3, 3.0, size=len(matrix))
    return np.nan_to_num(matrix[:, 0]) * np.where(np.isnan(matrix[:, 1]), 2.0, 0.5) * noise


def boosted(objective, matrix, target):
    settings = {"max_depth": 6, "eta": 0.1, "nthread": 1, "subsample": 0.8, "seed": 1, **objective}
    return xgboost.train(settings, xgboost.DMatrix(matrix, target, nthread=1), num_boost_round=60)


@pytest.mark.parametrize("gaps", [0.0, 0.15], ids=["trained without gaps", "trained with gaps"])
@pytest.mark.parametrize(
    "objective",
    [{"objective": "reg:tweedie", "tweedie_variance_power": 1.5}, {"objective": "binary:logistic"}],
    ids=["tweedie", "logistic"],
)
def test_the_light_form_of_xgboost_equals_it_on_rows_it_has_not_seen(objective, gaps):
    matrix = inputs(3000, 1, gaps=gaps)
    target = spend(matrix)
    booster = boosted(objective, matrix, target if objective["objective"] == "reg:tweedie" else target > 1)
    unseen = inputs(3000, 2)
    expected = booster.predict(xgboost.DMatrix(unseen, nthread=1))
    np.testing.assert_allclose(from_xgboost(booster).predict(unseen), expected, rtol=1e-5)


def test_the_light_form_of_xgboost_equals_it_just_beside_its_thresholds():
    matrix = inputs(2000, 1)
    booster = boosted({"objective": "binary:logistic"}, matrix, spend(matrix) > 1)
    light = from_xgboost(booster)
    edges = np.unique(light.split_threshold)
    beside = np.concatenate([np.nextafter(edges, np.float32(-np.inf)), edges, np.nextafter(edges, np.float32(np.inf))])
    rows = np.repeat(beside.astype(np.float64)[:, None], 6, axis=1)
    np.testing.assert_allclose(light.predict(rows), booster.predict(xgboost.DMatrix(rows, nthread=1)), rtol=1e-5)


def test_the_light_form_of_scikit_learn_equals_it_on_rows_it_has_not_seen():
    matrix = inputs(3000, 1)
    model = HistGradientBoostingRegressor(loss="poisson", max_iter=60, early_stopping=False, random_state=1)
    with threadpool_limits(1):
        model.fit(matrix, spend(matrix))
        unseen = inputs(3000, 2)
        expected = model.predict(unseen)
    np.testing.assert_allclose(from_hist_gradient_boosting(model).predict(unseen), expected, rtol=1e-9)


def test_a_booster_that_found_nothing_to_split_is_a_constant():
    matrix = np.zeros((50, 6))
    booster = boosted({"objective": "binary:logistic"}, matrix, np.arange(50) < 10)
    unseen = inputs(3, 1)
    assert from_xgboost(booster).leaf_values.shape[1] == 1
    assert from_xgboost(booster).predict(unseen) == pytest.approx(booster.predict(xgboost.DMatrix(unseen, nthread=1)))
