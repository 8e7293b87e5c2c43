"""A model of subscribers out of a choice, whoever did best: what serves is what was chosen."""

import numpy as np

from perennial.dataset import Dataset
from perennial.models.budget import Budget
from perennial.models.subscriber_assembling import QUANTILES, quantiles
from perennial.models.subscriber_succession import COLUMN, recipe_with
from perennial.models.subscriber_terms import SubscriberJob
from perennial.models.subscriber_training import train_subscribers
from perennial.models.succession import Incumbent
from tests.subscriber_files import KINDS, subscriber_columns

JOB = SubscriberJob("phone", "v1", None, KINDS, Dataset(), 20, {}, {})


def test_quantiles_run_from_the_least_to_the_greatest_known_value():
    found = quantiles(np.array([3.0, np.nan, 1.0, 2.0]))
    assert (len(found), found[0], found[-1]) == (QUANTILES, 1.0, 3.0)
    assert quantiles(np.array([np.nan])).size == 0


def test_the_winner_is_told_apart_from_the_others_by_its_figures_over_all_customers():
    columns = subscriber_columns()
    seconds = iter([0.0, 0.0, 9.0, 9.0, 9.0, 9.0, 9.0])
    trained = train_subscribers(columns, JOB, Budget(5, lambda: next(seconds)))
    figures = trained.metrics[COLUMN]
    assert [name for name, one in figures.items() if "out_of_fold" in one] == [trained.winners[COLUMN]]
    assert trained.manifest["recipe"] == trained.recipe.to_json() == recipe_with(JOB, trained.winners[COLUMN]).to_json()
    assert trained.manifest["decision"]["kind"] == "first"
    assert len(trained.model.by_fold) == len(trained.model.explainers_by_fold)


def test_a_recipe_that_serves_already_is_made_again_from_new_data():
    job = SubscriberJob(
        *("phone", "v2", None, KINDS, Dataset(), 20, {}, {}), Incumbent("v1", recipe_with(JOB, "base_rate"))
    )
    trained = train_subscribers(subscriber_columns(), job, Budget(0, lambda: 0.0))
    assert (trained.decision.kind, trained.refreshed) == ("refresh", None)
