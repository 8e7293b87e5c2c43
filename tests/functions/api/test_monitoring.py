"""What the monitor found, over the API: nothing before the first check, and then drift and realised forecasts."""

import json

import pytest
from starlette.testclient import TestClient

from perennial import layout
from perennial.memory import MemoryPorts
from perennial.pointers import move_pointer, read_pointer
from perennial.records import Json

MOVED: dict[str, Json] = {
    "name": "recency_days",
    "psi": 0.31,
    "psi_limit": 0.2,
    "ks": 0.25,
    "ks_limit": 0.2,
    "drifted": True,
}
FORECAST: dict[str, Json] = {
    "as_of": "2024-05-31",
    "horizon_days": 30,
    "model_version": "v1",
    "backfilled": True,
    "customers": 120,
    "expected": 900.0,
    "low": 700.0,
    "high": 1100.0,
    "realised": 1200.0,
    "inside": False,
    "gini": 0.6,
    "mae": 5.0,
    "roc_auc": None,
    "brier": None,
    "roc_auc_at_training": 0.8,
    "brier_at_training": 0.2,
    "churn_deciles": None,
}
EFFECT: dict[str, Json] = {
    "plan_id": "p1",
    "as_of": "2024-05-31",
    "horizon_days": 30,
    "contacted": 90,
    "held_out": 10,
    "mean_contacted": 12.0,
    "mean_held_out": 9.0,
    "difference": 3.0,
    "low": -1.0,
    "high": 7.0,
    "return_per_contact": 1.2,
    "in_words": "On average the 90 contacted came out 3.00 above the 10 held out: that may be chance.",
}
UNKNOWN = EFFECT | {"held_out": 0} | dict.fromkeys(("mean_held_out", "difference", "low", "high", "return_per_contact"))


@pytest.fixture
def checked(shop: MemoryPorts) -> MemoryPorts:
    """A shop with three readings, of which the first looked at past forecasts."""
    for number in range(3):
        reading: dict[str, Json] = {
            "reading_id": f"r{number}",
            "at": f"2026-03-0{number + 1}T06:00:00+00:00",
            "as_of": "2024-06-30",
            "check": "data" if number else "model",
            "model_version": "v1",
            "features": [MOVED],
            "predictions": {"churn_probability_30d": MOVED | {"name": "churn_probability_30d"}},
            "tripped": True,
            "reasons": ["what the model sees has moved"],
            "decision": "Version v1 is out of date, training is called: what the model sees has moved.",
            "realised": [] if number else [FORECAST],
            "plan_effects": [] if number else [EFFECT, UNKNOWN],
        }
        shop.lake.write(f"{layout.monitoring_folder('shop')}r{number}.json", json.dumps(reading).encode())
    detail: dict[str, Json] = {"readings": ["r2", "r1", "r0"], "evaluation": "r0"}
    pointer = layout.monitoring_pointer("shop")
    move_pointer(shop.lake, pointer, read_pointer(shop.lake, pointer), "r2", detail)
    return shop


def test_before_the_first_check_nothing_is_known(client: TestClient, shop: MemoryPorts) -> None:
    nothing: dict[str, list[Json]] = {"readings": [], "realised": [], "plan_effects": []}
    assert client.get("/api/monitoring").json() == {"dataset": "shop", **nothing}


def test_readings_come_newest_first_with_what_moved_and_what_follows(client: TestClient, checked: MemoryPorts) -> None:
    answer = client.get("/api/monitoring?limit=2").json()
    assert [one["at"][:10] for one in answer["readings"]] == ["2026-03-03", "2026-03-02"]
    newest = answer["readings"][0]
    assert newest["features"] == [MOVED]
    assert list(newest["predictions"]) == ["churn_probability_30d"]
    assert (newest["tripped"], newest["decision"][:10]) == (True, "Version v1")


def test_realised_forecasts_are_told_with_what_was_expected(client: TestClient, checked: MemoryPorts) -> None:
    (realised,) = client.get("/api/monitoring").json()["realised"]
    assert realised == {name: value for name, value in FORECAST.items() if name != "churn_deciles"}


def test_plans_are_told_with_what_they_brought_or_why_that_is_unknown(client: TestClient, checked: MemoryPorts) -> None:
    assert client.get("/api/monitoring").json()["plan_effects"] == [EFFECT, UNKNOWN]


@pytest.mark.parametrize("limit", ["0", "61", "many"])
def test_a_limit_that_makes_no_sense_is_refused(client: TestClient, shop: MemoryPorts, limit: str) -> None:
    assert client.get(f"/api/monitoring?limit={limit}").status_code == 422
