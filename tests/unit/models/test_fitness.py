"""The fitness gate: the first limit missed, in words with numbers."""

from datetime import date, datetime, timedelta

import pytest

from perennial.dataset import FitnessLimits
from perennial.errors import NotEnoughData
from perennial.features import Extent
from perennial.models.fitness import (
    Customers,
    Past,
    fit_calendar,
    fit_recent,
    fit_to_know_who_left,
    fit_without_backtest,
)
from perennial.models.panel import Panel
from tests.simulated_shop import FIRST_DAY, last_day
from tests.unit.models.conftest import SHOP_DAYS

AS_OF = last_day(SHOP_DAYS)


def test_a_horizon_the_data_can_carry_gets_its_days(simulated):
    assert fit_calendar(Panel(simulated), FIRST_DAY, AS_OF, 90, FitnessLimits()).horizon_days == 90


@pytest.mark.parametrize(
    ("first_day", "horizon_days", "limits", "message"),
    [
        (FIRST_DAY, 365, FitnessLimits(), "365 days: needs orders over 760 days before 2024-02-04 .*, has 399"),
        (FIRST_DAY, 90, FitnessLimits(min_history_days=250), "90 days: needs orders over 430 days .*, has 399"),
        (FIRST_DAY, 90, FitnessLimits(min_customers=5000), "90 days: needs 5000 customers by 2023-11-06, has 3"),
        (FIRST_DAY, 90, FitnessLimits(min_labelled_rows=10**6), "90 days: needs 1000000 examples .*, has 1"),
    ],
    ids=["history", "history to look back", "customers", "examples"],
)
def test_the_limit_that_is_missed_is_named_with_what_there_is(simulated, first_day, horizon_days, limits, message):
    with pytest.raises(NotEnoughData, match=message):
        fit_calendar(Panel(simulated), first_day, AS_OF, horizon_days, limits)


def test_the_shop_is_as_old_as_the_messages_say():
    assert date(2024, 2, 4) == AS_OF


def history(last_day):
    return Extent(3, 2, *(datetime.combine(day, datetime.min.time()) for day in (FIRST_DAY, last_day)))


def test_an_order_on_the_last_day_of_the_limit_is_recent():
    assert fit_recent(history(AS_OF - timedelta(days=90)), AS_OF, FitnessLimits()) == date(2023, 1, 1)


def test_a_shop_that_has_fallen_silent_is_told_since_when():
    with pytest.raises(NotEnoughData, match="needs an order in the 90 days before 2024-02-04, the last one is of 2023"):
        fit_recent(history(AS_OF - timedelta(days=91)), AS_OF, FitnessLimits())


def test_without_an_order_nothing_can_be_said():
    with pytest.raises(NotEnoughData, match="needs orders, has none"):
        fit_recent(Extent(0, 0, None, None), AS_OF, FitnessLimits())


def test_customers_are_counted_with_those_who_came_back(simulated):
    customers = Customers.of(Panel(simulated), AS_OF)
    assert 0 < customers.repeaters < customers.all <= 400


@pytest.mark.parametrize(
    ("customers", "days", "message"),
    [
        (Customers(500, 200), 100, "needs orders over 244 days, has 100"),
        (Customers(40, 30), 400, "needs 50 customers, has 40"),
        (Customers(500, 99), 400, "needs 100 customers who bought on a second day, has 99"),
    ],
    ids=["history", "customers", "repeaters"],
)
def test_without_a_backtest_a_year_takes_history_and_customers_who_came_back(customers, days, message):
    with pytest.raises(NotEnoughData, match=message):
        fit_without_backtest(customers, Past(AS_OF - timedelta(days=days), AS_OF, FitnessLimits()), 365)


def test_two_thirds_of_a_horizon_carry_it():
    fit_without_backtest(Customers(500, 100), Past(AS_OF - timedelta(days=244), AS_OF, FitnessLimits()), 365)
    with pytest.raises(NotEnoughData):
        fit_without_backtest(Customers(500, 100), Past(AS_OF - timedelta(days=240), AS_OF, FitnessLimits()), 365)


@pytest.mark.parametrize(
    ("customers", "message"),
    [
        (Customers(8000, 73), "needs 100 customers who bought on a second day, has 73"),
        (Customers(96000, 2200), "needs 5.0% of customers to have bought on a second day, has 2.3%"),
    ],
    ids=["too few", "too small a share"],
)
def test_where_hardly_anyone_comes_back_nobody_knows_who_has_left(customers, message):
    with pytest.raises(NotEnoughData, match=message):
        fit_to_know_who_left(customers, FitnessLimits())


def test_one_in_twenty_who_come_back_are_enough():
    fit_to_know_who_left(Customers(2000, 100), FitnessLimits())
    with pytest.raises(NotEnoughData):
        fit_to_know_who_left(Customers(2001, 100), FitnessLimits())
