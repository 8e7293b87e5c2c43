"""Backtests: candidates see the past of each judged day alone, and every row is judged once."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from perennial.dataset import FitnessLimits
from perennial.errors import NotEnoughData
from perennial.models import backtest as module
from perennial.models.backtest import Backtest, checked_forecast
from perennial.models.candidates import LinearSpend
from perennial.models.fitness import fit_calendar
from perennial.models.forms import ConstantForm
from perennial.models.origins import calendar
from perennial.models.panel import Examples, Panel
from tests.seasonal_shop import orders_after, seasonal_orders
from tests.simulated_shop import FIRST_DAY, last_day, shop
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


SEASONAL_QUARTERS = (date(2024, 9, 25), date(2024, 10, 20), date(2025, 9, 25))
QUARTER_DAYS = 90


def quarter(con, day):
    panel = Panel(con)
    return Backtest(panel, "spend", fit_calendar(panel, FIRST_DAY, day, QUARTER_DAYS, FitnessLimits()))


def expected_and_came(con, day):
    """The sum as it would have been served, what only earlier misses would have made of it, and what came."""
    held, candidate = quarter(con, day), LinearSpend()
    correction = held.run(candidate).for_serving
    expected = candidate.fit(held.final_examples()).predict(held.panel.features(day)[1]).sum()
    without = replace(held, calendar=replace(held.calendar, look_back_days=10_000)).run(candidate).for_serving
    came = held.panel.examples([day], QUARTER_DAYS, "spend", present=day).target.sum()
    return correction.factor * expected / came, without.factor * expected / came


def test_before_a_quarter_that_sold_more_last_year_the_sum_is_missed_by_less(work_dir):
    with shop(work_dir, seasonal_orders(500, times=2.0, seed=1)) as con:
        for day in SEASONAL_QUARTERS:
            by_came, without_season = expected_and_came(con, day)
            assert abs(np.log(by_came)) < abs(np.log(without_season))


def test_where_no_quarter_sells_more_than_another_next_to_nothing_changes(work_dir):
    with shop(work_dir, seasonal_orders(500, times=1.0, seed=1)) as con:
        for day in SEASONAL_QUARTERS:
            by_came, without_season = expected_and_came(con, day)
            assert by_came == pytest.approx(without_season, rel=0.05)


def test_what_comes_after_a_day_tells_nothing_of_its_season(work_dir):
    orders, day = seasonal_orders(200, times=2.0, seed=2), SEASONAL_QUARTERS[-1]
    told = []
    for number, later in enumerate((orders, pd.concat([orders, orders_after(day, 5000.0)]))):
        folder = work_dir / str(number)
        folder.mkdir()
        with shop(folder, later) as con:
            told.append(quarter(con, day).run(LinearSpend()).for_serving.story())
    assert told[0] == told[1]
    assert told[0]["season_factor"] != 1.0


def test_the_season_of_an_earlier_origin_is_known_from_before_it(work_dir):
    orders, report = seasonal_orders(200, times=2.0, seed=2), SEASONAL_QUARTERS[-1] - timedelta(days=QUARTER_DAYS)
    growth = []
    for number, later in enumerate((orders, pd.concat([orders, orders_after(report, 5000.0)]))):
        folder = work_dir / str(number)
        folder.mkdir()
        with shop(folder, later) as con:
            held = quarter(con, SEASONAL_QUARTERS[-1])
            growth.append(held.panel.growth(list(held.calendar.season_days(report).values()), QUARTER_DAYS))
    assert growth[0] == growth[1]
    assert max(growth[0]) + timedelta(days=QUARTER_DAYS) <= report
