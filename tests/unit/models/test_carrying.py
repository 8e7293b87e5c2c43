"""Horizons without a backtest: carried on from the longest that has one, withheld where that would be a guess."""

from datetime import timedelta

import numpy as np
import pytest

from perennial.dataset import FitnessLimits
from perennial.models.carrying import Contested, carry_on, widened
from perennial.models.fitness import Past
from perennial.models.forms import ConstantForm
from perennial.models.panel import Panel
from perennial.models.ranges import SpendRange
from tests.simulated_shop import FIRST_DAY, as_order_lines, last_day, shop
from tests.unit.models.conftest import SHOP_DAYS

AS_OF = last_day(SHOP_DAYS)
PAST = Past(FIRST_DAY, AS_OF, FitnessLimits())
RANGE = SpendRange(np.array([1.0]), np.array([0.5]), np.array([2.0]), total_low=0.8, total_high=1.25)
FORMS = {"spend": {30: ConstantForm(7.0), 90: ConstantForm(20.0)}, "churn": {90: ConstantForm(0.6)}}
NINETY = Contested(FORMS, {90: RANGE}, {30: 1.0, 90: 1.1}, {})
NOTHING = Contested({"spend": {}, "churn": {}}, {}, {}, {})
SHORT = {365: "365 days: needs orders over 760 days"}


def leavers():
    """Who buys for a while at a pace of their own and then is never seen again."""
    random = np.random.default_rng(5)
    rows = [("last", 0, 10.0), ("last", SHOP_DAYS - 1, 10.0)]
    for number in range(400):
        joins, pace, orders = random.integers(0, 250), random.gamma(2.0, 10.0) + 2.0, random.geometric(0.3)
        days = (joins + np.cumsum(random.exponential(pace, orders))).astype(int)
        rows += [(f"c{number}", int(day), 10.0) for day in days if day < SHOP_DAYS]
    return as_order_lines(rows)


@pytest.fixture(scope="module")
def panel(tmp_path_factory):
    with shop(tmp_path_factory.mktemp("leavers"), leavers()) as con:
        yield Panel(con)


def test_a_year_is_the_longest_judged_horizon_carried_on(panel):
    carried = carry_on(panel, PAST, NINETY, SHORT)
    matrix = panel.features(AS_OF)[1]
    spend, churn = (carried.forms[target][365].predict(matrix) for target in ("spend", "churn"))
    assert ((spend >= 20.0) & (spend <= 20.0 * 365 / 90 + 1e-9)).all()
    assert ((churn >= 0) & (churn <= 0.6)).all()
    told = "not backtested: the forecast for 90 days carried on by the probabilistic model"
    assert carried.notes == {"expected_spend_365d": told, "churn_probability_365d": told}
    assert carried.level_ratios == {365: 1.1}
    assert carried.withheld == {}


def test_without_a_judged_horizon_the_probabilistic_model_forecasts_alone(panel):
    carried = carry_on(panel, PAST, NOTHING, SHORT)
    matrix = panel.features(AS_OF)[1]
    spend = carried.forms["spend"][365]
    expected = panel.present(AS_OF).model.forecast(
        {name: matrix[:, column] for name, column in zip(_inputs(), spend.columns, strict=True)}, [365]
    )
    np.testing.assert_array_equal(spend.predict(matrix), expected.spend[365])
    assert spend.predict(np.full((1, matrix.shape[1]), np.nan)) == pytest.approx(expected.spend[365].mean())
    assert carried.notes["expected_spend_365d"] == "not backtested: by the probabilistic model alone"
    assert carried.ranges == {}


@pytest.mark.parametrize(
    ("past", "message"),
    [
        (Past(AS_OF - timedelta(days=100), AS_OF, FitnessLimits()), "without a backtest it needs orders over 244 days"),
        (Past(FIRST_DAY, AS_OF, FitnessLimits(min_repeat_customers=1000)), "needs 1000 customers who bought on a sec"),
    ],
    ids=["short history", "few come back"],
)
def test_what_would_be_a_guess_is_withheld_with_both_reasons(panel, past, message):
    carried = carry_on(panel, past, NINETY, SHORT)
    assert carried.forms == {"spend": {}, "churn": {}}
    for column in ("expected_spend_365d", "churn_probability_365d"):
        assert carried.withheld[column].startswith("365 days: needs orders over 760 days; ")
        assert message in carried.withheld[column]


def test_where_nobody_seems_to_leave_a_year_is_withheld(work_dir):
    rows = [(f"c{number}", day, 10.0) for number in range(120) for day in range(number % 30, SHOP_DAYS, 30)]
    with shop(work_dir, as_order_lines(rows)) as con:
        carried = carry_on(Panel(con), PAST, NINETY, SHORT)
    assert "needs orders that show who leaves" in carried.withheld["expected_spend_365d"]


def test_the_range_of_a_longer_sum_is_wider_and_that_of_a_customer_goes_by_what_is_expected():
    longer = widened(RANGE, 4.0)
    assert (longer.total_low, longer.total_high) == pytest.approx((0.64, 1.5625))
    expected = np.array([0.5, 3.0, 80.0])
    for one, other in zip(longer.bounds(expected), RANGE.bounds(expected), strict=True):
        assert one.tolist() == other.tolist()


def _inputs():
    return ("repeat_days", "purchase_span_days", "tenure_days", "frequency", "monetary")
