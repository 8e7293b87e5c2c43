"""GET /api/customers/{id}."""

from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from perennial.memory import MemoryPorts
from tests.functions.api.conftest import STRANGE_ID, Entries, open_dataset


def test_a_customer_comes_with_score_features_and_orders(client: TestClient, shop: MemoryPorts) -> None:
    customer = client.get("/api/customers/anna").json()
    assert (customer["dataset"], customer["customer_id"]) == ("shop", "anna")
    assert customer["score"]["horizons"][0]["horizon_days"] == 30
    assert customer["features"]["frequency"] == 2
    assert [order["order_id"] for order in customer["orders"]] == ["o3", "o1"]


@pytest.mark.parametrize("spelled", [quote(STRANGE_ID), quote(STRANGE_ID, safe="")])
def test_slashes_spaces_and_umlauts_are_part_of_an_id(client: TestClient, shop: MemoryPorts, spelled: str) -> None:
    answer = client.get(f"/api/customers/{spelled}")
    assert (answer.status_code, answer.json()["customer_id"]) == (200, STRANGE_ID)


@pytest.mark.parametrize("missing", ["nobody", "anna/", "ANNA", "%00", "%ff", "a" * 400])
def test_an_unknown_customer_is_not_found(client: TestClient, shop: MemoryPorts, missing: str) -> None:
    answer = client.get(f"/api/customers/{missing}")
    assert (answer.status_code, answer.json()["title"]) == (404, "Unknown customer")


@pytest.mark.parametrize("impossible", ["", "a" * 401])
def test_an_id_no_customer_can_have_is_refused(client: TestClient, shop: MemoryPorts, impossible: str) -> None:
    answer = client.get(f"/api/customers/{impossible}")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "customer_id")


def test_before_the_first_scoring_the_answer_says_what_has_to_happen(client: TestClient, ports: MemoryPorts) -> None:
    open_dataset(ports)
    answer = client.get("/api/customers/anna")
    assert (answer.status_code, answer.json()["title"]) == (409, "No model yet")
    assert "landing/shop/" in answer.json()["detail"]


def test_the_log_names_the_route_and_never_the_customer(client: TestClient, shop: MemoryPorts, log: Entries) -> None:
    client.get("/api/customers/anna")
    client.post("/predict", json={"customer_id": "anna"})
    assert [entry[2]["route"] for entry in log.entries] == ["/api/customers/{customer_id:path}", "/predict"]
    assert "anna" not in repr(log.entries)
