"""Who serves next: whoever is no worse on days that neither has seen, in words and numbers."""

import json
from dataclasses import replace

import numpy as np
import pytest

from perennial.models.recipes import Chosen, Recipe
from perennial.models.succession import Decision, Incumbent, Meeting, Unmet, decide, unopposed

BEFORE = Recipe("6", "digest", 18, {"spend": Chosen("hurdle")})
AFTER = Recipe("6", "digest", 18, {"spend": Chosen("blend")})
CHAMPION = Incumbent("v1", BEFORE)
CUSTOMERS = np.array([f"c{number}" for number in range(400)], dtype=object)
TIME = Unmet("time was too short to fit its hurdle for spend again", for_time=True)
UNKNOWN = Unmet("is made by hurdle, which is no longer among the candidates", for_time=False)


def losses(mean, *, seed=0):
    return mean * np.random.default_rng(seed).gamma(1.0, 1.0, len(CUSTOMERS))


def met(champion, challenger, column="spend"):
    return Meeting(column, "Tweedie deviance", "hurdle", "blend", CUSTOMERS, champion, challenger)


def decided(*meetings, incumbent=CHAMPION, challenger=AFTER, drift=None):
    return decide(incumbent, challenger, meetings, judged_on="the last 30 days", drift=drift, seed=1)


def test_the_first_model_serves():
    decision = decided(incumbent=None)
    assert (decision.kind, decision.challenger_serves) == ("first", True)


def test_the_same_recipe_on_new_data_is_a_refresh_and_no_contest():
    decision = decided(challenger=BEFORE)
    assert (decision.kind, decision.challenger_serves) == ("refresh", True)
    assert decision.in_words == "The recipe of champion v1 on new data: a refresh, not a contest."


def test_a_clearly_better_challenger_serves():
    decision = decided(met(losses(2.0), losses(1.0)))
    assert (decision.kind, decision.challenger_serves) == ("won", True)
    assert "its loss is 50.0% lower than that of the champion's recipe, at least" in decision.in_words


def test_a_tie_goes_to_the_challenger_since_it_need_only_be_no_worse():
    decision = decided(met(losses(1.0, seed=1), losses(1.0, seed=2)))
    assert decision.kind == "won"
    assert "which resampling the customers does not bear out" in decision.in_words


def test_a_challenger_that_is_worse_beyond_doubt_loses():
    decision = decided(met(losses(1.0), losses(1.2)))
    assert (decision.kind, decision.challenger_serves) == ("lost", False)
    assert decision.in_words.startswith(
        "The challenger loses, and the recipe of champion v1 is fitted to the new data."
    )
    assert "20.0% higher" in decision.in_words


def test_drift_lets_the_challenger_serve_and_the_numbers_are_still_told():
    decision = decided(met(losses(1.0), losses(1.2)), drift="PSI of monetary is 0.4")
    assert (decision.kind, decision.challenger_serves) == ("drift", True)
    assert decision.in_words.startswith("Drift demands a new model: PSI of monetary is 0.4. On the last 30 days")
    assert decision.numbers["gain"] == pytest.approx(-0.2)


def test_drift_needs_no_comparison():
    assert decided(TIME, drift="it drifted").kind == "drift"


def test_a_champion_that_cannot_be_loaded_is_replaced_with_the_reason():
    decision = decided(met(losses(1.0), losses(9.0)), incumbent=replace(CHAMPION, unloadable="its bytes changed"))
    assert (decision.kind, decision.challenger_serves) == ("unopposed", True)
    assert decision.in_words.endswith("champion v1 cannot serve any more: its bytes changed.")


def test_a_champion_whose_recipe_nobody_wrote_down_is_replaced():
    assert decided(incumbent=Incumbent("v0", None)).kind == "unopposed"


def test_without_time_to_compare_the_champion_serves_on():
    decision = decided(TIME, met(losses(2.0), losses(1.0)))
    assert (decision.kind, decision.challenger_serves) == ("kept", False)
    assert "time was too short" in decision.in_words


def test_a_recipe_that_cannot_be_made_again_is_no_hindrance():
    decision = decided(UNKNOWN)
    assert decision.kind == "unopposed"
    assert "no longer among the candidates" in decision.in_words


def test_numbers_that_cannot_be_compared_are_left_out_and_named():
    decision = decided(UNKNOWN, met(losses(1.0), losses(1.2)))
    assert decision.kind == "lost"
    assert decision.numbers["not_compared"] == [UNKNOWN.reason]


def test_recipes_without_a_number_in_common_cannot_be_compared():
    assert "no number in common" in decided().in_words


def test_every_number_counts_alike_whatever_its_unit():
    large, small = met(1000 * losses(1.0), 1000 * losses(0.9)), met(losses(1.0), losses(1.2), "churn")
    decision = decided(large, small)
    assert decision.numbers["gain"] == pytest.approx((0.1 - 0.2) / 2)
    assert decision.numbers["by_number"]["spend"]["gain"] == pytest.approx(0.1)
    assert decision.numbers["by_number"]["churn"]["certain_loss"] > 0


def test_what_a_few_customers_lose_is_not_beyond_doubt():
    before, after = losses(1.0), losses(1.0)
    after[0] += 100.0
    assert decided(met(before, after)).kind == "won"


def test_a_number_in_which_the_champion_made_no_mistake_can_be_compared():
    assert decided(met(np.zeros(400), losses(1.0))).numbers["customers"] == 400


def test_the_decision_is_plain_json_and_the_same_every_time():
    first, again = (decided(met(losses(2.0), losses(1.0))).to_json() for _ in range(2))
    assert json.loads(json.dumps(first, allow_nan=False)) == first == again


def test_a_decision_can_be_taken_back_where_the_champions_recipe_fails_in_the_end():
    lost = Decision("lost", "it lost", {"champion_before": "v1", "gain": -0.1})
    after = unopposed(lost, "cannot be fitted to the new data")
    assert (after.kind, after.numbers) == ("unopposed", lost.numbers)
    assert after.in_words.endswith("champion v1 cannot be fitted to the new data.")
