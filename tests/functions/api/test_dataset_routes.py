"""/api/datasets/{name}: the description shown and changed, quality, rejected rows."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from functions.api import findings
from functions.api.routes.datasets import BODY_BYTES
from perennial import layout
from perennial.dataset import Dataset
from perennial.memory import MemoryPorts
from perennial.records import FileState
from perennial.stages.describing import settle_description
from tests.functions.api.conftest import open_dataset

PATHS = ["/api/datasets/shop", "/api/datasets/shop/quality", "/api/datasets/shop/rejects"]
KEY = "landing/shop/2010/orders.csv"
REPORT = {
    "rows": {"read": 5, "kept": 2, "rejected": 3, "duplicate": 0},
    "rules": [{"name": "no_customer", "policy": None, "rows_meeting": 2, "rows_removed": 2}],
    "revenue": {"before": 26.5, "after": 19.0},
    "members": [
        {
            "member": "",
            "table": "order_lines",
            "revenue": {"before": 26.5, "after": 19.0},
            "first_order_at": "2010-12-01 08:26:00",
            "last_order_at": "2010-12-05 08:26:00",
        }
    ],
}
REJECTED = (
    "line_number,reason,detail,raw\n"
    '3,no_customer,,"2,A,LAMP,1,2010-12-02 08:26:00,2.50,,UK"\n'
    '4,no_customer,,"3,A,LAMP,1,2010-12-03 08:26:00,2.50,,UK"\n'
    '5,bad_quantity,two,"4,A,LAMP,two,2010-12-04 08:26:00,2.50,17850,UK"\n'
)
UNJOINED = "table,key,reason\norder_items,9,unknown_order\n"


@pytest.fixture
def read(ports: MemoryPorts) -> MemoryPorts:
    """A shop with one file that was read, and a snapshot of its features."""
    rows = {f"rows_{count}": number for count, number in REPORT["rows"].items()}
    state = FileState("shop", KEY, "clean", "e", "d", tables=("order_lines",), identity="i", **rows)
    ports.state.save_file(state, expected_revision=None)
    ports.lake.write(layout.quality_file("shop", "i"), json.dumps(REPORT).encode())
    ports.lake.write(layout.rejects_file("shop", "i"), REJECTED.encode())
    folder = layout.features_folder("shop", "s")
    ports.lake.write(f"{folder}quality.json", b'{"customers": {"buyers": 2}}')
    ports.lake.write(f"{folder}rejects.csv", UNJOINED.encode())
    pointer = {"snapshot": "s", "generation": 1, "detail": {}}
    ports.lake.write(layout.features_pointer("shop"), json.dumps(pointer).encode())
    return ports


def put_in_force(ports: MemoryPorts, key: str, work_dir: Path) -> None:
    """What ingest does with a description that was dropped."""
    settle_description(layout.landing_key(key), ports, work_dir)


def rejects(client: TestClient, **asked: Any) -> dict[str, Any]:
    answer = client.get("/api/datasets/shop/rejects", params={"file": KEY} | asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("path", PATHS)
def test_a_dataset_nobody_dropped_a_file_into_is_not_found(client: TestClient, read: MemoryPorts, path: str) -> None:
    answer = client.get(path.replace("shop", "west"))
    assert (answer.status_code, answer.json()["title"]) == (404, "Unknown dataset")


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_told_without_a_key(stranger: TestClient, read: MemoryPorts, path: str) -> None:
    assert stranger.get(path).status_code == 401
    assert stranger.put(PATHS[0], content=b"{}").status_code == 401
    assert read.landing.head("landing/shop/dataset.json") is None


def test_without_a_description_every_field_has_its_default(client: TestClient, read: MemoryPorts) -> None:
    answer = client.get("/api/datasets/shop").json()
    assert answer["description"] == Dataset().model_dump(mode="json")
    assert (answer["file"], answer["refused"]) == (None, None)


def test_a_description_that_was_put_is_dropped_and_put_in_force_from_there(
    client: TestClient, read: MemoryPorts, work_dir: Path
) -> None:
    answer = client.put("/api/datasets/shop", json={"returns": "drop", "horizons_days": [30]})
    assert (answer.status_code, answer.json()) == (
        202,
        {
            "dataset": "shop",
            "file": "landing/shop/dataset.json",
            "changed": answer.json()["changed"],
            "files_to_read_again": 1,
            "what_happens": "1 files are read again from the landing bucket; features and scores follow.",
        },
    )
    assert sorted(answer.json()["changed"]) == ["horizons_days", "returns"]
    put_in_force(read, "landing/shop/dataset.json", work_dir)
    shown = client.get("/api/datasets/shop").json()
    assert (shown["description"]["returns"], shown["description"]["horizons_days"]) == ("drop", [30])
    assert shown["file"] == "landing/shop/dataset.json"


def test_a_bare_mapping_of_columns_is_a_description_too(client: TestClient, read: MemoryPorts) -> None:
    mapping = {"customer_id": "CustomerID", "order_datetime": "InvoiceDate", "order_total": "UnitPrice"}
    assert client.put("/api/datasets/shop", json=mapping).json()["changed"] == ["mapping"]


@pytest.mark.parametrize(
    ("description", "said"),
    [
        ({}, "Nothing"),
        ({"returns": "drop"}, "1 files are read again"),
        ({"foreign_keys": "keep"}, "joined again"),
        ({"as_of": "2010-12-03"}, "joined again"),
        ({"horizons_days": [7]}, "models and scores"),
    ],
)
def test_the_answer_says_what_will_happen(
    client: TestClient, read: MemoryPorts, description: dict[str, Any], said: str
) -> None:
    answer = client.put("/api/datasets/shop", json=description).json()
    assert said in answer["what_happens"]
    assert answer["changed"] == list(description)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"returns": "keep them"}', "returns"),
        (b'{"nonsense": 1}', "nonsense"),
        (b'{"mapping": {"customer_id": "a"}}', "mapping"),
        (b"[1]", "must be a JSON object"),
        (b"\xff", "not JSON"),
        (b'{"kind":' * 20_000, "not JSON"),
    ],
)
def test_a_description_that_does_not_hold_together_is_refused_and_nothing_is_dropped(
    client: TestClient, read: MemoryPorts, body: bytes, said: str
) -> None:
    answer = client.put("/api/datasets/shop", content=body)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert said in answer.json()["detail"]
    assert read.landing.head("landing/shop/dataset.json") is None


def test_an_endless_description_is_refused(client: TestClient, read: MemoryPorts) -> None:
    assert client.put("/api/datasets/shop", content=b" " * (BODY_BYTES + 1)).status_code == 413


def test_a_description_takes_the_place_of_the_one_there_is(
    client: TestClient, read: MemoryPorts, work_dir: Path
) -> None:
    read.landing.write("landing/shop/a/dataset.json", b'{"returns": "drop"}')
    put_in_force(read, "landing/shop/a/dataset.json", work_dir)
    assert client.put("/api/datasets/shop", json={}).json()["file"] == "landing/shop/a/dataset.json"


def test_a_description_that_ingest_refused_is_told_with_the_reason(
    client: TestClient, read: MemoryPorts, work_dir: Path
) -> None:
    assert client.put("/api/datasets/shop", json={"date_format": "%Q"}).status_code == 202
    put_in_force(read, "landing/shop/dataset.json", work_dir)
    shown = client.get("/api/datasets/shop").json()
    assert "%Q" in shown["refused"]
    assert shown["description"]["date_format"] is None


def test_quality_sums_the_files_up(client: TestClient, read: MemoryPorts) -> None:
    answer = client.get("/api/datasets/shop/quality").json()
    assert answer["files"] == [KEY]
    assert answer["report"]["rows"] == {"read": 5, "kept": 2, "rejected": 3, "duplicate": 0}
    assert answer["report"]["rules"][0]["rows_removed"] == 2
    assert answer["report"]["revenue"] == {"before": 26.5, "after": 19.0}
    assert answer["report"]["customers"] == {"buyers": 2}


def test_quality_of_a_dataset_without_clean_files_says_why(client: TestClient, ports: MemoryPorts) -> None:
    failed = FileState("shop", KEY, "failed", "e", "d", reason=f"{KEY}: this is a PDF document.")
    ports.state.save_file(failed, expected_revision=None)
    answer = client.get("/api/datasets/shop/quality").json()
    assert answer["files"] == []
    assert answer["report"]["files"]["failed"] == [{"key": KEY, "reason": f"{KEY}: this is a PDF document."}]


@pytest.mark.parametrize("file", [KEY, "2010/orders.csv"])
def test_quality_of_one_file_is_its_own_report(client: TestClient, read: MemoryPorts, file: str) -> None:
    answer = client.get("/api/datasets/shop/quality", params={"file": file}).json()
    assert (answer["file"], answer["status"], answer["reason"]) == (KEY, "clean", None)
    assert answer["report"]["rows"]["read"] == 5


@pytest.mark.parametrize("path", PATHS[1:])
def test_a_file_that_was_never_dropped_is_not_found(client: TestClient, read: MemoryPorts, path: str) -> None:
    answer = client.get(path, params={"file": "march.csv"})
    assert answer.status_code == 404
    assert "/api/datasets/shop/quality" in answer.json()["detail"]


@pytest.mark.parametrize("name", ["a" * 1_024, "ü" * 600])
def test_a_name_longer_than_any_key_is_not_looked_for(
    client: TestClient, read: MemoryPorts, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(read.state, "file", lambda _, key: asked.append(key))
    assert client.get("/api/datasets/shop/rejects", params={"file": name}).status_code == 404
    assert all(len(key.encode()) <= 1_024 for key in asked)


def test_more_files_than_one_answer_can_sum_up_are_asked_for_singly(
    client: TestClient, read: MemoryPorts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "MAX_REPORTS", 0)
    answer = client.get("/api/datasets/shop/quality")
    assert (answer.status_code, "file=" in answer.json()["detail"]) == (422, True)


def test_rejects_come_with_line_reason_and_text(client: TestClient, read: MemoryPorts) -> None:
    answer = rejects(client)
    rows = [dict(zip(answer["columns"], row, strict=True)) for row in answer["rows"]]
    assert [row["line_number"] for row in rows] == ["3", "4", "5"]
    assert rows[2]["raw"].startswith("4,A,LAMP,two")
    assert all(row["reason"] for row in rows)


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_the_pages_of_rejects_are_all_of_them_once(client: TestClient, read: MemoryPorts, limit: int) -> None:
    whole, found, offset = rejects(client)["rows"], [], 0
    while offset is not None:
        page = rejects(client, offset=offset, limit=limit)
        assert len(page["rows"]) <= limit
        found += page["rows"]
        offset = page["next_offset"]
    assert found == whole


@pytest.mark.parametrize(("characters", "rows"), [(1, 1), (120, 2)])
def test_a_page_ends_before_it_is_too_long_for_an_answer(
    client: TestClient, read: MemoryPorts, monkeypatch: pytest.MonkeyPatch, characters: int, rows: int
) -> None:
    monkeypatch.setattr(findings, "MAX_PAGE_CHARACTERS", characters)
    page = rejects(client)
    assert page["next_offset"] == len(page["rows"]) == rows


def test_a_page_beyond_the_end_is_empty(client: TestClient, read: MemoryPorts) -> None:
    page = rejects(client, offset=500)
    assert (page["rows"], page["next_offset"]) == ([], None)


def test_rejects_too_large_to_page_are_named_instead(
    client: TestClient, read: MemoryPorts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "MAX_REJECTS_BYTES", 10)
    answer = client.get("/api/datasets/shop/rejects", params={"file": KEY})
    assert (answer.status_code, "rejects/shop/" in answer.json()["detail"]) == (422, True)


def test_a_file_that_failed_has_no_rejects_and_the_answer_says_why(client: TestClient, ports: MemoryPorts) -> None:
    open_dataset(ports)
    state = ports.state.file("shop", "landing/shop/a.csv")
    assert state is not None
    failed = replace(state, status="failed", identity=None, reason="landing/shop/a.csv: the file is empty.")
    ports.state.save_file(failed, expected_revision=state.revision)
    answer = client.get("/api/datasets/shop/rejects", params={"file": "a.csv"})
    assert (answer.status_code, "the file is empty" in answer.json()["detail"]) == (404, True)


def test_without_a_file_the_rows_are_those_that_joining_set_aside(client: TestClient, read: MemoryPorts) -> None:
    answer = client.get("/api/datasets/shop/rejects").json()
    assert answer == {
        "dataset": "shop",
        "file": None,
        "columns": ["table", "key", "reason"],
        "rows": [["order_items", "9", "unknown_order"]],
        "next_offset": None,
    }


def test_before_the_first_features_nothing_was_joined(client: TestClient, ports: MemoryPorts) -> None:
    open_dataset(ports)
    assert client.get("/api/datasets/shop/rejects").json()["rows"] == []


@pytest.mark.parametrize("asked", [{"limit": 0}, {"limit": 1_001}, {"offset": -1}, {"offset": "x"}, {"file": ""}])
def test_a_page_that_makes_no_sense_is_refused(client: TestClient, read: MemoryPorts, asked: dict[str, Any]) -> None:
    assert client.get("/api/datasets/shop/rejects", params=asked).status_code == 422


def test_the_description_that_is_dropped_is_what_was_sent(client: TestClient, read: MemoryPorts) -> None:
    client.put("/api/datasets/shop", json={"returns": "drop"})
    assert json.loads(read.landing.read("landing/shop/dataset.json").body) == {"returns": "drop"}
