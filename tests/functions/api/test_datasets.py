"""The dataset a request means: the only one, the named one, or a problem that says what to do."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from perennial.memory import MemoryPorts
from tests.functions.api.conftest import open_dataset

PATHS = ["/api/details", "/api/metrics", "/api/model-runs", "/api/customers/anna"]


@pytest.fixture
def two_shops(open_shop: Callable[..., None]) -> None:
    open_shop("north")
    open_shop("south", version="v7")


@pytest.mark.parametrize("path", PATHS)
def test_none_yet_says_to_drop_a_file(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 409
    assert "Drop an order file" in answer.json()["detail"]


@pytest.mark.parametrize("path", PATHS)
def test_several_without_a_choice_are_named(client: TestClient, two_shops: None, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 422
    assert "north, south" in answer.json()["detail"]


@pytest.mark.parametrize("path", PATHS)
def test_an_unknown_one_is_not_found(client: TestClient, two_shops: None, path: str) -> None:
    answer = client.get(path, params={"dataset": "west"})
    assert (answer.status_code, answer.json()["title"]) == (404, "Unknown dataset")


def test_a_named_one_answers(client: TestClient, two_shops: None) -> None:
    assert client.get("/api/customers/anna", params={"dataset": "south"}).json()["score"]["model_version"] == "v7"


def test_a_prediction_names_it_in_the_query_or_in_the_body(client: TestClient, two_shops: None) -> None:
    in_query = client.post("/predict?dataset=south", json={"customer_id": "anna"})
    in_body = client.post("/predict", json={"customer_id": "anna", "dataset": "south"})
    assert in_query.json() == in_body.json()
    assert in_body.json()["dataset"] == "south"


def test_naming_two_different_ones_is_refused(client: TestClient, two_shops: None) -> None:
    answer = client.post("/predict?dataset=south", json={"customer_id": "anna", "dataset": "north"})
    assert answer.status_code == 422


def test_one_dropped_a_moment_ago_counts_at_once(client: TestClient, shop: MemoryPorts) -> None:
    assert client.get("/api/details").status_code == 200
    open_dataset(shop, "west")
    assert client.get("/api/details", params={"dataset": "west"}).status_code == 200
