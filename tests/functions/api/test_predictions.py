"""POST /predict: by customer and by features, withheld numbers, the log, and what is refused."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from perennial import layout
from perennial.memory import MemoryPorts, MemoryState
from perennial.pointers import move_pointer, read_pointer
from tests.functions.api.conftest import NOW, STRANGE_ID, Clock, Entries
from tests.hand_made import outlook_model, publish_model, serving_model

KNOWN = {"recency_days": 100, "frequency": 5, "monetary": 240.0, "is_cold_start": False}


def predict(client: TestClient, **body: object):
    return client.post("/predict", json=body)


def test_a_scored_customer_is_predicted_by_id(client: TestClient, shop: MemoryPorts) -> None:
    answer = predict(client, customer_id="anna")
    assert answer.status_code == 200
    forecast = answer.json()
    unknown = {"expected_spend_low": None, "expected_spend_high": None, "expected_orders": None}
    assert forecast["horizons"] == [
        {"horizon_days": days, "expected_spend": pytest.approx(spend), "churn_probability": pytest.approx(churn)}
        | unknown
        for days, spend, churn in ((30, 10.0, 0.2), (90, 25.0, 0.1), (365, 100.0, 0.0))
    ]
    assert (forecast["dataset"], forecast["customer_id"], forecast["model_version"]) == ("shop", "anna", "v1")
    assert forecast["as_of"] == "2024-06-30"
    assert forecast["withheld"] == {}


def test_a_customer_nobody_knows_is_predicted_from_features(client: TestClient, shop: MemoryPorts) -> None:
    forecast = predict(client, features=KNOWN).json()
    assert forecast["customer_id"] is None
    assert [one["expected_spend"] for one in forecast["horizons"]] == pytest.approx([24.0, 60.0, 240.0])
    assert (forecast["tier"], forecast["segment"], forecast["risk"]) == ("middle", "at risk", "medium")
    assert forecast["reasons"] == ["associated with: 240 EUR spent so far (+35 EUR)"]
    assert forecast["value_at_risk"] == pytest.approx(0.6 * 60.0)
    assert forecast["unknown_features"] == []


def test_both_ways_agree_on_the_same_customer(client: TestClient, shop: MemoryPorts) -> None:
    customer = client.get("/api/customers/bert").json()
    known = {name: customer["features"][name] for name in KNOWN}
    by_features = predict(client, features=known).json()
    by_id = predict(client, customer_id="bert").json()
    assert by_id["reasons"] == ["associated with: 5.00 EUR spent so far (-24 EUR)"]
    differing = {"customer_id", "unknown_features"}
    assert {k: v for k, v in by_features.items() if k not in differing} == {
        k: v for k, v in by_id.items() if k not in differing
    }


def test_missing_and_null_features_are_unknown_and_named(client: TestClient, shop: MemoryPorts) -> None:
    forecast = predict(client, features={"monetary": 50, "frequency": None}).json()
    assert forecast["unknown_features"] == ["recency_days", "frequency", "is_cold_start"]
    assert forecast["segment"] == "unknown"


def test_orders_are_answered_alike_by_customer_and_by_features(
    client: TestClient, open_shop: Callable[..., None]
) -> None:
    model = outlook_model(withheld={"p_alive": "nobody leaves; wait"}, notes={"expected_spend_365d": "carried on"})
    numbers = {name: getattr(model, name) for name in ("outlook", "feature_names", "withheld", "notes", "reference")}
    open_shop(**numbers)
    stored = client.get("/api/customers/anna").json()["features"]
    asked = {name: stored[name] for name in (*model.feature_names, "avg_interpurchase_days")}
    by_id, by_features = predict(client, customer_id="anna").json(), predict(client, features=asked).json()
    assert by_id["horizons"] == by_features["horizons"]
    orders = [one["expected_orders"] for one in by_id["horizons"]]
    assert orders == sorted(orders)
    assert orders[0] > 0
    for name, value in (("p_alive", None), ("average_gap_days", stored["avg_interpurchase_days"])):
        assert by_id[name] == by_features[name] == value
    assert by_id["expected_next_order_at"] == by_features["expected_next_order_at"] > by_id["as_of"]
    assert by_id["withheld"] == by_features["withheld"] == model.withheld
    assert by_id["notes"] == by_features["notes"] == model.notes


@pytest.mark.parametrize("question", [{"customer_id": "anna"}, {"features": KNOWN | {"avg_interpurchase_days": 9.0}}])
def test_a_withheld_number_is_null_with_its_reason(
    client: TestClient, open_shop: Callable[..., None], question: dict
) -> None:
    reasons = {
        "churn_probability_365d": "no year to learn from; wait for 365 days of history.",
        "expected_spend_365d": "no year to learn from; expected_spend needs 365 days.",
    }
    open_shop(withheld=reasons)
    forecast = predict(client, **question).json()
    assert forecast["withheld"] == reasons
    assert set(forecast["horizons"][2].values()) == {365, None}
    assert forecast["horizons"][1]["expected_spend"] is not None


def test_ids_may_hold_anything_a_file_may_hold(client: TestClient, shop: MemoryPorts) -> None:
    assert predict(client, customer_id=STRANGE_ID).json()["customer_id"] == STRANGE_ID


def test_an_unknown_customer_is_not_found(client: TestClient, shop: MemoryPorts) -> None:
    answer = predict(client, customer_id="nobody")
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:perennial:problem:unknown-customer")
    assert "nobody" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body"),
        ({"customer_id": "anna", "features": KNOWN}, "body"),
        ({"features": {}}, "body"),
        ({"features": {"monetary": None}}, "body"),
        ({"customer_id": 17850}, "customer_id"),
        ({"customer_id": ""}, "customer_id"),
        ({"customer_id": "x" * 401}, "customer_id"),
        ({"customer_id": "anna", "horizon": 30}, "horizon"),
        ({"features": {"recency_days": -1}}, "features.recency_days"),
        ({"features": {"frequency": "5"}}, "features.frequency"),
        ({"features": {"frequency": True}}, "features.frequency"),
        ({"features": {"monetary": 1e13}}, "features.monetary"),
        ({"features": {"avg_basket_value": -0.01}}, "features.avg_basket_value"),
        ({"features": {"active_day_ratio": 1.01}}, "features.active_day_ratio"),
        ({"features": {"is_cold_start": 1}}, "features.is_cold_start"),
        ({"features": {"tenure_category": "new"}}, "features.tenure_category"),
        ({"features": [1, 2]}, "features"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_by_field(
    client: TestClient, shop: MemoryPorts, body: dict, field: str
) -> None:
    answer = predict(client, **body)
    assert answer.status_code == 422
    assert field in [error["field"] for error in answer.json()["errors"]]


@pytest.mark.parametrize(
    "body", [b"", b"plain", b"[]", b"null", b"7", b'"x"', b"\xff\xfe", b'{"features": {"monetary": ', b"\x00"]
)
def test_a_body_that_is_no_json_object_is_refused(client: TestClient, shop: MemoryPorts, body: bytes) -> None:
    assert client.post("/predict", content=body).status_code == 422


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 400, "9" * 5_000])
def test_numbers_without_end_are_refused(client: TestClient, shop: MemoryPorts, number: str) -> None:
    answer = client.post("/predict", content=f'{{"features": {{"monetary": {number}}}}}')
    assert answer.status_code == 422


def test_a_negative_net_spend_is_possible(client: TestClient, shop: MemoryPorts) -> None:
    assert predict(client, features={"monetary": -20}).status_code == 200


def test_a_body_over_the_limit_is_refused_before_it_is_parsed(client: TestClient, shop: MemoryPorts) -> None:
    limit = 256 * 1024
    fits = b'{"customer_id": "anna"' + b" " * (limit - 23) + b"}"
    assert len(fits) == limit
    assert client.post("/predict", content=fits).status_code == 200
    answer = client.post("/predict", content=fits + b" ")
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")


def test_every_prediction_is_written_down(client: TestClient, shop: MemoryPorts) -> None:
    by_id, by_features = predict(client, customer_id="anna"), predict(client, features=KNOWN)
    logged = shop.state.predictions("shop", limit=9)
    first, second = sorted(logged, key=lambda one: "features" in one.question)
    assert (first.question, first.answer) == ({"customer_id": "anna"}, by_id.json())
    assert (second.question, second.answer) == ({"features": KNOWN}, by_features.json())
    assert {first.key_id, second.key_id} == {shop.state.api_keys()[0].key_id}
    assert (first.asked_at, first.model_version, first.dataset) == (NOW, "v1", "shop")
    assert first.prediction_id != second.prediction_id


def test_a_written_prediction_expires_after_90_days(
    client: TestClient, shop: MemoryPorts, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = []
    monkeypatch.setattr(shop.state, "log_predictions", lambda _, *, expires_at: kept.append(expires_at))
    predict(client, customer_id="anna")
    assert kept == [NOW + timedelta(days=90)]


def test_a_log_that_cannot_be_written_does_not_fail_the_prediction(
    client: TestClient, shop: MemoryPorts, log: Entries, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("no room for anna")

    monkeypatch.setattr(MemoryState, "log_predictions", full)
    assert predict(client, customer_id="anna").status_code == 200
    assert ("error", "prediction not logged", {"error": "OSError", "dataset": "shop", "predictions": 1}) in log.entries


def test_a_half_written_snapshot_is_never_seen(client: TestClient, shop: MemoryPorts, clock: Clock) -> None:
    pointer = layout.scores_pointer("shop")
    seen = read_pointer(shop.lake, pointer)
    old = shop.customers.get("shop", "anna", str(seen.snapshot))
    newer = type(old)("shop", "anna", "next", {**old.score, "model_version": "v2"}, old.features, old.orders)
    shop.customers.save_many([newer], expires_at=NOW)
    clock.advance(60)
    assert predict(client, customer_id="anna").json()["model_version"] == "v1"
    move_pointer(shop.lake, pointer, seen, "next", {})
    clock.advance(6)
    assert predict(client, customer_id="anna").json()["model_version"] == "v2"


def test_a_retrained_champion_serves_within_a_minute(client: TestClient, shop: MemoryPorts, clock: Clock) -> None:
    assert predict(client, features=KNOWN).json()["model_version"] == "v1"
    publish_model(shop, serving_model(version="v2"))
    clock.advance(61)
    assert predict(client, features=KNOWN).json()["model_version"] == "v2"


def test_a_version_is_served_under_its_own_name_even_if_the_champion_moved_before_it_was_loaded(
    client: TestClient, shop: MemoryPorts, clock: Clock
) -> None:
    client.get("/api/metrics")  # learns that v1 is the champion, and loads nothing
    publish_model(shop, serving_model(version="v2"))
    assert predict(client, features=KNOWN).json()["model_version"] == "v2"
    publish_model(shop, serving_model(version="v1"))
    clock.advance(61)
    assert predict(client, features=KNOWN).json()["model_version"] == "v1"


def test_the_champion_is_loaded_once_and_its_pointer_read_once_a_minute(
    client: TestClient, shop: MemoryPorts, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[str] = []
    read = shop.models.read
    monkeypatch.setattr(shop.models, "read", lambda key: reads.append(key) or read(key))
    for _ in range(5):
        predict(client, features=KNOWN)
    assert sum(key.endswith("model.joblib") for key in reads) == 1
    afterwards = len(reads)
    clock.advance(59)
    predict(client, features=KNOWN)
    assert len(reads) == afterwards
    clock.advance(2)
    predict(client, features=KNOWN)
    assert reads[afterwards:] == [layout.champion_pointer("shop")]


def test_a_tampered_model_is_never_loaded_and_nothing_is_told_about_it(
    client: TestClient, shop: MemoryPorts, log: Entries
) -> None:
    shop.models.write(layout.model_folder("shop", "v1") + "model.joblib", b"not what was registered")
    answer = predict(client, features=KNOWN)
    assert (answer.status_code, set(answer.json())) == (500, {"type", "title", "status", "detail", "reference"})
    assert "joblib" not in answer.text
    assert answer.json()["reference"] in json.dumps([entry[2] for entry in log.entries])
