"""Whom a plan chose: the list agrees with the plan, and opens safely."""

import csv
import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perennial.contact_list import HEADER, ContactList, list_without, outcome_for, prospects_of
from perennial.dataset import Economics
from perennial.errors import InvalidRequest, NotReadyError
from perennial.plan import plan_for
from perennial.score_index import HOLDOUT_SHARE, ScoreIndex
from tests.hand_index import TERMS, customer, index_of_customers

ECONOMICS = Economics(margin=1.0, incentive_cost=5.0, contact_success_rate=0.2)
bases = st.lists(
    st.tuples(st.one_of(st.just(float("nan")), st.floats(0, 500)), st.floats(0, 1), st.floats(0, 0.999)), max_size=20
)


def list_of(index: ScoreIndex, budget: float, holdout_share: float = 0.0) -> ContactList:
    outcome = outcome_for(index, None)
    prospects = prospects_of(index, outcome, holdout_share)
    return ContactList(index, outcome, prospects, ECONOMICS, plan_for(budget, prospects, ECONOMICS))


def rows(body: bytes) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(body.decode(), newline="")))


def test_each_customer_comes_with_their_group_numbers_and_what_to_do() -> None:
    index = index_of_customers(
        customer("anna", 200.0, 0.5),
        customer("bert", 400.0, 0.5, segment="lost", action="Call.", **{HOLDOUT_SHARE: 0.05}),
        customer("carl", 100.0, 0.5),
        customer("dora", 10.0, 0.5),
        customer("unknown"),
    )
    contacts = list_of(index, budget=10.0, holdout_share=0.1)
    told = [(one.customer_id, one.group, one.expected_gain) for one in contacts.customers(slice(0, 50))]
    assert told == [
        ("bert", "held_out", 35.0),
        ("anna", "contacted", 15.0),
        ("carl", "not_chosen", 5.0),
        ("dora", "not_chosen", -4.0),
    ]
    (first,) = contacts.customers(slice(0, 1))
    assert (first.segment, first.churn_probability, first.expected_value, first.action) == ("lost", 0.5, 400.0, "Call.")


def test_the_file_holds_whom_it_pays_to_contact() -> None:
    index = index_of_customers(customer("a", 200.0, 0.5), customer("b", 100.0, 0.5), customer("c", 10.0, 0.5))
    listed = rows(list_of(index, budget=5.0).to_csv())
    assert [(row["customer_id"], row["group"]) for row in listed] == [("a", "contacted"), ("b", "not_chosen")]
    assert tuple(listed[0]) == HEADER
    assert float(listed[0]["expected_gain"]) == 15.0


@pytest.mark.parametrize("customer_id", ["=1+1", "a,b\nc\r\nd", '"quoted"', "-7", "名前 🛒"])
def test_no_id_breaks_the_file_or_becomes_a_formula(customer_id: str) -> None:
    (row,) = rows(list_of(index_of_customers(customer(customer_id, 200.0, 0.5)), budget=5.0).to_csv())
    assert row["customer_id"].removeprefix("'") == customer_id
    assert row["customer_id"][0] not in "=-"


@given(bases, st.floats(0, 100), st.floats(0, 0.5))
def test_the_list_adds_up_to_the_plan(base: list, budget: float, holdout_share: float) -> None:
    index = index_of_customers(
        *(
            customer(f"c{at:02}", spend, churn, **{HOLDOUT_SHARE: share})
            for at, (spend, churn, share) in enumerate(base)
        )
    )
    contacts = list_of(index, budget, holdout_share)
    listed, plan = rows(contacts.to_csv()), contacts.plan
    groups = [row["group"] for row in listed]
    assert len(listed) == plan.worth_contacting
    assert (groups.count("contacted"), groups.count("held_out")) == (plan.contacted, plan.held_out)
    gains = [float(row["expected_gain"]) for row in listed]
    assert gains == sorted(gains, reverse=True)
    contacted = sum(gain for gain, group in zip(gains, groups, strict=True) if group == "contacted")
    assert contacted == pytest.approx(plan.net, abs=1e-3)


@given(st.floats(0, 0.5), st.floats(0, 400), st.floats(0, 400))
def test_who_is_held_out_is_held_out_at_any_budget(share: float, one: float, other: float) -> None:
    shares = np.random.default_rng(3).random(60)
    index = index_of_customers(
        *(customer(f"c{at:02}", 500.0 - at, 0.5, **{HOLDOUT_SHARE: draw}) for at, draw in enumerate(shares))
    )
    groups = [
        {row["customer_id"]: row["group"] for row in rows(list_of(index, budget, share).to_csv())}
        for budget in sorted((one, other))
    ]
    chosen = {who for who, group in groups[0].items() if group != "not_chosen"}
    assert {who: groups[0][who] for who in chosen} == {who: groups[1][who] for who in chosen}


def test_a_subscriber_who_left_is_in_no_plan() -> None:
    index = index_of_customers(customer("here", 200.0, 0.5), customer("left", churn=0.9))
    assert [one.customer_id for one in list_of(index, 100.0).customers(slice(0, 9))] == ["here"]


def test_the_horizon_is_the_one_asked_for_or_that_of_the_values() -> None:
    index = index_of_customers(customer("a"))
    assert outcome_for(index, None) is outcome_for(index, 90) is TERMS.outcomes[0]
    with pytest.raises(InvalidRequest, match="horizon_days: nothing is expected within 7 days; there are 90"):
        outcome_for(index, 7)


@pytest.mark.parametrize("column", ["expected_spend_90d", "churn_probability_90d"])
def test_there_is_no_plan_on_a_withheld_forecast(column: str) -> None:
    withheld = {column: "needs 50 customers, has 1"}
    for terms in ({"withheld": withheld}, {"withheld": withheld, "value_horizon_days": None}):
        with pytest.raises(NotReadyError, match="needs 50 customers, has 1"):
            outcome_for(index_of_customers(customer("a"), **terms), None)


@given(st.lists(st.sampled_from(["=sum", "-1", "a,b", 'say "x"', "two\nlines", "c1", "c2"]), unique=True))
def test_a_list_without_some_customers_holds_everybody_else_as_before(names: list[str]) -> None:
    body = list_of(index_of_customers(customer("here", 300.0, 0.5), *(customer(name) for name in names)), 50.0).to_csv()
    left = list_without(body, names)
    assert rows(left) == [row for row in rows(body) if row["customer_id"] == "here"]
    assert list_without(body, ["nobody"]) == body
