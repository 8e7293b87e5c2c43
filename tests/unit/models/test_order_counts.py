"""Expected orders: held to what came on past days, at the level these bear out, and P(alive) only where it is known."""

import numpy as np
import pytest

from perennial.dataset import FitnessLimits
from perennial.errors import NotEnoughData
from perennial.models.fitness import fit_calendar
from perennial.models.order_counts import backtested_orders, doubt_about_leaving, fit_outlook
from perennial.models.panel import Panel
from tests.simulated_shop import FIRST_DAY, as_order_lines, last_day, shop
from tests.unit.models.conftest import SHOP_DAYS

AS_OF = last_day(SHOP_DAYS)


def counts(panel, horizon_days=30):
    return backtested_orders(panel, fit_calendar(panel, FIRST_DAY, AS_OF, horizon_days, FitnessLimits()))


def test_orders_that_were_simulated_are_counted_about_right(simulated):
    found = counts(Panel(simulated))
    assert abs(found.figures["total_error"]) < 0.25
    assert found.figures["normalised_gini"] > 0.5
    assert found.level.level.factor == pytest.approx(1.0, abs=0.3)
    misses = found.figures["correction"]["learnt_from"]
    assert min(miss["days_ago"] for miss in misses) == 30


def test_the_report_is_corrected_by_earlier_days_alone_and_today_by_it_too(simulated):
    found = counts(Panel(simulated))
    assert len(found.level.story()["learnt_from"]) == len(found.figures["correction"]["learnt_from"]) + 1


def test_where_nobody_had_come_back_there_is_nothing_to_hold_to(work_dir):
    orders = [(f"c{number}", number % 300, 10.0) for number in range(900)]
    with shop(work_dir, as_order_lines(orders)) as con:
        panel = Panel(con)
        calendar = fit_calendar(panel, FIRST_DAY, last_day(300), 30, FitnessLimits())
        assert backtested_orders(panel, calendar) is None
        with pytest.raises(NotEnoughData, match="no customer has bought on a second day"):
            fit_outlook(panel, last_day(300), {30: 1.0}, 300)


def test_the_outlook_expects_the_usual_orders_of_a_customer_it_knows_nothing_of(simulated):
    panel = Panel(simulated)
    outlook = fit_outlook(panel, AS_OF, {30: 2.0, 90: 2.0}, 399)
    expected = outlook.predict(panel.features(AS_OF)[1]).expected
    assert outlook.usual_orders == {days: pytest.approx(float(np.mean(orders))) for days, orders in expected.items()}
    assert outlook.furthest_days == 399


def test_where_hardly_anyone_comes_back_neither_p_alive_nor_a_day_is_given(simulated):
    doubt = doubt_about_leaving(Panel(simulated), AS_OF, FitnessLimits(min_repeat_share=0.99))
    assert set(doubt) == {"p_alive", "expected_next_order_at"}
    assert all("needs 99.0% of customers to have bought on a second day" in reason for reason in doubt.values())


def test_where_nobody_seems_to_leave_p_alive_alone_is_not_given(work_dir):
    rows = [(f"c{number}", day, 10.0) for number in range(120) for day in range(number % 30, 300, 30)]
    with shop(work_dir, as_order_lines(rows)) as con:
        doubt = doubt_about_leaving(Panel(con), last_day(300), FitnessLimits())
    assert list(doubt) == ["p_alive"]
    assert doubt["p_alive"].startswith("these orders look as if nobody ever leaves")
