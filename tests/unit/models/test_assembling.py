"""Assembling: whoever is lined up serves, and the manifest says by which recipe and why."""

from datetime import timedelta

import pytest

from perennial.dataset import Dataset
from perennial.models.assembling import TRAINING_VERSION, Job, Lineup, assembled
from perennial.models.beside import Gate
from perennial.models.panel import Panel
from perennial.models.recipes import Chosen, Recipe
from perennial.models.succession import Decision
from tests.simulated_shop import FIRST_DAY, last_day
from tests.unit.models.conftest import SHOP_DAYS
from tests.unit.models.contested import AMPLE, contest_over

RECIPE = Recipe("6", "digest", 18, {"expected_spend_30d": Chosen("historic_rate")})
JOB = Job("shop", last_day(SHOP_DAYS), Dataset(horizons_days=(30,)), seed=1)


@pytest.fixture(scope="module")
def made(simulated):
    contests = [contest_over(simulated, target) for target in ("spend", "churn")]
    winners = [
        (contests[0], contests[0].finish_as("historic_rate", "chosen by hand")),
        (contests[1], contests[1].finish()),
    ]
    lineup = Lineup(winners, RECIPE, Decision("first", "the first"))
    return assembled(Panel(simulated), JOB, Gate(FIRST_DAY), lineup, AMPLE)


def test_whoever_is_lined_up_serves(made):
    assert made.winners["expected_spend_30d"] == "historic_rate"
    assert made.manifest["numbers"]["expected_spend_30d"]["reason"] == "chosen by hand"


def test_the_manifest_tells_recipe_decision_and_version_of_the_training(made):
    assert made.manifest["recipe"] == RECIPE.to_json()
    assert made.manifest["decision"] == {"kind": "first", "in_words": "the first"}
    assert made.manifest["training_version"] == TRAINING_VERSION
    assert (made.recipe, made.refreshed) == (RECIPE, None)


def test_the_model_gives_the_numbers_of_its_winners_as_of_the_jobs_day(made):
    assert (set(made.model.spend), set(made.model.churn)) == ({30}, {30})
    assert made.model.as_of == FIRST_DAY + timedelta(days=SHOP_DAYS - 1)
