"""Recipes: kept as plain values, and what differs between two of them is said in words."""

import json
from dataclasses import replace

from perennial.models.recipes import Chosen, Recipe, recipe_of

RECIPE = Recipe(
    "6",
    "digest",
    18,
    {"expected_spend_30d": Chosen("blend"), "expected_spend_90d": Chosen("tuned_xgboost", {"eta": 0.1, "rounds": 90})},
)


def changed(**numbers: Chosen) -> Recipe:
    return replace(RECIPE, numbers={**RECIPE.numbers, **numbers})


def test_a_recipe_is_the_same_after_being_stored():
    assert recipe_of(json.loads(json.dumps(RECIPE.to_json()))) == RECIPE


def test_a_recipe_without_a_window_is_stored_too():
    of_subscribers = Recipe("subscribers-4", "digest", None, {"churn_probability": Chosen("blend")})
    assert recipe_of(of_subscribers.to_json()) == of_subscribers


def test_nothing_stored_is_no_recipe():
    assert recipe_of({}) is None


def test_the_same_recipe_has_no_differences():
    assert RECIPE.differences(recipe_of(RECIPE.to_json())) == []


def test_another_candidate_is_named_with_the_one_it_replaces():
    assert changed(expected_spend_30d=Chosen("hurdle")).differences(RECIPE) == [
        "expected_spend_30d by hurdle in place of blend"
    ]


def test_other_settings_are_another_recipe():
    other = changed(expected_spend_90d=Chosen("tuned_xgboost", {"eta": 0.2, "rounds": 90}))
    assert other.differences(RECIPE) == ["expected_spend_90d by tuned_xgboost with other settings"]


def test_numbers_that_come_and_go_are_said():
    more = changed(churn_probability_30d=Chosen("blend"))
    assert more.differences(RECIPE) == ["churn_probability_30d was not forecast"]
    assert RECIPE.differences(more) == ["churn_probability_30d is no longer forecast"]


def test_window_version_and_description_are_part_of_the_recipe():
    other = replace(RECIPE, window_months=12, training_version="7", described_by="another")
    assert other.differences(RECIPE) == [
        "learns from 12 months in place of 18",
        "training version 7 in place of 6",
        "the dataset's description was changed",
    ]
