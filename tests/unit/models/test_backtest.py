"""Backtests: candidates see the past of each judged day alone, and every row is judged once."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from perennial.dataset import FitnessLimits
from perennial.errors import NotEnoughData
from perennial.models import backtest as module
from perennial.models.backtest import Backtest, checked_forecast
from perennial.models.fitness import fit_calendar
from perennial.models.forms import ConstantForm
from perennial.models.origins import calendar
from perennial.models.panel import Examples, Panel
from tests.simulated_shop import FIRST_DAY, last_day
from tests.unit.models.conftest import SHOP_DAYS

AS_OF = last_day(SHOP_DAYS)


@dataclass
class Remembering:
    """Forecasts the mean of what it learnt from, and remembers it."""

    name: str = "remembering"
    seen: list[Examples] = field(default_factory=list)

    def fit(self, examples):
        self.seen.append(examples)
        return ConstantForm(float(examples.target.mean()))


def backtest(con, horizon_days, target="spend"):
    panel = Panel(con)
    return Backtest(panel, target, fit_calendar(panel, FIRST_DAY, AS_OF, horizon_days, FitnessLimits()))


def test_a_candidate_is_fitted_once_for_each_split(simulated):
    candidate = Remembering()
    held = backtest(simulated, 30)
    held.run(candidate)
    assert len(candidate.seen) == len(held.calendar.selection) + 1


def test_losses_belong_to_the_customers_of_the_selection_and_figures_to_the_untouched_horizon(simulated):
    held = backtest(simulated, 30)
    outcome = held.run(Remembering())
    assert outcome.contender.losses.shape == held.selection_customers().shape
    report = held.judged_examples(held.calendar.report)
    assert outcome.figures["customers"] == len(report.target)
    assert outcome.figures["mean_actual"] == pytest.approx(report.target.mean())


def test_without_earlier_origins_nobody_is_judged_by_a_fit_that_knew_them(simulated):
    panel = Panel(simulated)
    held = Backtest(panel, "churn", calendar(FIRST_DAY, AS_OF, 150, 30))
    assert "cross-validation" in held.calendar.selection_in_words
    judged = []
    for split in held.calendar.selection:
        learnt, held_out = held.learnt_examples(split), held.judged_examples(split)
        assert not set(learnt.customer_ids) & set(held_out.customer_ids)
        judged += held_out.customer_ids.tolist()
    everyone = panel.examples(held.calendar.report.learn_days, 150, "churn", present=AS_OF)
    assert sorted(judged) == sorted(everyone.customer_ids.tolist())


def test_the_final_fit_learns_up_to_the_last_complete_label(simulated):
    held = backtest(simulated, 30)
    assert held.calendar.final_days[0] == last_day(SHOP_DAYS - 30)
    assert len(held.final_examples().target) > len(held.learnt_examples(held.calendar.report).target)


def test_more_rows_than_needed_are_thinned_to_the_same_mean(simulated, monkeypatch):
    held = backtest(simulated, 30)
    every_row = held.final_examples()
    monkeypatch.setattr(module, "MOST_ROWS", len(every_row.target) // 3)
    thinned = held.final_examples()
    assert len(thinned.target) == len(every_row.target) // 3
    assert thinned.mean_target == pytest.approx(every_row.mean_target, rel=0.05)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -0.01])
def test_a_forecast_that_is_no_sane_number_is_refused(value):
    examples = Examples(np.array(["a"], dtype=object), np.zeros((1, 2)), np.zeros(1))
    with pytest.raises(NotEnoughData, match="not finite numbers of at least 0"):
        checked_forecast(ConstantForm(value), examples)
