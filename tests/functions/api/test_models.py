"""/api/models: versions with their figures, and letting another one serve."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from perennial import layout
from perennial.memory import MemoryPorts
from perennial.pointers import read_pointer
from tests.functions.api.conftest import Clock, open_dataset
from tests.hand_made import publish_model, serving_model

FEATURES = {"features": {"monetary": 100.0}}
METRICS = {
    "expected_spend_30d": {"ridge": {"gini": 0.1}},
    "expected_spend_365d": {
        "ridge": {"gini": 0.7, "mae": 12.5, "total_error": -0.1, "rmse": 30.0},
        "mean": {"gini": 0},
    },
    "churn_probability_365d": {"logistic": {"roc_auc": 0.8, "brier": 0.15}},
}
WINNERS = {"expected_spend_30d": "ridge", "expected_spend_365d": "ridge", "churn_probability_365d": "logistic"}


@pytest.fixture
def versions(shop: MemoryPorts) -> MemoryPorts:
    """A shop whose second version serves; the first says how it did."""
    first = shop.registry.get("shop", "v1")
    shop.registry.save(replace(first, summary={"winners": WINNERS}, decision={"kind": "first", "in_words": "Alone."}))
    shop.models.write(layout.model_folder("shop", "v1") + "metrics.json", json.dumps(METRICS).encode())
    publish_model(shop, serving_model(version="v2"))
    shop.registry.save(replace(shop.registry.get("shop", "v2"), created_at=datetime(2026, 2, 1, tzinfo=UTC)))
    return shop


def test_versions_are_listed_newest_first_with_their_figures(client: TestClient, versions: MemoryPorts) -> None:
    second, first = client.get("/api/models").json()["models"]
    assert [(one["version"], one["status"]) for one in (second, first)] == [("v2", "champion"), ("v1", "superseded")]
    assert first["figures"] == {"gini": 0.7, "mae": 12.5, "total_error": -0.1, "roc_auc": 0.8, "brier": 0.15}
    assert set(second["figures"].values()) == {None}
    assert (first["winners"], first["decision"]["in_words"]) == (WINNERS, "Alone.")
    assert first["as_of"] == "2024-06-30"


def test_a_version_comes_with_all_that_was_written_down(client: TestClient, versions: MemoryPorts) -> None:
    version = client.get("/api/models/v1").json()
    assert (version["metrics"], version["status"], version["dataset"]) == (METRICS, "superseded", "shop")
    assert version["manifest"] == {}


def test_a_version_whose_files_are_gone_is_still_listed(client: TestClient, versions: MemoryPorts) -> None:
    for info in list(versions.models.list(layout.model_folder("shop", "v1"))):
        versions.models.delete(info.key)
    versions.registry.save(replace(versions.registry.get("shop", "v1"), status="expired"))
    first = client.get("/api/models").json()["models"][1]
    assert (first["status"], first["figures"]["gini"]) == ("expired", None)
    assert client.get("/api/models/v1").json()["metrics"] == {}
    assert client.post("/api/models/v1/promote").status_code == 422


def test_a_dataset_without_a_model_has_no_versions(client: TestClient, ports: MemoryPorts) -> None:
    open_dataset(ports)
    assert client.get("/api/models").json() == {"dataset": "shop", "models": []}


@pytest.mark.parametrize(("method", "path"), [("GET", "/api/models/v9"), ("POST", "/api/models/v9/promote")])
def test_a_version_nobody_trained_is_not_found(
    client: TestClient, versions: MemoryPorts, method: str, path: str
) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_a_promoted_version_answers_the_very_next_question(client: TestClient, versions: MemoryPorts) -> None:
    assert client.post("/predict", json=FEATURES).json()["model_version"] == "v2"
    answer = client.post("/api/models/v1/promote").json()
    assert (answer["champion"], answer["before"]) == ("v1", "v2")
    assert client.post("/predict", json=FEATURES).json()["model_version"] == "v1"
    assert client.get("/api/models").json()["models"][1]["status"] == "champion"
    assert versions.score_queue.sent[-1].body["dataset"] == "shop"


def test_a_rollback_goes_back_to_the_version_before(client: TestClient, versions: MemoryPorts, clock: Clock) -> None:
    client.post("/api/models/v1/promote")
    answer = client.post("/api/models/rollback").json()
    assert (answer["champion"], answer["before"]) == ("v2", "v1")
    assert answer["in_words"].startswith("Rolled back by key ")
    assert client.post("/predict", json=FEATURES).json()["model_version"] == "v2"
    assert read_pointer(versions.models, layout.champion_pointer("shop")).snapshot == "v2"


def test_promoting_what_serves_already_changes_nothing(client: TestClient, versions: MemoryPorts) -> None:
    before = read_pointer(versions.models, layout.champion_pointer("shop"))
    answer = client.post("/api/models/v2/promote")
    assert (answer.status_code, answer.json()["champion"]) == (200, "v2")
    assert read_pointer(versions.models, layout.champion_pointer("shop")) == before


def test_without_a_version_to_go_back_to_a_rollback_is_refused(client: TestClient, shop: MemoryPorts) -> None:
    assert client.post("/api/models/rollback").status_code == 422
