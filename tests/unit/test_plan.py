"""The plan for a budget: nobody could do better with the money, and no assumption hides."""

from itertools import combinations
from math import isclose, isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perennial.dataset import Economics
from perennial.plan import Prospects, affordable, curve, plan_for, sensitivities

ECONOMICS = Economics(margin=0.5, incentive_cost=5.0, contact_success_rate=0.2)
stakes = st.lists(st.one_of(st.just(float("nan")), st.floats(0, 1_000)), max_size=30)
few_stakes = st.lists(st.floats(0, 200), max_size=7)
budgets = st.floats(0, 500)
economies = st.builds(
    Economics,
    margin=st.floats(0.01, 1),
    incentive_cost=st.one_of(st.just(0.0), st.floats(0.01, 20)),
    contact_success_rate=st.floats(0, 1),
)


def prospects(at_stake: list[float], held_out: list[bool] | None = None, **more: object) -> Prospects:
    groups = np.array(held_out if held_out is not None else [False] * len(at_stake), dtype=bool)
    return Prospects.of(np.array(at_stake, dtype=float), groups, **more)  # type: ignore[arg-type]  # arrays of a test


def gains(at_stake: list[float], economics: Economics) -> list[float]:
    kept = economics.margin * economics.contact_success_rate
    return [stake * kept - economics.incentive_cost for stake in at_stake if not isnan(stake)]


def test_those_with_most_at_stake_are_contacted_as_far_as_the_money_goes() -> None:
    made = prospects([10.0, 300.0, float("nan"), 200.0, 100.0])
    plan = plan_for(10.0, made, ECONOMICS)
    assert made.rows[: plan.chosen].tolist() == [1, 3]
    assert (plan.contacted, plan.held_out, plan.worth_contacting) == (2, 0, 3)
    assert (plan.cost, plan.expected_return, plan.net) == (10.0, 50.0, 40.0)
    assert plan.break_even_success_rate == pytest.approx(0.2 * 10 / 50)


@given(few_stakes, budgets, economies)
def test_no_choice_of_customers_brings_more_for_the_money(
    at_stake: list[float], budget: float, economics: Economics
) -> None:
    plan = plan_for(budget, prospects(at_stake), economics)
    each = gains(at_stake, economics)
    most = affordable(budget, economics.incentive_cost, len(each))
    best = max(sum(chosen) for size in range(most + 1) for chosen in combinations(each, size))
    assert isclose(plan.net, best, abs_tol=1e-9)


@given(stakes, budgets, economies)
def test_a_plan_never_costs_more_than_the_budget(at_stake: list[float], budget: float, economics: Economics) -> None:
    assert plan_for(budget, prospects(at_stake), economics).cost <= budget


@pytest.mark.parametrize(("budget", "cost", "contacts"), [(0.3, 0.1, 3), (0.29, 0.1, 2), (1_000, 5, 200), (1, 0, 9)])
def test_the_money_pays_for_contacts_to_the_cent(budget: float, cost: float, contacts: int) -> None:
    assert affordable(budget, cost, 9 if cost == 0 else 1_000) == contacts
    economics = Economics(incentive_cost=cost, contact_success_rate=1.0)
    assert plan_for(budget, prospects([50.0] * (9 if cost == 0 else 1_000)), economics).cost <= budget


@given(stakes, st.lists(budgets, min_size=2, max_size=2), economies, st.randoms(use_true_random=False))
def test_more_money_never_brings_less(at_stake: list[float], two: list[float], economics: Economics, random) -> None:
    made = prospects(at_stake, [random.random() < 0.3 for _ in at_stake])
    less, more = (plan_for(budget, made, economics) for budget in sorted(two))
    assert more.expected_return >= less.expected_return
    assert more.net >= less.net - 1e-9 * max(1.0, less.expected_return)
    assert more.contacted >= less.contacted


@given(stakes, budgets, economies)
def test_nobody_is_contacted_at_a_loss(at_stake: list[float], budget: float, economics: Economics) -> None:
    made = prospects(at_stake)
    plan = plan_for(budget, made, economics)
    chosen = made.at_stake[: plan.chosen].tolist()
    assert all(made.returned(stake, economics) > economics.incentive_cost for stake in chosen)
    assert plan.worth_contacting == sum(
        made.returned(stake, economics) > economics.incentive_cost for stake in made.at_stake.tolist()
    )


@given(stakes, budgets, st.randoms(use_true_random=False))
def test_the_order_of_customers_does_not_matter(at_stake: list[float], budget: float, random) -> None:
    shuffled = random.sample(at_stake, len(at_stake))
    assert plan_for(budget, prospects(shuffled), ECONOMICS) == plan_for(budget, prospects(at_stake), ECONOMICS)


@given(stakes, budgets, st.randoms(use_true_random=False))
def test_who_is_held_out_would_have_been_contacted_and_costs_and_brings_nothing(
    at_stake: list[float], budget: float, random
) -> None:
    held_out = [random.random() < 0.5 for _ in at_stake]
    everybody, some = (plan_for(budget, prospects(at_stake, groups), ECONOMICS) for groups in (None, held_out))
    assert (some.chosen, some.contacted + some.held_out) == (everybody.chosen, everybody.chosen)
    assert some.cost == some.contacted * ECONOMICS.incentive_cost
    assert some.expected_return <= everybody.expected_return + 1e-9


def test_the_range_of_the_return_is_that_of_the_chosen_ones() -> None:
    at_stake = np.array([300.0, 200.0, 10.0])
    made = prospects(at_stake.tolist(), [False, True, False], low=at_stake / 2, high=at_stake * 3)
    plan = plan_for(10.0, made, ECONOMICS)
    assert (plan.expected_return_low, plan.expected_return, plan.expected_return_high) == (15.0, 30.0, 90.0)


def test_without_ranges_there_is_no_range_of_the_return() -> None:
    plan = plan_for(10.0, prospects([300.0]), ECONOMICS)
    assert (plan.expected_return_low, plan.expected_return_high) == (None, None)


def test_a_margin_taken_already_is_not_taken_again() -> None:
    plan = plan_for(10.0, prospects([300.0], margin_in_values=0.5), ECONOMICS)
    assert plan.expected_return == pytest.approx(300 * 0.2)


@given(stakes, economies)
def test_at_the_success_rate_of_break_even_the_plan_brings_its_cost(
    at_stake: list[float], economics: Economics
) -> None:
    made = prospects(at_stake)
    plan = plan_for(1e9, made, economics)
    if plan.break_even_success_rate is None:
        assert plan.contacted == 0
    else:
        even = economics.model_copy(update={"contact_success_rate": plan.break_even_success_rate})
        brought = made.returned(float(made.sums.at_stake[plan.chosen]), even)
        assert brought == pytest.approx(plan.cost)


@given(stakes, budgets, economies)
def test_the_curve_rises_from_nothing_through_the_plan_to_all_that_is_worth_it(
    at_stake: list[float], budget: float, economics: Economics
) -> None:
    made = prospects(at_stake)
    points = curve(budget, made, economics)
    assert [point.budget for point in points] == sorted({point.budget for point in points})
    assert plan_for(budget, made, economics) in points
    assert points[-1].chosen == made.worth_contacting(economics)
    returns = [point.expected_return for point in points]
    assert returns == sorted(returns)


def test_each_assumption_is_halved_and_doubled_as_far_as_it_goes() -> None:
    made = prospects([300.0, 200.0, 100.0, 40.0])
    found = sensitivities(100.0, made, Economics(margin=0.8, incentive_cost=5.0, contact_success_rate=0.2))
    told = [(one.assumption, one.value) for one in found]
    assert told == [
        *(("margin", 0.4), ("margin", 1.0)),
        *(("incentive_cost", 2.5), ("incentive_cost", 10.0)),
        *(("contact_success_rate", 0.1), ("contact_success_rate", 0.4)),
    ]
    by_name = {(one.assumption, one.value): one for one in found}
    assert by_name["margin", 0.4].net < by_name["margin", 1.0].net
    assert by_name["incentive_cost", 10.0].contacted <= by_name["incentive_cost", 2.5].contacted


def test_an_assumption_at_its_most_is_not_doubled() -> None:
    found = sensitivities(10.0, prospects([300.0]), Economics(margin=1.0, incentive_cost=0.0, contact_success_rate=0.0))
    assert [(one.assumption, one.value) for one in found] == [("margin", 0.5)]


def test_a_plan_of_nobody_says_so() -> None:
    plan = plan_for(100.0, prospects([]), ECONOMICS)
    assert (plan.contacted, plan.net, plan.break_even_success_rate) == (0, 0.0, None)
