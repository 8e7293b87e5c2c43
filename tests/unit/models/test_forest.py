"""The random forest: its light form is the fitted forest."""

import numpy as np
import pytest
from sklearn.ensemble import RandomForestRegressor

from perennial.errors import NotEnoughData
from perennial.models.export import from_random_forest
from perennial.models.forest import FOREST_SETTINGS, RandomForest
from perennial.models.panel import FEATURE_NAMES, Examples


def shop(rows=500):
    random = np.random.default_rng(3)
    matrix = random.lognormal(1, 1, (rows, len(FEATURE_NAMES)))
    matrix[random.random(matrix.shape) < 0.1] = np.nan
    target = np.nan_to_num(matrix[:, 0]) * random.gamma(0.5, 2.0, rows)
    return Examples(np.arange(rows).astype(str).astype(object), matrix, target)


def test_the_light_form_predicts_what_the_fitted_forest_predicts_unknown_values_included():
    examples = shop()
    fitted = RandomForestRegressor(**FOREST_SETTINGS, random_state=1).fit(examples.matrix, examples.target)
    asked = shop(900).matrix
    np.testing.assert_allclose(from_random_forest(fitted).predict(asked), fitted.predict(asked), rtol=1e-12)


def test_a_value_on_a_threshold_falls_to_the_side_it_falls_in_the_fitted_forest():
    examples = shop()
    fitted = RandomForestRegressor(**FOREST_SETTINGS, random_state=1).fit(examples.matrix, examples.target)
    thresholds = np.concatenate([tree.tree_.threshold[tree.tree_.feature == 0] for tree in fitted.estimators_])
    asked = np.tile(examples.matrix[0], (len(thresholds), 1))
    asked[:, 0] = thresholds
    np.testing.assert_allclose(from_random_forest(fitted).predict(asked), fitted.predict(asked), rtol=1e-12)


def test_forecasts_lie_between_nothing_and_the_most_that_was_seen():
    examples = shop()
    forecast = RandomForest(1).fit(examples).predict(shop(900).matrix)
    assert (forecast >= 0).all()
    assert (forecast <= examples.target.max()).all()


def test_where_nobody_spent_anything_there_is_nothing_to_learn():
    examples = shop()
    with pytest.raises(NotEnoughData):
        RandomForest(1).fit(Examples(examples.customer_ids, examples.matrix, np.zeros(500)))
