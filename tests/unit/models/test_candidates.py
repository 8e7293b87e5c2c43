"""Candidates: they find a signal that was planted, whatever the currency, and say why where there is none."""

from dataclasses import replace

import numpy as np
import pytest

from perennial.errors import NotEnoughData
from perennial.models.candidates import candidates
from perennial.models.metrics import normalised_gini, roc_auc
from perennial.models.panel import FEATURE_NAMES, Examples, Present

SPEND = {candidate.name: candidate for candidate in candidates("spend", 90, seed=1)}
CHURN = {candidate.name: candidate for candidate in candidates("churn", 90, seed=1)}
SPEND_LEARNERS = ("linear_regression", "random_forest", "gradient_boosting", "xgboost", "hurdle")
CHURN_LEARNERS = ("logistic_regression", "xgboost")
EVERY = [*SPEND.values(), *CHURN.values()]


def planted(rows, seed, target):
    """Customers whose outcome hangs on two features and chance, a tenth of all features unknown."""
    random = np.random.default_rng(seed)
    matrix = random.lognormal(2, 1, size=(rows, len(FEATURE_NAMES)))
    pull = np.log(matrix[:, FEATURE_NAMES.index("monetary")]) - np.log(matrix[:, FEATURE_NAMES.index("recency_days")])
    if target == "spend":
        outcome = 10 * np.exp(0.7 * pull) * random.gamma(2.0, 0.5, rows) * (random.random(rows) < 0.7)
    else:
        outcome = (random.random(rows) < 1 / (1 + np.exp(2 * pull))).astype(np.float64)
    matrix[random.random(matrix.shape) < 0.1] = np.nan
    return Examples(np.array([f"c{row}" for row in range(rows)], dtype=object), matrix, outcome, Present(matrix))


def test_the_candidates_are_those_promised_simplest_first():
    formulas, learners = ["linear_regression", "probabilistic"], ["random_forest", "gradient_boosting", "xgboost"]
    assert list(SPEND) == ["last_30_days", "historic_rate", *formulas, *learners, "hurdle"]
    assert list(CHURN) == ["base_rate", "logistic_regression", "probabilistic", "xgboost"]


@pytest.mark.parametrize("name", SPEND_LEARNERS)
def test_a_planted_signal_in_spend_is_found(name):
    unseen = planted(2000, 2, "spend")
    forecast = SPEND[name].fit(planted(2000, 1, "spend")).predict(unseen.matrix)
    assert normalised_gini(unseen.target, forecast) > (0.58 if name == "random_forest" else 0.6)
    assert forecast.sum() == pytest.approx(unseen.target.sum(), rel=0.2)


@pytest.mark.parametrize("name", CHURN_LEARNERS)
def test_a_planted_signal_in_churn_is_found_with_the_right_level(name):
    unseen = planted(2000, 2, "churn")
    forecast = CHURN[name].fit(planted(2000, 1, "churn")).predict(unseen.matrix)
    assert roc_auc(unseen.target, forecast) > 0.85
    assert forecast.mean() == pytest.approx(unseen.target.mean(), abs=0.05)


@pytest.mark.parametrize("candidate", EVERY, ids=repr)
def test_forecasts_are_finite_and_in_range_for_customers_of_whom_little_is_known(candidate):
    target = "spend" if candidate in SPEND.values() else "churn"
    form = candidate.fit(planted(300, 1, target))
    strangers = np.full((4, len(FEATURE_NAMES)), np.nan)
    strangers[1:3, :7] = [[1.0], [0.0]]
    strangers[3] = 1e12
    forecast = form.predict(strangers)
    assert np.isfinite(forecast).all()
    assert (forecast >= 0).all()
    assert target == "spend" or (forecast <= 1).all()


@pytest.mark.parametrize("candidate", EVERY, ids=repr)
def test_the_same_examples_give_the_same_model(candidate):
    examples = planted(300, 1, "spend" if candidate in SPEND.values() else "churn")
    first, second = (candidate.fit(examples).predict(examples.matrix) for _ in range(2))
    assert first.tolist() == second.tolist()


@pytest.mark.parametrize("name", SPEND_LEARNERS)
def test_a_thousandfold_currency_gives_thousandfold_forecasts(name):
    examples = planted(400, 1, "spend")
    in_cents = Examples(examples.customer_ids, examples.matrix, examples.target * 1000)
    forecast = SPEND[name].fit(examples).predict(examples.matrix)
    np.testing.assert_allclose(SPEND[name].fit(in_cents).predict(examples.matrix), forecast * 1000, rtol=1e-3)


@pytest.mark.parametrize("candidate", EVERY, ids=repr)
def test_a_feature_nobody_knew_in_training_does_no_harm(candidate):
    examples = planted(300, 1, "spend" if candidate in SPEND.values() else "churn")
    column = FEATURE_NAMES.index("unique_products")
    examples.matrix[:, column] = np.nan
    form = candidate.fit(examples)
    known = examples.matrix.copy()
    known[:, column] = 5.0
    assert form.predict(known).tolist() == form.predict(examples.matrix).tolist()


@pytest.mark.parametrize("name", SPEND_LEARNERS)
def test_learners_of_spend_say_that_nobody_spent(name):
    examples = planted(100, 1, "spend")
    with pytest.raises(NotEnoughData, match="the target is 0 for every customer"):
        SPEND[name].fit(Examples(examples.customer_ids, examples.matrix, np.zeros(100)))


@pytest.mark.parametrize("outcome", [0.0, 1.0])
@pytest.mark.parametrize("name", CHURN_LEARNERS)
def test_learners_of_churn_say_that_all_did_the_same(name, outcome):
    examples = planted(100, 1, "churn")
    with pytest.raises(NotEnoughData, match="the outcome is the same for every customer"):
        CHURN[name].fit(Examples(examples.customer_ids, examples.matrix, np.full(100, outcome)))


@pytest.mark.parametrize("target", ["spend", "churn"])
def test_a_row_of_threefold_weight_teaches_the_level_of_three(target):
    learners = (
        [SPEND[name] for name in SPEND_LEARNERS] if target == "spend" else [CHURN[name] for name in CHURN_LEARNERS]
    )
    examples = planted(400, 1, target)
    weighed = replace(examples, weights=np.where(examples.target > 0, 3.0, 1.0))
    assert weighed.mean_target > 1.1 * examples.mean_target
    for learner in learners:
        forecast = learner.fit(weighed).predict(examples.matrix)
        assert weighed.mean_of(forecast) == pytest.approx(weighed.mean_target, rel=0.1), learner.name
