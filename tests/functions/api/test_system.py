"""Details, metrics and trainings."""

import json
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from perennial import layout
from perennial.memory import MemoryPorts
from tests.functions.api.conftest import NOW, open_dataset, run


@pytest.fixture
def ran(shop: MemoryPorts) -> MemoryPorts:
    for minutes, (stage, outcome, reason) in enumerate(
        [
            ("ingest", "done", None),
            ("train", "failed", "too few customers"),
            ("train", "done", "gradient boosting, the lowest deviance"),
            ("score", "done", None),
            ("ingest", "failed", "orders.csv: not a table"),
        ]
    ):
        shop.state.save_run(run(stage, NOW + timedelta(minutes=minutes), outcome=outcome, reason=reason))
    return shop


def test_details_name_the_last_run_of_each_stage(client: TestClient, ran: MemoryPorts) -> None:
    last = client.get("/api/details").json()["last_runs"]
    assert {stage: one["outcome"] for stage, one in last.items()} == {
        "ingest": "failed",
        "train": "done",
        "score": "done",
    }
    assert last["ingest"]["reason"] == "orders.csv: not a table"


def test_details_count_rows_and_customers(client: TestClient, shop: MemoryPorts) -> None:
    details = client.get("/api/details").json()
    assert details["files"] == {
        "clean": 1,
        "ignored": 0,
        "failed": 0,
        "gone": 0,
        "rows_read": 10,
        "rows_kept": 8,
        "rows_rejected": 1,
        "rows_duplicate": 1,
    }
    assert (details["as_of"], details["model_version"]) == ("2024-06-30", "v1")
    assert details["columns"][:3] == ["customer_id", "as_of", "first_order_at"]


def test_details_tell_what_all_customers_are_expected_to_spend(client: TestClient, shop: MemoryPorts) -> None:
    totals = client.get("/api/details").json()["totals"]
    assert [one["horizon_days"] for one in totals] == [30, 90, 365]
    answered = totals[1]
    assert answered["in_words"].startswith("All customers together are expected to spend ")
    assert (answered["low"], answered["high"]) == (None, None)
    assert answered["before_level_correction"] == answered["expected"] > 0


def test_details_tell_what_the_feature_snapshot_holds(client: TestClient, ports: MemoryPorts) -> None:
    open_dataset(ports)
    detail = {"as_of": "2024-06-30", "customers": 3, "orders": 4, "order_lines": 9}
    pointer = {"snapshot": "s", "generation": 1, "detail": detail}
    ports.lake.write(layout.features_pointer("shop"), json.dumps(pointer).encode())
    details = client.get("/api/details").json()
    assert (details["customers"], details["orders"], details["rows"]) == (3, 4, 9)


def test_details_list_the_artifacts_that_are_there(client: TestClient, shop: MemoryPorts) -> None:
    artifacts = client.get("/api/details").json()["artifacts"]
    stores = {"lake": shop.lake, "models": shop.models}
    sizes = {one["key"]: stores[one["store"]].head(one["key"]).size_bytes for one in artifacts}
    assert sizes == {one["key"]: one["size_bytes"] for one in artifacts}
    assert {key.rsplit("/", 1)[1] for key in sizes} >= {
        "features.parquet",
        "orders.parquet",
        "scores.parquet",
        "scores.csv",
        "model.joblib",
    }


def test_details_of_a_dataset_without_features_are_empty_and_not_an_error(
    client: TestClient, ports: MemoryPorts
) -> None:
    open_dataset(ports)
    details = client.get("/api/details").json()
    assert (details["as_of"], details["customers"], details["model_version"], details["artifacts"]) == (None,) * 3 + (
        [],
    )


def test_metrics_are_the_champions(client: TestClient, shop: MemoryPorts) -> None:
    figures = {"spend": {"90": {"ridge": {"mae": 12.5}}}}
    shop.models.write(layout.model_folder("shop", "v1") + "metrics.json", json.dumps(figures).encode())
    assert client.get("/api/metrics").json() == {"dataset": "shop", "model_version": "v1", "metrics": figures}


def test_metrics_before_the_first_model_say_what_has_to_happen(client: TestClient, ports: MemoryPorts) -> None:
    open_dataset(ports)
    answer = client.get("/api/metrics")
    assert (answer.status_code, answer.json()["title"]) == (409, "No model yet")


def test_model_runs_are_trainings_newest_first(client: TestClient, ran: MemoryPorts) -> None:
    runs = client.get("/api/model-runs").json()["runs"]
    assert [(one["outcome"], one["reason"]) for one in runs] == [
        ("done", "gradient boosting, the lowest deviance"),
        ("failed", "too few customers"),
    ]
