"""The candidates for who leaves: each learns, and its light form answers probabilities."""

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score

from perennial.models.export import from_random_forest
from perennial.models.subscriber_candidates import subscriber_candidates
from perennial.models.subscriber_encoding import encoding_of
from tests.subscriber_files import KINDS, known_labels, subscriber_columns

COLUMNS = subscriber_columns()
LABEL, KNOWN = known_labels(COLUMNS)
ENCODING = encoding_of(KINDS, COLUMNS)
MATRIX = ENCODING.matrix(COLUMNS, len(LABEL))[KNOWN]
TARGET = LABEL[KNOWN]
CANDIDATES = subscriber_candidates(ENCODING.numeric_positions, seed=1)
named = pytest.mark.parametrize("candidate", CANDIDATES, ids=lambda candidate: candidate.name)


@named
def test_a_candidate_answers_probabilities_whose_mean_is_the_share_who_left(candidate):
    probability = candidate.fit(MATRIX, TARGET).predict(MATRIX)
    assert ((probability >= 0) & (probability <= 1)).all()
    assert probability.mean() == pytest.approx(TARGET.mean(), abs=0.03)
    if candidate.name != "base_rate":
        assert roc_auc_score(TARGET, probability) > 0.75


@named
def test_unknown_values_and_the_same_fit_again_are_no_trouble(candidate):
    holes = MATRIX.copy()
    holes[::3, 1] = np.nan
    holes[:, 2] = np.nan
    first, second = (candidate.fit(holes, TARGET).predict(holes) for _ in range(2))
    assert np.isfinite(first).all()
    assert (first == second).all()


def test_a_line_doubts_more_where_few_have_left():
    random = np.random.default_rng(2)
    noise = random.normal(size=(400, 60))
    few = (random.random(400) < 0.05).astype(float)
    line = next(one for one in CANDIDATES if one.name == "logistic_regression")
    assert line.fit(noise, few).predict(noise).max() < 0.3


def test_the_light_forest_equals_the_fitted_one():
    matrix = MATRIX.copy()
    matrix[::7, 0] = np.nan
    forest = RandomForestClassifier(20, max_leaf_nodes=64, random_state=1).fit(matrix, TARGET)
    expected = forest.predict_proba(matrix)[:, 1]
    assert from_random_forest(forest).predict(matrix) == pytest.approx(expected, abs=1e-12)
