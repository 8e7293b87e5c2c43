"""A plan in words."""

from dataclasses import replace

import numpy as np
import pytest

from perennial.dataset import Economics
from perennial.plan import Prospects, plan_for
from perennial.plan_words import assumptions_in_words, break_even_in_words, money, plan_in_words
from tests.hand_index import TERMS

ECONOMICS = Economics(margin=0.4, incentive_cost=5.0, contact_success_rate=0.2)


def prospects(*at_stake: float, held_out: int = 0, ranges: bool = False) -> Prospects:
    column = np.array(at_stake)
    groups = np.arange(len(column)) < held_out
    low, high = (column / 2, column * 2) if ranges else (None, None)
    return Prospects.of(column, groups, low=low, high=high)


def said(budget: float, made: Prospects) -> str:
    return plan_in_words(plan_for(budget, made, ECONOMICS), made, ECONOMICS, "GBP")


@pytest.mark.parametrize(
    ("amount", "told"),
    [(5.0, "5 GBP"), (3.2, "3.20 GBP"), (12.4, "12 GBP"), (1234.5, "1,234 GBP"), (0.0, "0 GBP"), (-3.5, "-3.50 GBP")],
)
def test_an_amount_is_whole_but_for_a_small_price(amount: float, told: str) -> None:
    assert money(amount, "GBP") == told


def test_without_a_currency_an_amount_is_a_number() -> None:
    assert money(20.0, None) == "20"


def test_a_plan_tells_whom_what_for_and_what_is_left() -> None:
    words = said(10.0, prospects(1_000.0, 500.0, 100.0, ranges=True))
    assert words == (
        "With 10 GBP, 2 of the 3 customers worth contacting are contacted. They cost 10 GBP and are expected to bring "
        "120 GBP (60 GBP if all of them spend at the low end of their range, 240 GBP at the high end): 110 GBP above "
        "the cost."
    )


def test_a_plan_tells_who_is_held_out() -> None:
    assert said(10.0, prospects(1_000.0, 500.0, held_out=1)).endswith(
        "1 more are held out at random, so that the effect can be measured."
    )


def test_a_budget_below_one_contact_says_what_one_costs() -> None:
    assert said(3.0, prospects(1_000.0)) == "3 GBP pays for no contact: one costs 5 GBP."


@pytest.mark.parametrize(("made", "most"), [(prospects(40.0), "3.20 GBP"), (prospects(), "0 GBP")])
def test_where_nobody_is_worth_it_the_most_is_told_beside_the_cost(made: Prospects, most: str) -> None:
    assert said(100.0, made) == f"Nobody is worth contacting: it brings at most {most} and costs 5 GBP."


def test_break_even_stands_beside_what_is_assumed() -> None:
    plan = plan_for(5.0, prospects(1_000.0), ECONOMICS)
    assert break_even_in_words(plan, ECONOMICS) == (
        "The plan pays for itself as long as contacting keeps at least 1.2% of those who would leave; it assumes 20.0%."
    )
    nobody = plan_for(0.0, prospects(1_000.0), ECONOMICS)
    assert break_even_in_words(nobody, ECONOMICS).startswith("Nobody is contacted")


@pytest.mark.parametrize("kind", ["orders", "subscribers"])
def test_every_assumption_is_named(kind: str) -> None:
    words = assumptions_in_words(ECONOMICS, replace(TERMS, kind=kind, churn_horizon_days=30), 90, "GBP")
    assert all(part in words for part in ("5 GBP", "20%", "40%", "90 days"))
    assert ("leave within 30 days" in words) is (kind == "subscribers")
