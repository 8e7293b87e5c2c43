"""From which churn probability a contact pays: learnt on earlier days, told on the untouched ones."""

import json

import numpy as np
import pytest

from perennial.dataset import Economics
from perennial.decision import cost_curve
from perennial.models.contact_costs import PastCustomers, assumptions
from tests.unit.models.contested import contest_over

ECONOMICS = Economics(margin=0.5, incentive_cost=2.0, contact_success_rate=0.3)


@pytest.fixture(scope="module")
def contests(simulated):
    return {target: contest_over(simulated, target) for target in ("spend", "churn")}


@pytest.fixture(scope="module")
def past(contests):
    spend = contests["spend"].outcomes["linear_regression"].corrected
    return PastCustomers.of(contests["churn"], contests["spend"], spend, knows_who_left=True)


@pytest.fixture(scope="module")
def churn(contests):
    return contests["churn"].outcomes["logistic_regression"].corrected


def test_who_is_kept_is_worth_what_a_customer_who_has_not_left_is_expected_to_spend(contests, past):
    expected = contests["spend"].outcomes["linear_regression"].corrected.report
    assert (past.worth[-1] >= expected).all()
    assert (past.worth[-1] > expected).any()
    judged = contests["spend"].backtest.judged_examples(contests["spend"].backtest.calendar.report)
    assert past.worth[-1].shape == judged.target.shape


def test_the_cost_is_that_of_a_threshold_from_earlier_days_on_the_untouched_ones(past, churn):
    told = past.business_cost(churn, ECONOMICS)
    earlier = cost_curve(
        np.concatenate(churn.selection), np.concatenate(past.churned[:-1]), np.concatenate(past.worth[:-1]), ECONOMICS
    )
    assert told["threshold"] == earlier.chosen
    contacted = churn.report > earlier.chosen
    loss = past.churned[-1] * past.worth[-1] * 0.5
    kept = np.where(contacted, 2.0 + 0.7 * loss, loss)
    assert told["cost_per_customer"] == pytest.approx(kept.mean())
    assert told["cost_per_customer_contacting_nobody"] == pytest.approx(loss.mean())


def test_the_chosen_threshold_is_the_cheapest_over_all_of_these_days(past, churn):
    told = past.chosen(churn, ECONOMICS)
    assert told["cost_per_customer"] == min(told["curve"]["cost_per_customer"])
    assert told["assumptions"] == assumptions(ECONOMICS)
    assert json.loads(json.dumps(told, allow_nan=False)) == told


def test_a_contact_that_costs_more_than_it_may_keep_is_never_made(past, churn):
    dear = Economics(margin=0.1, incentive_cost=1e6, contact_success_rate=0.1)
    assert past.chosen(churn, dear)["contacted_share"] == 0.0


def test_where_it_cannot_be_told_who_has_left_customers_are_worth_what_is_expected_of_them(contests):
    forecasts = contests["spend"].outcomes["linear_regression"].corrected
    past = PastCustomers.of(contests["churn"], contests["spend"], forecasts, knows_who_left=False)
    for worth, expected in zip(past.worth, (*forecasts.selection, forecasts.report), strict=True):
        assert worth.tolist() == expected.tolist()


def test_a_contact_that_costs_nothing_is_made_wherever_somebody_may_leave(past, churn):
    assert past.chosen(churn, Economics(incentive_cost=0.0))["contacted_share"] > 0.9


def test_the_assumptions_are_told_with_their_numbers():
    assert assumptions(ECONOMICS).startswith("A contact costs 2, needed or not, and keeps 30% of those who would stay")
