"""Blends: half a formula, half the better learners."""

import pytest

from perennial.models.blend import member_weights


def test_the_probabilistic_model_counts_half_and_the_better_learners_share_the_rest():
    losses = {"linear": 4.0, "probabilistic": 9.0, "forest": 3.0, "boosting": 1.0, "hurdle": 2.0}
    assert member_weights(losses) == {"probabilistic": 0.5, "boosting": 0.25, "hurdle": 0.25}


def test_without_the_probabilistic_model_the_learners_share_everything():
    assert member_weights({"linear": 1.0, "forest": 2.0, "boosting": 3.0}) == {"linear": 0.5, "forest": 0.5}


def test_few_learners_all_count_however_they_did():
    assert member_weights({"logistic": 1.0, "probabilistic": 1.0, "xgboost": 5.0}) == {
        "logistic": 0.25,
        "probabilistic": 0.5,
        "xgboost": 0.25,
    }


@pytest.mark.parametrize("learners", range(1, 8))
def test_weights_add_up_to_one(learners):
    losses = {f"learner {number}": float(number) for number in range(learners)}
    assert sum(member_weights(losses).values()) == pytest.approx(1)
    assert sum(member_weights(losses | {"probabilistic": 0.0}).values()) == pytest.approx(1)
