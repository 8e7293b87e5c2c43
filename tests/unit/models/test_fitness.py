"""The fitness gate: the first limit missed, in words with numbers."""

from datetime import date

import pytest

from perennial.dataset import FitnessLimits
from perennial.errors import NotEnoughData
from perennial.models.fitness import fit_calendar
from perennial.models.panel import Panel
from tests.simulated_shop import FIRST_DAY, last_day
from tests.unit.models.conftest import SHOP_DAYS

AS_OF = last_day(SHOP_DAYS)


def test_a_horizon_the_data_can_carry_gets_its_days(simulated):
    assert fit_calendar(Panel(simulated), FIRST_DAY, AS_OF, 90, FitnessLimits()).horizon_days == 90


@pytest.mark.parametrize(
    ("first_day", "horizon_days", "limits", "message"),
    [
        (None, 90, FitnessLimits(), "90 days: needs orders, has none"),
        (FIRST_DAY, 365, FitnessLimits(), "365 days: needs orders over 760 days before 2024-02-04 .*, has 399"),
        (FIRST_DAY, 90, FitnessLimits(min_history_days=250), "90 days: needs orders over 430 days .*, has 399"),
        (FIRST_DAY, 90, FitnessLimits(min_customers=5000), "90 days: needs 5000 customers by 2023-11-06, has 3"),
        (FIRST_DAY, 90, FitnessLimits(min_labelled_rows=10**6), "90 days: needs 1000000 examples .*, has 1"),
    ],
    ids=["no orders", "history", "history to look back", "customers", "examples"],
)
def test_the_limit_that_is_missed_is_named_with_what_there_is(simulated, first_day, horizon_days, limits, message):
    with pytest.raises(NotEnoughData, match=message):
        fit_calendar(Panel(simulated), first_day, AS_OF, horizon_days, limits)


def test_the_shop_is_as_old_as_the_messages_say():
    assert date(2024, 2, 4) == AS_OF
