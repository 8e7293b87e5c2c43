"""GET /api/predictions: the log of what was asked and answered."""

from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from functions.api.limits import LARGEST_ANSWER_BYTES
from perennial.memory import MemoryPorts
from perennial.records import PredictionRecord
from tests.functions.api.conftest import NOW, Clock, open_dataset


def pages(client: TestClient, **asked: Any) -> list[list[dict[str, Any]]]:
    """All pages, following the cursors."""
    found, cursor = [], {}
    while cursor is not None:
        answer = client.get("/api/predictions", params=asked | cursor)
        assert answer.status_code == 200, answer.text
        assert len(answer.content) <= LARGEST_ANSWER_BYTES
        found.append(answer.json()["predictions"])
        cursor = answer.json()["next_cursor"] and {"cursor": answer.json()["next_cursor"]}
    return found


def test_the_log_tells_who_asked_what_and_what_was_answered(client: TestClient, shop: MemoryPorts) -> None:
    answer = client.post("/predict", json={"customer_id": "anna"}).json()
    ((logged,),) = pages(client)
    assert (logged["question"], logged["answer"]) == ({"customer_id": "anna"}, answer)
    assert logged["key_id"] == shop.state.api_keys()[0].key_id
    assert (logged["model_version"], logged["asked_at"]) == ("v1", NOW.isoformat().replace("+00:00", "Z"))


@pytest.mark.parametrize("limit", [1, 3, 7, 200])
def test_every_prediction_is_told_once_newest_first(
    client: TestClient, shop: MemoryPorts, clock: Clock, limit: int
) -> None:
    for number in range(7):
        client.post("/predict", json={"features": {"monetary": number}})
        clock.advance(1)
    paged = pages(client, limit=limit)
    assert [one["question"]["features"]["monetary"] for page in paged for one in page] == [6, 5, 4, 3, 2, 1, 0]
    assert {len(page) for page in paged[:-1]} <= {limit}


def test_the_log_of_a_customer_holds_what_was_asked_by_their_id(client: TestClient, shop: MemoryPorts) -> None:
    client.post("/predict", json={"customer_id": "anna"})
    client.post("/predict/batch", json={"items": [{"customer_id": "bert"}, {"customer_id": "anna"}]})
    (page,) = pages(client, customer_id="anna")
    assert [one["question"] for one in page] == [{"customer_id": "anna"}] * 2
    assert pages(client, customer_id="nobody") == [[]]


def test_long_predictions_make_short_pages_and_none_is_lost(client: TestClient, ports: MemoryPorts) -> None:
    open_dataset(ports)
    long = {"features": {"note": 'say "no"' * 40_000}}
    records = [PredictionRecord(f"{n:03}", "shop", NOW + timedelta(n), "k", "v1", long, {}) for n in range(40)]
    ports.state.log_predictions(records, expires_at=NOW)
    paged = pages(client, limit=200)
    assert len(paged) > 1
    assert [one["prediction_id"] for page in paged for one in page] == [f"{n:03}" for n in reversed(range(40))]
