"""From which churn probability on a contact pays: worked by hand, and never worse than doing nothing."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perennial.dataset import Economics
from perennial.decision import THRESHOLDS, CostCurve, cost_curve

ECONOMICS = Economics(margin=0.5, incentive_cost=5, contact_success_rate=0.4)
# Probability of leaving, whether they left, and what they are worth if kept.
FOUR = ([0.9, 0.6, 0.3, 0.1], [1, 1, 0, 0], [100.0, 40.0, 80.0, 60.0])

rows = st.lists(st.tuples(st.floats(0, 1), st.booleans(), st.floats(0, 1e4)), min_size=1, max_size=40)
economics = st.builds(
    Economics,
    margin=st.floats(0.01, 1),
    incentive_cost=st.floats(0, 100),
    contact_success_rate=st.floats(0, 1),
)


def curve(customers: list[tuple[float, bool, float]], economics: Economics = ECONOMICS) -> CostCurve:
    found = cost_curve(*np.array(customers, dtype=np.float64).reshape(-1, 3).T, economics)
    assert found is not None
    return found


def cost_at(found: CostCurve, threshold: float) -> float:
    return float(found.cost_per_customer[THRESHOLDS.tolist().index(threshold)])


@pytest.mark.parametrize(
    ("threshold", "total_cost"),
    [
        (1.0, 50 + 20),  # nobody contacted: both who left are lost, 0.5 x 100 and 0.5 x 40
        (0.9, 50 + 20),  # the first is at the threshold and not above it
        (0.7, 5 + 0.6 * 50 + 20),  # the first gets the incentive, and stays in two of five cases
        (0.5, 5 + 0.6 * 50 + 5 + 0.6 * 20),
        (0.2, 5 + 0.6 * 50 + 5 + 0.6 * 20 + 5),  # the third would have stayed: the incentive is spent for nothing
        (0.0, 5 + 0.6 * 50 + 5 + 0.6 * 20 + 5 + 5),
    ],
)
def test_the_worked_example_comes_out(threshold: float, total_cost: float) -> None:
    found = cost_curve(*FOUR, ECONOMICS)
    assert found is not None
    assert cost_at(found, threshold) == pytest.approx(total_cost / 4)


def test_the_cheapest_threshold_is_chosen_and_of_equals_the_highest() -> None:
    found = cost_curve(*FOUR, ECONOMICS)
    assert found is not None
    assert found.chosen == 0.59
    assert found.cost_per_customer.min() == pytest.approx(52 / 4)


def test_a_contact_that_cannot_succeed_is_made_with_nobody() -> None:
    found = cost_curve(*FOUR, Economics(contact_success_rate=0.0, incentive_cost=1.0))
    assert found is not None
    assert (found.chosen, found.contacted_share[-1]) == (1.0, 0.0)


def test_a_contact_that_costs_nothing_is_made_with_everybody_who_would_leave() -> None:
    found = cost_curve(*FOUR, Economics(contact_success_rate=1.0, incentive_cost=0.0))
    assert found is not None
    assert found.chosen == 0.59
    assert cost_at(found, found.chosen) == 0


@given(rows, economics)
def test_each_point_is_the_plain_sum_over_customers(
    customers: list[tuple[float, bool, float]], economics: Economics
) -> None:
    found = curve(customers, economics)
    kept_back = 1 - economics.contact_success_rate
    for at in (0, 17, 50, 99, 100):
        costs = [
            left * value * economics.margin * (kept_back if p > THRESHOLDS[at] else 1)
            + (economics.incentive_cost if p > THRESHOLDS[at] else 0)
            for p, left, value in customers
        ]
        assert found.cost_per_customer[at] == pytest.approx(np.mean(costs), rel=1e-9, abs=1e-9)
        assert found.contacted_share[at] == pytest.approx(np.mean([p > THRESHOLDS[at] for p, *_ in customers]))


@given(rows, economics)
def test_the_choice_costs_no_more_than_contacting_nobody_or_all(
    customers: list[tuple[float, bool, float]], economics: Economics
) -> None:
    found = curve(customers, economics)
    assert cost_at(found, found.chosen) == found.cost_per_customer.min()
    assert found.cost_per_customer.min() >= 0 or found.cost_per_customer.min() == pytest.approx(0, abs=1e-6)
    assert (np.diff(found.contacted_share) <= 0).all()


@given(rows, st.floats(0, 50), st.floats(0, 50))
def test_a_dearer_incentive_never_makes_contacting_reach_more_customers(
    customers: list[tuple[float, bool, float]], one: float, other: float
) -> None:
    cheap, dear = (
        curve(customers, Economics(incentive_cost=cost, contact_success_rate=0.5)) for cost in sorted((one, other))
    )
    reached = [found.contacted_share[THRESHOLDS.tolist().index(found.chosen)] for found in (cheap, dear)]
    assert reached[1] <= reached[0] + 1e-9 or one == pytest.approx(other)


@given(rows)
def test_customers_of_whom_a_number_is_unknown_change_nothing(customers: list[tuple[float, bool, float]]) -> None:
    known = curve(customers)
    more = curve([*customers, (np.nan, True, 50.0), (0.5, True, np.nan), (0.5, np.nan, 50.0)])
    np.testing.assert_allclose(more.cost_per_customer, known.cost_per_customer)
    assert more.chosen == known.chosen


@pytest.mark.parametrize("customers", [([], [], []), ([0.5], [1], [np.nan])])
def test_where_nobody_is_known_there_is_no_curve(customers: tuple[list[float], list[float], list[float]]) -> None:
    assert cost_curve(*customers, ECONOMICS) is None


def test_the_manifest_gets_the_choice_and_the_curve_as_plain_json() -> None:
    found = cost_curve(*FOUR, ECONOMICS)
    assert found is not None
    content = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert content["threshold"] == 0.59
    assert content["cost_per_customer"] == pytest.approx(13.0)
    assert content["cost_per_customer_contacting_nobody"] == pytest.approx(17.5)
    assert content["contacted_share"] == 0.5
    assert len(content["curve"]["thresholds"]) == len(content["curve"]["cost_per_customer"]) == 101
