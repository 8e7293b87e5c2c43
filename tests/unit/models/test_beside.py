"""Beside the contests: whatever is not given there is given another way or withheld with its reason."""

from datetime import timedelta

import pytest

from perennial.dataset import Dataset, FitnessLimits
from perennial.models.beside import Gate, learn_beside
from perennial.models.carrying import Contested
from perennial.models.fitness import fit_calendar
from perennial.models.forms import ConstantForm
from perennial.models.panel import Panel
from tests.simulated_shop import FIRST_DAY, as_order_lines, last_day, shop
from tests.unit.models.conftest import SHOP_DAYS

AS_OF = last_day(SHOP_DAYS)
FORMS = {"spend": {90: ConstantForm(20.0)}, "churn": {90: ConstantForm(0.6)}}
DESCRIPTION = Dataset(horizons_days=(90, 365))
SHORT = Gate(FIRST_DAY, short={365: "a year is too long"})


@pytest.fixture(scope="module")
def panel(simulated):
    return Panel(simulated)


@pytest.fixture(scope="module")
def contested(panel):
    return Contested(FORMS, {}, {90: 1.0}, {90: fit_calendar(panel, FIRST_DAY, AS_OF, 90, FitnessLimits())})


def test_a_closed_gate_withholds_everything_with_its_reason(panel):
    gate = Gate(None, closed={90: "the shop is silent", 365: "the shop is silent"})
    beside = learn_beside(panel, AS_OF, DESCRIPTION, gate, Contested({"spend": {}, "churn": {}}, {}, {}, {}))
    assert set(beside.withheld.values()) == {"the shop is silent"}
    columns = {
        f"{name}_{days}d" for name in ("expected_spend", "expected_orders", "churn_probability") for days in (90, 365)
    }
    assert set(beside.withheld) == columns | {"p_alive", "expected_next_order_at"}
    assert beside.outlook is None


def test_orders_are_given_at_the_level_that_was_learnt_with_their_figures(panel, contested):
    beside = learn_beside(panel, AS_OF, Dataset(horizons_days=(90,)), Gate(FIRST_DAY), contested)
    assert set(beside.order_figures) == {"expected_orders_90d"}
    figures = beside.order_figures["expected_orders_90d"]["probabilistic"]
    assert figures["customers"] == len(panel.features(AS_OF - timedelta(days=90))[0])
    assert list(beside.outlook.levels) == [90]
    assert "expected_orders_90d" not in beside.withheld


def test_a_horizon_that_cannot_be_carried_on_withholds_its_orders_too(panel, contested):
    description = Dataset(horizons_days=(90, 365), fitness=FitnessLimits(min_repeat_customers=10**6))
    beside = learn_beside(panel, AS_OF, description, SHORT, contested)
    for column in ("expected_spend_365d", "expected_orders_365d", "churn_probability_365d"):
        assert beside.withheld[column].startswith("a year is too long; without a backtest it needs 1000000 customers")
    assert {"p_alive", "expected_next_order_at"} <= set(beside.withheld)
    assert list(beside.outlook.levels) == [90]


def test_spend_without_a_range_says_why_it_has_none(panel, contested):
    withheld = learn_beside(panel, AS_OF, Dataset(horizons_days=(90,)), Gate(FIRST_DAY), contested).withheld
    assert withheld["expected_spend_90d_low"] == withheld["expected_spend_90d_high"]
    assert "forecasts of past days" in withheld["expected_spend_90d_low"]


def test_where_nobody_has_come_back_orders_are_withheld_and_the_rest_stands(work_dir):
    with shop(work_dir, as_order_lines([(f"c{number}", number % 300, 10.0) for number in range(900)])) as con:
        panel = Panel(con)
        calendar = fit_calendar(panel, FIRST_DAY, last_day(300), 90, FitnessLimits())
        given = Contested(FORMS, {}, {90: 1.0}, {90: calendar})
        beside = learn_beside(panel, last_day(300), Dataset(horizons_days=(90,)), Gate(FIRST_DAY), given)
    assert "no customer has bought on a second day" in beside.withheld["expected_orders_90d"]
    assert {"p_alive", "expected_next_order_at"} <= set(beside.withheld)
    assert "expected_spend_90d" not in beside.withheld
    assert beside.outlook is None


def test_a_horizon_carried_on_counts_orders_at_the_level_of_the_longest_judged_one(work_dir):
    rows = [(f"c{n}", n % 100 + 7 * k * (n % 5 + 1), 10.0) for n in range(400) for k in range(1 + n % 7)]
    with shop(work_dir, as_order_lines([*rows, ("last", 0, 1.0), ("last", SHOP_DAYS - 1, 1.0)])) as con:
        panel = Panel(con)
        days = {90: fit_calendar(panel, FIRST_DAY, AS_OF, 90, FitnessLimits())}
        beside = learn_beside(panel, AS_OF, DESCRIPTION, SHORT, Contested(FORMS, {}, {90: 1.0}, days))
    assert beside.outlook.levels[365] == beside.outlook.levels[90]
    assert beside.notes["expected_orders_365d"].endswith("by the probabilistic model alone at the level of 90 days")
