"""From which probability on a contact pays."""

import numpy as np
import pytest

from perennial.dataset import Economics
from perennial.models.subscriber_costs import cost_curve

PROBABILITY = np.array([0.1, 0.2, 0.6, 0.9])
OUTCOME = np.array([0.0, 0.0, 1.0, 1.0])
STAKE = np.full(4, 100.0)


def test_the_cheapest_threshold_contacts_those_who_are_worth_it():
    costs = cost_curve(PROBABILITY, OUTCOME, STAKE, Economics(incentive_cost=10, contact_success_rate=0.5))
    assert costs["threshold"] == pytest.approx(0.6)
    assert costs["cost_per_customer"] == pytest.approx((2 * 10 + 2 * 50) / 4)
    assert costs["cost_per_customer_contacting_nobody"] == pytest.approx(50)
    assert costs["cost_per_customer_contacting_everybody"] == pytest.approx((4 * 10 + 2 * 50) / 4)
    assert costs["share_contacted"] == 0.5
    assert len(costs["curve"]) == 101


def test_where_no_contact_pays_nobody_is_contacted():
    costs = cost_curve(PROBABILITY, OUTCOME, STAKE, Economics(incentive_cost=1000))
    assert costs["share_contacted"] == 0
    assert costs["cost_per_customer"] == costs["cost_per_customer_contacting_nobody"]


def test_customers_of_unknown_worth_are_left_out():
    stake = np.array([100.0, np.nan, 100.0, 100.0])
    assert cost_curve(PROBABILITY, OUTCOME, stake, Economics())["cost_per_customer_contacting_nobody"] == pytest.approx(
        200 / 3
    )
