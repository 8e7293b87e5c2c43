"""GET /api/runs and /api/files page by page, and POST /api/retrain."""

from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from perennial import layout
from perennial.memory import MemoryPorts
from perennial.records import FileState, Usage
from tests.functions.api.conftest import NOW, open_dataset, run, secret_of

STAGES = ("ingest", "features", "train", "score")


@pytest.fixture
def ran(ports: MemoryPorts) -> MemoryPorts:
    """A dataset with 260 runs: every tenth failed, the newest is still running."""
    open_dataset(ports)
    for number in range(259):
        outcome = {"outcome": "failed", "reason": "not a table"} if number % 10 == 0 else {}
        ports.state.save_run(run(STAGES[number % 4], NOW + timedelta(minutes=number), **outcome))
    ports.state.save_run(run("train", NOW + timedelta(minutes=259), outcome="running", ended_at=None))
    return ports


@pytest.fixture
def files(ports: MemoryPorts) -> MemoryPorts:
    """A dataset of five files, one of each kind."""
    for name, status, more in (
        ("a.csv", "clean", {"rows_read": 10, "rows_kept": 8, "rows_rejected": 2}),
        ("b.csv", "clean", {"rows_read": 5, "rows_kept": 5}),
        ("c.pdf", "failed", {"reason": "landing/shop/c.pdf: this is a PDF document."}),
        ("d.csv", "ignored", {"reason": "a list of products"}),
        ("e.csv", "gone", {}),
    ):
        state = FileState("shop", layout.landing_path("shop", name), status, "e", "d", **more)
        ports.state.save_file(state, expected_revision=None)
    return ports


def pages(client: TestClient, path: str, what: str, **asked: Any) -> list[list[dict[str, Any]]]:
    """All pages, following the cursors."""
    found, cursor = [], {}
    while cursor is not None:
        answer = client.get(path, params=asked | cursor)
        assert answer.status_code == 200, answer.text
        found.append(answer.json()[what])
        cursor = answer.json()["next_cursor"] and {"cursor": answer.json()["next_cursor"]}
    return found


@pytest.mark.parametrize("limit", [7, 50, 130, 200])
def test_all_runs_are_told_once_newest_first_whatever_the_page(
    client: TestClient, ran: MemoryPorts, limit: int
) -> None:
    paged = pages(client, "/api/runs", "runs", limit=limit)
    told = [one["run_id"] for page in paged for one in page]
    assert told == [one.run_id for one in ran.state.runs("shop", limit=999)]
    assert {len(page) for page in paged[:-1]} <= {limit}


@pytest.mark.parametrize(
    ("asked", "count"),
    [({"stage": "score"}, 64), ({"outcome": "failed"}, 26), ({"stage": "train", "outcome": "running"}, 1)],
)
def test_runs_of_a_stage_or_an_outcome_are_told_alone(
    client: TestClient, ran: MemoryPorts, asked: dict[str, str], count: int
) -> None:
    told = [one for page in pages(client, "/api/runs", "runs", limit=10, **asked) for one in page]
    assert len(told) == count
    assert all(one[name] == value for one in told for name, value in asked.items())


def test_a_rare_kind_of_run_is_found_page_by_page_however_far_back(client: TestClient, ports: MemoryPorts) -> None:
    open_dataset(ports)
    ports.state.save_run(run("score", NOW))
    for number in range(1_500):
        ports.state.save_run(run("ingest", NOW + timedelta(minutes=1 + number)))
    paged = pages(client, "/api/runs", "runs", stage="score")
    assert [one["stage"] for page in paged for one in page] == ["score"]
    assert len(paged) == 2


def test_a_run_says_why_it_failed_what_it_used_and_what_is_done_of_it(client: TestClient, ports: MemoryPorts) -> None:
    open_dataset(ports)
    ports.state.save_run(run("ingest", NOW, usage=Usage(10, 8, 512, 256, 80.5, 0.0001)))
    ports.state.save_run(run("ingest", NOW + timedelta(1), outcome="failed", reason="a.csv: not a table"))
    ports.state.save_run(run("train", NOW + timedelta(2), outcome="running", ended_at=None))
    running, failed, done = client.get("/api/runs").json()["runs"]
    assert done["usage"] == {
        "rows_in": 10,
        "rows_out": 8,
        "bytes_in": 512,
        "bytes_out": 256,
        "peak_memory_mb": 80.5,
        "cost_usd": 0.0001,
    }
    assert (done["progress"], failed["progress"], running["progress"]) == (1.0, None, None)
    assert failed["reason"] == "a.csv: not a table"


def test_files_come_with_their_rows_and_what_to_do(client: TestClient, files: MemoryPorts) -> None:
    told = {one["key"].rsplit("/", 1)[1]: one for one in client.get("/api/files").json()["files"]}
    assert list(told) == ["a.csv", "b.csv", "c.pdf", "d.csv"]
    assert (told["a.csv"]["rows_read"], told["a.csv"]["rows_rejected"]) == (10, 2)
    assert "/api/datasets/shop/rejects" in told["a.csv"]["what_to_do"]
    assert told["b.csv"]["what_to_do"] is None
    assert "PDF" in told["c.pdf"]["reason"]
    assert "drop the file again" in told["c.pdf"]["what_to_do"]
    assert told["d.csv"]["what_to_do"] is None


def test_files_are_paged_by_key_and_told_by_status(client: TestClient, files: MemoryPorts) -> None:
    paged = pages(client, "/api/files", "files", limit=3)
    assert [len(page) for page in paged] == [3, 1]
    (gone,) = client.get("/api/files", params={"status": "gone"}).json()["files"]
    assert gone["key"].endswith("e.csv")
    assert [len(page) for page in pages(client, "/api/files", "files", limit=2, status="clean")] == [2]


@pytest.mark.parametrize("path", ["/api/runs", "/api/files"])
@pytest.mark.parametrize("asked", [{"limit": 0}, {"limit": 5_000}, {"cursor": ""}, {"cursor": "x" * 2_000}])
def test_a_page_that_makes_no_sense_is_refused(
    client: TestClient, files: MemoryPorts, path: str, asked: dict[str, Any]
) -> None:
    assert client.get(path, params=asked).status_code == 422


def test_training_is_queued_on_request_each_time(client: TestClient, ports: MemoryPorts) -> None:
    open_dataset(ports)
    answers = [client.post("/api/retrain") for _ in range(2)]
    assert [(one.status_code, one.json()["dataset"]) for one in answers] == [(202, "shop")] * 2
    first, second = ports.train_queue.sent
    assert (first.body["dataset"], first.group) == ("shop", "shop")
    assert first.deduplication_id != second.deduplication_id


def test_who_asks_learns_what_the_key_may_do(stranger: TestClient, ports: MemoryPorts) -> None:
    answer = stranger.get("/api/key", headers={"x-api-key": secret_of(ports, "operate")})
    assert (answer.json()["scope"], answer.json()["name"]) == ("operate", "tests")
    assert answer.json()["key_id"] == ports.state.api_keys()[0].key_id
