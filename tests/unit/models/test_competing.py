"""Competing: the champion's candidate enters early, and its recipe is made again as cheaply as can be."""

from dataclasses import replace
from itertools import count

import numpy as np
import pytest

from perennial.dataset import FitnessLimits
from perennial.models.baselines import HistoricRate
from perennial.models.budget import Budget
from perennial.models.candidates import XGBOOST_SETTINGS, LinearSpend
from perennial.models.competing import champions_contest, compete, meeting
from perennial.models.contest import Contest
from perennial.models.fitness import fit_calendar
from perennial.models.panel import Panel
from perennial.models.recipes import Chosen
from perennial.models.succession import Unmet
from tests.simulated_shop import FIRST_DAY, last_day
from tests.unit.models.conftest import SHOP_DAYS
from tests.unit.models.contested import AMPLE, contest_over

SPENT = Budget(0.0, lambda: 0.0)
SETTINGS = {**XGBOOST_SETTINGS, "rounds": 60}


@pytest.fixture(scope="module")
def competed(simulated):
    """A contest in which a rule of thumb and a line have competed."""
    return contest_over(simulated, "spend")


def fresh(simulated):
    panel = Panel(simulated)
    calendar = fit_calendar(panel, FIRST_DAY, last_day(SHOP_DAYS), 30, FitnessLimits())
    return Contest.over(panel, "spend", calendar, seed=1)


def test_the_champions_candidate_enters_next_to_the_baseline_and_keeps_its_place(simulated):
    contest, ticks = fresh(simulated), count()
    budget = Budget(2.0, lambda: float(next(ticks)))  # enough for one candidate beside the baseline
    compete([contest], budget, {"expected_spend_30d": Chosen("linear_regression")})
    assert list(contest.outcomes) == ["last_30_days", "linear_regression"]


def test_a_champion_that_has_competed_costs_nothing_more(competed):
    rival = champions_contest(competed, Chosen("linear_regression"), competed.backtest.calendar, SPENT)
    assert rival is competed


def test_a_champion_that_time_was_too_short_for_is_not_met(competed):
    contest = replace(competed, set_aside={"hurdle": "not tried: the budget of 5 s was spent"})
    contest.candidates = (*competed.candidates, HistoricRate(30, "hurdle"))
    unmet = champions_contest(contest, Chosen("hurdle"), contest.backtest.calendar, SPENT)
    assert unmet == Unmet("time was too short to fit its hurdle for expected_spend_30d again", for_time=True)


def test_a_champion_that_cannot_be_fitted_any_more_is_not_met_with_the_reason(competed):
    contest = replace(competed, set_aside={"hurdle": "could not be fitted: nobody spent anything"})
    contest.candidates = (*competed.candidates, HistoricRate(30, "hurdle"))
    unmet = champions_contest(contest, Chosen("hurdle"), contest.backtest.calendar, AMPLE)
    assert not unmet.for_time
    assert unmet.reason.endswith("hurdle for expected_spend_30d: could not be fitted: nobody spent anything")


def test_a_candidate_that_was_given_up_is_not_met(competed):
    unmet = champions_contest(competed, Chosen("neural_network"), competed.backtest.calendar, AMPLE)
    assert unmet == Unmet("is made by neural_network, which is no longer among the candidates", for_time=False)


def test_settings_of_an_earlier_search_are_fitted_once_more(competed):
    champion = Chosen("tuned_xgboost", SETTINGS)
    rival = champions_contest(competed, champion, competed.backtest.calendar, AMPLE)
    assert rival is not competed
    assert dict(rival.tuned.candidate.settings) == SETTINGS
    assert "tuned_xgboost" not in competed.outcomes
    assert champions_contest(rival, champion, rival.backtest.calendar, SPENT) is rival


def test_settings_of_an_earlier_search_take_time(competed):
    unmet = champions_contest(competed, Chosen("tuned_xgboost", SETTINGS), competed.backtest.calendar, SPENT)
    assert unmet.for_time


@pytest.mark.parametrize(("candidate", "entered"), [("linear_regression", 1), ("blend", 3)])
def test_a_recipe_with_another_window_is_fitted_on_its_own_days(competed, candidate, entered):
    calendar = replace(competed.backtest.calendar, final_days=competed.backtest.calendar.final_days[:2])
    contest = replace(competed, candidates=(HistoricRate(30), LinearSpend(), LinearSpend("another_line")))
    rival = champions_contest(contest, Chosen(candidate), calendar, AMPLE)
    assert rival.backtest.calendar == calendar
    assert len(set(rival.outcomes) - {"blend"}) == entered
    assert candidate in rival.outcomes


def test_both_are_held_to_the_days_that_neither_has_seen(competed):
    found = meeting(competed, "linear_regression", competed, Chosen("historic_rate"))
    judged = competed.backtest.judged_examples(competed.backtest.calendar.report)
    assert (found.champion, found.challenger, found.column) == (
        "historic_rate",
        "linear_regression",
        "expected_spend_30d",
    )
    assert found.customer_ids.tolist() == judged.customer_ids.tolist()
    figures = competed.figures()
    for name, losses in (("historic_rate", found.champion_losses), ("linear_regression", found.challenger_losses)):
        assert losses.mean() == pytest.approx(figures[name]["tweedie_deviance"])


def test_a_recipe_against_itself_is_a_tie(competed):
    found = meeting(competed, "linear_regression", competed, Chosen("linear_regression"))
    np.testing.assert_array_equal(found.champion_losses, found.challenger_losses)
