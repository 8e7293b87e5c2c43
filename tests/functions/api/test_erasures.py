"""Erasing a person over the API: queued for an admin alone, and told how far it has come."""

from dataclasses import replace
from urllib.parse import quote

from starlette.testclient import TestClient

from functions.api.answering import LOG_KEPT
from perennial.memory import MemoryPorts


def test_a_request_is_kept_and_queued_without_saying_whom(client: TestClient, shop: MemoryPorts) -> None:
    answer = client.delete("/api/customers/anna")
    assert answer.status_code == 202
    assert (answer.json()["status"], answer.json()["dataset"]) == ("asked", "shop")
    assert [left["days"] for left in answer.json()["remains"]] == [35, 4, LOG_KEPT.days, None, None, None]
    (record,) = shop.erasures.of("shop")
    assert (record.customer_id, record.status) == ("anna", "asked")
    (message,) = shop.erase_queue.sent
    assert message.group == "shop"
    assert "anna" not in repr(message)


def test_an_id_with_slashes_that_nobody_scored_is_taken_too(client: TestClient, shop: MemoryPorts) -> None:
    assert client.delete(f"/api/customers/{quote('a/b c', safe='/')}").status_code == 202
    assert shop.erasures.of("shop")[0].customer_id == "a/b c"


def test_the_list_says_what_came_of_requests_and_forgets_whom_when_they_are_done(
    client: TestClient, shop: MemoryPorts
) -> None:
    client.delete("/api/customers/anna")
    client.delete("/api/customers/bert")
    first = shop.erasures.of("shop")[0]
    detail = {"files_rewritten": 2, "rows_removed": 24, "objects_removed": 9, "files_to_look_at": ["b.pdf: no table"]}
    shop.erasures.save(replace(first, customer_id=None, status="done", detail=detail))
    told = client.get("/api/erasures").json()
    assert sorted(one["status"] for one in told["erasures"]) == ["asked", "done"]
    done = next(one for one in told["erasures"] if one["status"] == "done")
    assert "2 files" in done["in_words"]
    assert "24 rows" in done["in_words"]
    assert done["files_to_look_at"] == ["b.pdf: no table"]
    assert "anna" not in repr(told)
