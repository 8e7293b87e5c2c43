"""POST /predict with raw orders: features computed elsewhere, the answer as of features, and what was used."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from perennial.dataset import Dataset
from perennial.memory import MemoryPorts
from perennial.order_features import features_of_orders
from perennial.records import Json
from tests.functions.api.conftest import DAY
from tests.hand_made import outlook_model, publish_model

ORDERS = [
    {"order_id": "1", "ordered_at": "2024-06-10", "amount": 40.0},
    {"order_id": "2", "ordered_at": "2024-06-20T08:30:00", "quantity": 3, "unit_price": 20.0, "product_id": "p"},
]


@pytest.fixture(autouse=True)
def features_function(ports: MemoryPorts, tmp_path: Path) -> None:
    """The function that computes features, answering as it does behind Lambda."""

    def answer(payload: Mapping[str, Json]) -> Json:
        asked: Any = json.loads(json.dumps(payload))
        folder = tmp_path / f"call-{len(ports.functions.called)}"
        folder.mkdir()
        days = {name: asked.get(name) and date.fromisoformat(asked[name]) for name in ("as_of", "at_least")}
        found = features_of_orders(asked["orders"], Dataset(), folder, **days)
        return {
            "as_of": None if found.as_of is None else found.as_of.isoformat(),
            "features": found.features,
            "set_aside": [asdict(one) for one in found.set_aside],
        }

    ports.functions.answers["features"] = answer


def told(client: TestClient, **question: Any) -> Any:
    answer = client.post("/predict", json=question)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_answer_is_that_of_the_features_and_tells_them(client, shop):
    of_orders = told(client, orders=ORDERS)
    features = of_orders.pop("features")
    assert of_orders.pop("set_aside") == []
    assert (features["frequency"], features["monetary"], features["recency_days"]) == (2, 100.0, 10)
    numbers = {name: value for name, value in features.items() if isinstance(value, int | float)}
    assert of_orders == told(client, features=numbers)


def test_without_a_day_the_model_s_own_last_day_counts_or_the_last_order_s(client, shop):
    assert told(client, orders=ORDERS)["as_of"] == DAY.isoformat()
    later = [*ORDERS, {"order_id": "3", "ordered_at": "2024-07-15", "amount": 5.0}]
    assert told(client, orders=later)["as_of"] == "2024-07-15"


def test_a_day_that_is_asked_for_is_looked_from(client, shop):
    of_orders = told(client, orders=ORDERS, as_of="2024-06-15")
    assert (of_orders["as_of"], of_orders["features"]["frequency"]) == ("2024-06-15", 1)


def test_an_order_that_counts_for_nothing_is_told_with_the_rule(client, shop):
    orders = [*ORDERS, {"order_id": "9", "ordered_at": "2024-02-31", "amount": 5.0}]
    (one,) = told(client, orders=orders)["set_aside"]
    assert (one["order_id"], one["reason"]) == ("9", "unparsable_date")


def test_orders_without_a_purchase_are_refused_with_what_became_of_them(client, shop):
    answer = client.post("/predict", json={"orders": [{"order_id": "9", "ordered_at": "2024-02-31", "amount": 5.0}]})
    assert answer.status_code == 422
    assert "9: unparsable_date" in answer.json()["detail"]


def test_orders_of_the_last_days_of_the_calendar_are_refused(client, shop):
    publish_model(shop, outlook_model(version="v2"))
    orders = [{"order_id": str(day), "ordered_at": f"9999-12-{day:02}", "amount": 40.0} for day in range(1, 11)]
    answer = client.post("/predict", json={"orders": orders, "as_of": "9999-12-31"})
    assert answer.status_code == 422
    assert "as_of" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"orders": []}, "orders"),
        ({"orders": [{"order_id": "1", "ordered_at": "2024-01-02"}]}, "amount"),
        ({"orders": [{"order_id": "1", "ordered_at": "2024-01-02", "quantity": 2}]}, "unit_price"),
        ({"orders": [{"order_id": "1", "ordered_at": "02/01/2024", "amount": 1}]}, "ordered_at"),
        ({"orders": [{"order_id": "1\n2", "ordered_at": "2024-01-02", "amount": 1}]}, "order_id"),
        ({"orders": [{"order_id": "1", "ordered_at": "2024-01-02", "amount": 1, "colour": "red"}]}, "colour"),
        ({"orders": ORDERS, "customer_id": "anna"}, "customer_id, features and orders"),
        ({"features": {"recency_days": 3}, "as_of": "2024-01-02"}, "as_of"),
        ({"orders": ORDERS, "as_of": "soon"}, "as_of"),
    ],
)
def test_what_makes_no_sense_is_refused_by_field(client, shop, body, field):
    answer = client.post("/predict", json=body)
    assert answer.status_code == 422
    assert field in answer.text


def test_in_a_batch_orders_are_refused_in_their_place_and_the_others_are_answered(client, shop):
    answers = client.post("/predict/batch", json={"items": [{"orders": ORDERS}, {"customer_id": "anna"}]}).json()
    first, second = answers["answers"]
    assert "one customer at a time" in first["problem"]["detail"]
    assert second["forecast"]["customer_id"] == "anna"


def test_the_question_and_the_answer_are_logged(client, shop):
    told(client, orders=ORDERS)
    (logged,) = shop.state.predictions("shop", limit=5)
    assert logged.question["orders"][0]["order_id"] == "1"
    assert logged.answer["features"]["frequency"] == 2
