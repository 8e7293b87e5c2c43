"""GET /api/plan and /api/plan.csv."""

import csv
import io
import json
from datetime import date, timedelta

import pytest
from starlette.testclient import TestClient

from perennial import layout
from perennial.memory import MemoryPorts
from perennial.plan_outcomes import PastPlan, past_plan
from tests.functions.api.conftest import PERCENT_ID, STRANGE_ID

CHEAP = b'{"currency": "EUR", "economics": {"margin": 0.5, "incentive_cost": 0.1, "contact_success_rate": 0.5}}'


@pytest.fixture
def worth_it(shop: MemoryPorts) -> MemoryPorts:
    """A shop in which a contact is cheap."""
    shop.lake.write(layout.description("shop"), CHEAP)
    return shop


def planned(client: TestClient, **query: object) -> dict:
    answer = client.get("/api/plan", params={"budget": 1, **query})
    assert answer.status_code == 200, answer.text
    return answer.json()


def listed(client: TestClient, ports: MemoryPorts, **query: object) -> tuple[dict, list[dict[str, str]]]:
    """The offer of the list, and the rows of the file it leads to."""
    offer = client.get("/api/plan.csv", params={"budget": 1, **query}).json()
    body = ports.lake.read(layout.plan_file("shop", offer["plan_id"])).body
    assert offer["size_bytes"] == len(body)
    return offer, list(csv.DictReader(io.StringIO(body.decode(), newline="")))


def test_a_plan_agrees_with_the_scores(client: TestClient, worth_it: MemoryPorts) -> None:
    plan = planned(client)
    score = client.get("/api/customers/anna").json()["score"]
    of_90_days = next(one for one in score["horizons"] if one["horizon_days"] == 90)
    first = plan["customers"][0]
    expected = of_90_days["churn_probability"] * of_90_days["expected_spend"] * 0.5 * 0.5 - 0.1
    assert (first["customer_id"], first["held_out"]) == ("anna", False)
    assert first["expected_gain"] == pytest.approx(expected)
    assert sum(one["expected_gain"] for one in plan["customers"]) == pytest.approx(plan["net"])
    assert plan["cost"] == pytest.approx(0.1 * plan["contacted"])
    assert plan["net"] == pytest.approx(plan["expected_return"] - plan["cost"])


def test_assumptions_are_those_of_the_description_and_told_in_words(client: TestClient, worth_it: MemoryPorts) -> None:
    plan = planned(client)
    assumed = plan["assumptions"]
    assert (assumed["margin"], assumed["incentive_cost"], assumed["contact_success_rate"]) == (0.5, 0.1, 0.5)
    assert (assumed["horizon_days"], plan["currency"]) == (90, "EUR")
    assert "0.10 EUR" in assumed["in_words"]
    assert "customers worth contacting" in plan["in_words"]
    assert {one["assumption"] for one in plan["sensitivity"]} == {"margin", "incentive_cost", "contact_success_rate"}
    assert 0 < plan["break_even"]["success_rate"] < 0.5


def test_a_longer_horizon_is_another_plan(client: TestClient, worth_it: MemoryPorts) -> None:
    assert planned(client, horizon_days=365)["assumptions"]["horizon_days"] == 365
    assert planned(client, horizon_days=365)["expected_return"] != planned(client)["expected_return"]
    assert planned(client, horizon_days=90) == planned(client)


@pytest.mark.parametrize(
    "query",
    [
        *("", "budget=-1", "budget=nan", "budget=inf", "budget=1e400", "budget=x", "budget=1&holdout_share=0.6"),
        *("budget=1&horizon_days=7", "budget=1&horizon_days=0", "budget=1&holdout_share=-0.1"),
    ],
)
def test_a_plan_of_no_sense_is_refused(client: TestClient, shop: MemoryPorts, query: str) -> None:
    assert client.get(f"/api/plan?{query}").status_code == 422


def test_a_withheld_forecast_makes_no_plan_and_says_why(client: TestClient, open_shop) -> None:
    open_shop(withheld={"expected_spend_90d": "needs 50 customers, has 4"}, value_horizon_days=None)
    answer = client.get("/api/plan?budget=10")
    assert (answer.status_code, answer.json()["title"]) == (409, "Not ready yet")
    assert "needs 50 customers, has 4" in answer.json()["detail"]


def test_nobody_is_contacted_at_a_loss(client: TestClient, shop: MemoryPorts) -> None:
    plan = planned(client, budget=1_000)
    assert (plan["contacted"], plan["worth_contacting"], plan["customers"]) == (0, 0, [])
    assert plan["break_even"]["success_rate"] is None
    assert plan["in_words"].startswith("Nobody is worth contacting")


def test_the_list_holds_the_plan_with_its_groups(client: TestClient, worth_it: MemoryPorts) -> None:
    plan = planned(client, budget=0.2)
    offer, rows = listed(client, worth_it, budget=0.2)
    assert [row["customer_id"] for row in rows][:2] == [one["customer_id"] for one in plan["customers"]]
    assert [row["group"] for row in rows] == ["contacted", "contacted", "not_chosen", "not_chosen"]
    assert {row["customer_id"] for row in rows} == {"anna", "bert", STRANGE_ID, PERCENT_ID}
    assert (offer["file_name"], offer["in_words"]) == ("plan-shop-2024-06-30-0.2.csv", plan["in_words"])
    assert layout.plan_file("shop", offer["plan_id"]) in offer["url"]


def test_who_is_held_out_is_recorded_to_be_measured_later(client: TestClient, worth_it: MemoryPorts) -> None:
    plan = planned(client, holdout_share=0.5)
    offer, rows = listed(client, worth_it, holdout_share=0.5)
    groups = [row["group"] for row in rows]
    assert (groups.count("contacted"), groups.count("held_out")) == (plan["contacted"], plan["held_out"])
    assert {one["customer_id"] for one in plan["customers"] if one["held_out"]} == {
        row["customer_id"] for row in rows if row["group"] == "held_out"
    }
    terms = json.loads(worth_it.lake.read(layout.plan_terms("shop", offer["plan_id"])).body)
    assert terms["assumptions"] == plan["assumptions"]
    assert (terms["as_of"], terms["budget"], terms["held_out"]) == ("2024-06-30", 1.0, plan["held_out"])
    measurable = past_plan(offer["plan_id"], terms, date(2024, 6, 30) + timedelta(days=90))
    assert measurable == PastPlan(offer["plan_id"], date(2024, 6, 30), 90, margin=0.5, incentive_cost=0.1)


def test_the_same_question_is_the_same_list_and_another_is_another(client: TestClient, worth_it: MemoryPorts) -> None:
    one, again = (listed(client, worth_it)[0]["plan_id"] for _ in range(2))
    others = {listed(client, worth_it, **query)[0]["plan_id"] for query in ({"budget": 2}, {"holdout_share": 0.1})}
    worth_it.lake.write(layout.description("shop"), CHEAP.replace(b"0.5", b"0.4"))
    others.add(listed(client, worth_it)[0]["plan_id"])
    assert one == again
    assert len(others | {one}) == 4
