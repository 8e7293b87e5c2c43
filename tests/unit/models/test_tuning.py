"""Settings are searched for on the selection days, within the time there is."""

import itertools

import pytest

from perennial.dataset import FitnessLimits
from perennial.models.backtest import Backtest
from perennial.models.budget import Budget
from perennial.models.candidates import XGBOOST_SETTINGS, XGBoost
from perennial.models.competing import compete
from perennial.models.contest import Contest
from perennial.models.fitness import fit_calendar
from perennial.models.panel import Panel
from perennial.models.tuning import SPACE, TRIALS, TUNED, tune
from tests.simulated_shop import FIRST_DAY, last_day
from tests.unit.models.conftest import SHOP_DAYS

AS_OF = last_day(SHOP_DAYS)
AMPLE = Budget(1e9, lambda: 0.0)


@pytest.fixture
def backtest(simulated):
    panel = Panel(simulated)
    return Backtest(panel, "spend", fit_calendar(panel, FIRST_DAY, AS_OF, 30, FitnessLimits()))


def ending_after(asked):
    """A budget that is spent once it was asked that often."""
    clock = itertools.chain([0.0] * asked, itertools.repeat(2.0))
    return Budget(1.0, lambda: next(clock))


def test_the_settings_it_competes_with_by_default_lie_within_the_space():
    assert set(SPACE) == set(XGBOOST_SETTINGS)
    assert all(one.low <= XGBOOST_SETTINGS[name] <= one.high for name, one in SPACE.items())


def test_what_is_found_is_no_worse_where_the_choice_is_made(backtest):
    tuned = tune(backtest, AMPLE, seed=1)
    usual = backtest.run(XGBoost("spend", 1)).contender.losses.mean()
    assert tuned.found.trials == TRIALS
    assert tuned.found.loss_at_start == pytest.approx(usual)
    assert backtest.run(tuned.candidate).contender.losses.mean() == pytest.approx(tuned.found.loss)
    assert tuned.found.loss <= usual


def test_the_search_ends_with_the_best_so_far_when_time_is_up(backtest):
    tuned = tune(backtest, ending_after(3), seed=1)
    assert 1 <= tuned.found.trials < TRIALS
    assert tuned.found.loss <= tuned.found.loss_at_start


def contest_of(simulated, horizon_days):
    panel = Panel(simulated)
    calendar = fit_calendar(panel, FIRST_DAY, AS_OF, horizon_days, FitnessLimits())
    contest = Contest.over(panel, "spend", calendar, seed=1)
    contest.candidates = (XGBoost("spend", 1),)
    return contest


def test_what_was_found_competes_for_the_longest_horizon_alone(simulated):
    short, long = contest_of(simulated, 14), contest_of(simulated, 30)
    compete([short, long], AMPLE)
    assert TUNED not in short.outcomes
    assert TUNED in long.outcomes
    story = long.manifest(long.finish())
    assert story["candidates"][TUNED] == "competed"
    assert story["search"]["trials"] == TRIALS
    assert story["search"]["loss_after"] <= story["search"]["loss_before"]


def test_without_time_left_nothing_is_searched_for_and_the_manifest_says_so(simulated):
    contest = contest_of(simulated, 30)
    contest.enter(0, AMPLE)
    contest.enter_tuned(Budget(0.0, lambda: 0.0))
    story = contest.manifest(contest.finish())
    assert story["search"] == {}
    assert story["candidates"][TUNED] == "not tried: the budget of 0 s was spent"
