"""POST /predict/batch: each question has its answer or its problem in its place, and its record in the log."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from functions.api import batches
from functions.api.limits import LARGEST_ANSWER_BYTES, weight
from functions.api.routes.batches import BODY_BYTES
from perennial.errors import TransientError
from perennial.memory import MemoryCustomers, MemoryPorts
from tests.functions.api.conftest import STRANGE_ID, open_dataset

KNOWN = {"recency_days": 100, "frequency": 5, "monetary": 240.0, "is_cold_start": False}


def ask(client: TestClient, items: list[Any], **query: str) -> list[dict[str, Any]]:
    answer = client.post("/predict/batch", json={"items": items}, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()["answers"]


def test_each_item_is_answered_as_if_it_was_asked_alone(client: TestClient, shop: MemoryPorts) -> None:
    items = [
        {"customer_id": "anna"},
        {"features": KNOWN},
        {"features": {"monetary": 10}},
        {"customer_id": STRANGE_ID, "dataset": "shop"},
        {"features": {"recency_days": 3, "frequency": None, "monetary": 240.0}},
    ]
    alone = [{"forecast": client.post("/predict", json=item).json()} for item in items]
    assert ask(client, items) == alone


def test_what_is_wrong_with_one_item_is_told_in_its_place_and_the_others_are_answered(
    client: TestClient, shop: MemoryPorts
) -> None:
    items = [
        {"customer_id": "nobody"},
        {"features": KNOWN},
        {"features": {"recency_days": -1}},
        {},
        {"customer_id": "anna", "dataset": "west"},
        {"customer_id": "anna"},
        {"features": {"colour": "red"}},
    ]
    answers = ask(client, items)
    assert [list(one) for one in answers] == [
        [what] for what in ("problem", "forecast", "problem", "problem", "problem", "forecast", "problem")
    ]
    for item, answer in zip(items, answers, strict=True):
        alone = client.post("/predict", json=item)
        assert answer == {"forecast" if alone.is_success else "problem": alone.json()}


def test_before_the_first_model_each_item_says_what_has_to_happen(client: TestClient, ports: MemoryPorts) -> None:
    open_dataset(ports)
    answers = ask(client, [{"customer_id": "anna"}, {"features": KNOWN}])
    assert [one["problem"]["status"] for one in answers] == [409, 409]


def test_a_fault_of_ours_fails_the_batch_and_not_an_item(
    client: TestClient, shop: MemoryPorts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_: str) -> None:
        raise TransientError("the table does not answer")

    monkeypatch.setattr(MemoryCustomers, "get", silent)
    answer = client.post("/predict/batch", json={"items": [{"customer_id": "anna"}, {"customer_id": "bert"}]})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")


def test_the_log_has_one_record_for_each_answer_and_none_for_a_problem(client: TestClient, shop: MemoryPorts) -> None:
    answers = ask(client, [{"customer_id": "anna"}, {"customer_id": "nobody"}, {"features": KNOWN}])
    by_id, by_features = sorted(shop.state.predictions("shop", limit=9), key=lambda one: list(one.question))
    assert (by_id.question, by_features.question) == ({"customer_id": "anna"}, {"features": KNOWN})
    assert (by_id.answer, by_features.answer) == (answers[0]["forecast"], answers[2]["forecast"])
    assert by_id.prediction_id != by_features.prediction_id


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"items": []},
        {"items": [{"customer_id": "anna"}] * 1_001},
        {"items": "anna"},
        {"items": [["anna"]]},
        {"items": [{"customer_id": "anna"}], "more": 1},
        {"items": [{"customer_id": "anna", "dataset": f"d{number}"} for number in range(11)]},
    ],
)
def test_a_batch_that_makes_no_sense_is_refused_whole(client: TestClient, shop: MemoryPorts, body: Any) -> None:
    answer = client.post("/predict/batch", json=body)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


@pytest.mark.parametrize("number", ["NaN", "1e999", "-Infinity", "9" * 400, "9" * 5_000])
def test_numbers_without_end_are_refused(client: TestClient, shop: MemoryPorts, number: str) -> None:
    answer = client.post("/predict/batch", content=f'{{"items": [{{"features": {{"monetary": {number}}}}}]}}')
    assert answer.status_code == 422 or "problem" in answer.json()["answers"][0]


def test_a_thousand_items_are_one_batch(client: TestClient, shop: MemoryPorts) -> None:
    answers = ask(client, [{"features": {"monetary": float(number)}} for number in range(1_000)])
    spend = [one["forecast"]["horizons"][2]["expected_spend"] for one in answers]
    assert spend == pytest.approx([float(number) for number in range(1_000)])


def test_a_body_over_the_limit_is_refused_before_it_is_parsed(client: TestClient, shop: MemoryPorts) -> None:
    answer = client.post("/predict/batch", content=b"{" * (BODY_BYTES + 1))
    assert answer.status_code == 413


def test_an_item_longer_than_a_question_may_be_is_refused_in_its_place(client: TestClient, shop: MemoryPorts) -> None:
    long = {"features": {"monetary": 1}, "note": "x" * batches.ITEM_BYTES}
    answers = ask(client, [long, {"customer_id": "anna"}])
    assert [list(one) for one in answers] == [["problem"], ["forecast"]]


def test_answers_that_do_not_fit_are_to_be_asked_again_and_the_rest_stays_under_the_limit(
    client: TestClient, shop: MemoryPorts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "LARGEST_ANSWER_BYTES", batches.MOST_ITEMS * batches.PROBLEM_BYTES + 5_000)
    answer = client.post("/predict/batch", json={"items": [{"customer_id": "anna"}] * 1_000})
    answers = answer.json()["answers"]
    fitted = [one for one in answers if "forecast" in one]
    assert 0 < len(fitted) < 10
    assert all("another batch" in one["problem"]["detail"] for one in answers[len(fitted) :])
    assert weight(answer.content) <= batches.LARGEST_ANSWER_BYTES < LARGEST_ANSWER_BYTES
    assert len(shop.state.predictions("shop", limit=9_999)) == len(fitted)
