"""Trainings where a model serves already: its recipe is made again and held to the last horizon, in the same budget."""

from dataclasses import replace
from itertools import count

import pytest

from perennial.dataset import Dataset
from perennial.models.assembling import Job
from perennial.models.budget import Budget
from perennial.models.recipes import Chosen, Recipe
from perennial.models.succession import Incumbent
from perennial.models.training import train_model
from tests.simulated_shop import as_order_lines, last_day, shop

DAYS, TURN = 300, 270
CHURN, SPEND = "churn_probability_30d", "expected_spend_30d"
BASE_RATE = Recipe("6", "", 18, {CHURN: Chosen("base_rate")})
JOB = Job("shop", last_day(DAYS), Dataset(horizons_days=(30,)), seed=1)


def turned_orders():
    """Regulars and customers long gone; then, in the last 30 days, the regulars stay away and the others come back."""
    for customer in range(150):
        days = range(customer % 10, TURN, 10)
        yield from ((f"regular{customer:03}", day, 20.0 + customer % 7) for day in days)
        yield from ((f"gone{customer:03}", day, 20.0 + customer % 7) for day in range(customer % 10, 100, 10))
        yield (f"gone{customer:03}", TURN + 5 + customer % 20, 20.0)


@pytest.fixture(scope="module")
def con(tmp_path_factory):
    with shop(tmp_path_factory.mktemp("turned"), as_order_lines(list(turned_orders()))) as connection:
        yield connection


def held_to(recipe, **changes):
    return replace(JOB, incumbent=Incumbent("v0", recipe), **changes)


def budget(looks):
    """Time for so many candidates beside the baselines."""
    ticks = count()
    return Budget(looks + 1.0, lambda: float(next(ticks)))


@pytest.fixture(scope="module")
def lost(con):
    return train_model(con, held_to(BASE_RATE), budget(2))


def test_a_challenger_that_learnt_what_is_no_longer_so_loses_to_a_champion_that_knows_less(lost):
    assert lost.winners[CHURN] == "logistic_regression"
    assert lost.decision.kind == "lost"
    number = lost.decision.numbers["by_number"][CHURN]
    assert number["challenger_loss"] > 2 * number["champion_loss"]


def test_the_champions_recipe_is_fitted_to_the_new_data_and_serves(lost):
    refreshed = lost.refreshed
    assert refreshed.winners[CHURN] == "base_rate"
    assert refreshed.model.as_of == JOB.as_of
    assert refreshed.manifest["recipe"]["numbers"][CHURN]["candidate"] == "base_rate"
    assert refreshed.manifest["numbers"][CHURN]["reason"] == "the champion's recipe, which held on the last horizon"
    assert refreshed.manifest["decision"] == lost.manifest["decision"]


def test_a_number_that_the_champion_did_not_forecast_is_forecast_by_the_winner(lost):
    assert lost.refreshed.winners[SPEND] == lost.winners[SPEND]
    assert lost.decision.numbers["not_compared"] == [f"was not forecast before: {SPEND}"]


def test_the_loser_is_a_whole_model_too(lost):
    assert set(lost.model.churn) == set(lost.refreshed.model.churn) == {30}
    assert lost.manifest["recipe"]["numbers"][CHURN]["candidate"] == "logistic_regression"


def test_drift_lets_the_challenger_serve_all_the_same(con):
    drifted = train_model(con, held_to(BASE_RATE, drift="PSI of recency_days is 0.9"), budget(2))
    assert (drifted.decision.kind, drifted.refreshed) == ("drift", None)
    assert drifted.decision.numbers["certain_loss"] > 0


def test_the_same_recipe_on_the_same_days_is_a_refresh(con):
    first = train_model(con, JOB, budget(2))
    again = train_model(con, held_to(first.recipe), budget(2))
    assert (first.decision.kind, again.decision.kind) == ("first", "refresh")
    assert again.recipe == first.recipe


def test_a_champion_that_cannot_be_loaded_is_replaced_with_the_reason(con):
    job = replace(JOB, incumbent=Incumbent("v0", BASE_RATE, "its bytes are not those recorded"))
    decision = train_model(con, job, budget(2)).decision
    assert decision.kind == "unopposed"
    assert "its bytes are not those recorded" in decision.in_words


def test_a_training_too_short_to_make_the_champions_recipe_again_leaves_it_in_place(con):
    blend = replace(BASE_RATE, numbers={CHURN: Chosen("blend")})
    hurried = train_model(con, held_to(blend), budget(0))
    assert (hurried.decision.kind, hurried.refreshed) == ("kept", None)
    assert hurried.decision.in_words.startswith("Champion v0 serves on: time was too short to fit its blend")


def test_a_recipe_with_another_window_meets_the_challenger_on_the_same_last_horizon(con):
    shorter = replace(BASE_RATE, window_months=3)
    trained = train_model(con, held_to(shorter), budget(2))
    assert trained.decision.kind == "lost"
    assert trained.refreshed.recipe.window_months == 3
    learnt = [made.manifest["numbers"][CHURN]["learnt_from"] for made in (trained, trained.refreshed)]
    assert learnt[1] == learnt[0][: len(learnt[1])]
    assert len(learnt[1]) < len(learnt[0])


def test_two_trainings_against_the_same_champion_decide_alike(con, lost):
    again = train_model(con, held_to(BASE_RATE), budget(2))
    assert again.manifest == lost.manifest
    assert again.refreshed.manifest == lost.refreshed.manifest
