"""Contests: a learner that fails harms nobody, a budget that ends leaves a model, and the story is told in words."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from perennial.dataset import FitnessLimits
from perennial.models.baselines import HistoricRate
from perennial.models.budget import Budget
from perennial.models.contest import Contest, score_column
from perennial.models.fitness import fit_calendar
from perennial.models.forms import ConstantForm
from perennial.models.panel import Panel
from tests.simulated_shop import FIRST_DAY, last_day
from tests.unit.models.conftest import SHOP_DAYS

AS_OF = last_day(SHOP_DAYS)
AMPLE = Budget(1e9, lambda: 0.0)


@dataclass
class Failing:
    """A learner that breaks after some fits."""

    fits: int = 0
    error: Callable[[], Exception] = MemoryError
    name: str = "failing"

    def fit(self, examples):
        if self.fits == 0:
            raise self.error()
        self.fits -= 1
        return ConstantForm(float(examples.target.mean()))


@dataclass(frozen=True)
class Knowing:
    """A learner that knows more than the others: it is told the level."""

    name: str = "knowing"

    def fit(self, examples):
        return ConstantForm(float(examples.target.mean()))


@dataclass(frozen=True)
class Poor:
    """A baseline that expects far too much."""

    name: str = "poor"

    def fit(self, examples):
        return ConstantForm(1000.0 + float(examples.target.max()))


@pytest.fixture
def contest(simulated):
    panel = Panel(simulated)
    return Contest.over(panel, "spend", fit_calendar(panel, FIRST_DAY, AS_OF, 30, FitnessLimits()), seed=1)


def entered(contest, *entrants, budget=AMPLE):
    contest.candidates = entrants
    for number in range(len(entrants)):
        contest.enter(number, budget)
    return contest


def test_the_better_candidate_is_fitted_on_everything_known(contest):
    winner = entered(contest, Poor(), Knowing()).finish()
    assert winner.choice.winner == "knowing"
    learnt = contest._fitted("knowing", contest.backtest.final_examples())
    assert learnt.value == pytest.approx(contest.backtest.final_examples().target.mean())
    assert winner.form.predict(np.zeros((1, 1))) == winner.outcome.for_serving.form(learnt).predict(np.zeros((1, 1)))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (lambda: ValueError("no spend\nstack trace"), "could not be fitted: no spend"),
        (MemoryError, "could not be fitted: MemoryError"),
    ],
)
def test_a_learner_that_fails_is_set_aside_with_its_reason(contest, error, words):
    winner = entered(contest, Knowing(), Failing(error=error)).finish()
    assert (winner.choice.winner, contest.set_aside) == ("knowing", {"failing": words})
    assert contest.manifest(winner)["candidates"] == {"knowing": "competed", "failing": words, "blend": "not tried"}


def test_a_winner_that_fails_in_the_final_fit_gives_way_to_the_next_best(contest):
    fits_of_backtest = len(contest.backtest.calendar.selection) + 1
    winner = entered(contest, Poor(), Failing(fits_of_backtest)).finish()
    assert winner.choice.winner == "poor"
    assert contest.set_aside == {"failing": "in the final fit: could not be fitted: MemoryError"}
    assert winner.form.predict(np.zeros((1, 1)))[0] > 0


def test_when_nothing_is_left_to_serve_the_error_is_not_hidden(contest):
    fits_of_backtest = len(contest.backtest.calendar.selection) + 1
    with pytest.raises(MemoryError):
        entered(contest, Failing(fits_of_backtest)).finish()


def test_a_spent_budget_leaves_the_baseline_and_says_who_was_not_tried(contest):
    winner = entered(contest, Poor(), Knowing(), budget=Budget(0.0, lambda: 0.0)).finish()
    assert winner.choice.winner == "poor"
    assert contest.set_aside == {"knowing": "not tried: the budget of 0 s was spent"}


def test_everyone_who_competed_has_figures_on_the_untouched_horizon(contest):
    assert list(entered(contest, Poor(), Knowing(), Failing()).figures()) == ["poor", "knowing"]


def test_the_manifest_names_the_days(contest):
    story = contest.manifest(entered(contest, Poor()).finish())
    assert story["report_origin"] == last_day(SHOP_DAYS - 30).isoformat()
    assert story["learnt_from"][0] == last_day(SHOP_DAYS - 30).isoformat()
    assert story["report_learnt_from"][0] == last_day(SHOP_DAYS - 60).isoformat()
    assert story["reason"] == "poor is the only candidate that could be fitted"


def test_a_contest_is_about_a_score_column(contest):
    assert contest.column == "expected_spend_30d" == score_column("spend", 30)
    assert score_column("churn", 7) == "churn_probability_7d"


def test_a_learner_that_forecasts_nonsense_is_set_aside(contest):
    @dataclass(frozen=True)
    class Nonsense:
        name: str = "nonsense"

        def fit(self, examples):
            return ConstantForm(float(np.nan))

    entered(contest, Knowing(), Nonsense())
    assert "not finite" in contest.set_aside["nonsense"]


def test_a_blend_enters_last_and_its_weights_are_told(contest):
    entered(contest, HistoricRate(30), Knowing(), Knowing("twin")).enter_blend()
    winner = contest.finish()
    story = contest.manifest(winner)
    assert list(contest.figures()) == ["historic_rate", "knowing", "twin", "blend"]
    assert story["blend"] == {"knowing": 0.5, "twin": 0.5}
    assert story["candidates"]["blend"] == "competed"


def test_the_form_that_serves_a_blend_is_the_geometric_mean_of_its_members_as_they_are(contest):
    entered(contest, Poor(), Knowing()).enter_blend()
    examples = contest.backtest.final_examples()
    members = [contest._fitted(name, examples).predict(examples.matrix) for name in ("poor", "knowing")]
    blended = contest._fitted("blend", examples).predict(examples.matrix)
    np.testing.assert_allclose(blended, np.sqrt(members[0] * members[1]))


def test_settings_that_were_searched_for_are_no_part_of_a_blend(contest):
    entered(contest, Knowing(), Knowing("twin"), Knowing("tuned_xgboost")).enter_blend()
    assert list(contest.blend.weights) == ["knowing", "twin"]


def test_a_blend_that_is_no_worse_serves(contest):
    entered(contest, Knowing(), Knowing("twin")).enter_blend()
    assert contest.finish().choice.winner == "blend"


def test_one_candidate_alone_makes_no_blend(contest):
    entered(contest, HistoricRate(30), Knowing()).enter_blend()
    assert "two candidates" in contest.set_aside["blend"]
