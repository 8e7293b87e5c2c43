"""GET /api/runs/{run_id}/logs."""

import json
from datetime import datetime, timedelta

import pytest
from starlette.testclient import TestClient

from perennial.memory import MemoryPorts
from perennial.run_logs import LogLine
from tests.functions.api.conftest import NOW, open_dataset, run

CALL = "5a4f0a8e-1f4e-4a0b-9f57-0f6f1a2b3c4d"
TIMED_OUT = f"2026-03-01T12:15:00.000Z {CALL} Task timed out after 900.00 seconds"


def write(ports: MemoryPorts, stage: str, at: datetime, **content: object) -> None:
    entry = {"level": "INFO", "correlation_id": CALL} | content
    ports.logs.write(stage, LogLine(at, json.dumps(entry)))


@pytest.fixture
def ran(ports: MemoryPorts) -> MemoryPorts:
    """Two deliveries of one message: the first stopped, the second went well; and a run that was killed."""
    open_dataset(ports)
    for minute, ending in ((0, "the stage stopped"), (1, "the stage ended")):
        started_at = NOW + timedelta(minutes=minute)
        ports.state.save_run(run("ingest", started_at, subject="landing/shop/a.csv"))
        write(ports, "ingest", started_at, message="the stage starts", run_id="1")
        write(ports, "ingest", started_at + timedelta(seconds=5), message=ending, run_id="1", exception="anna,40")
    ports.state.save_run(run("train", NOW - timedelta(minutes=15), outcome="running", ended_at=None))
    write(ports, "train", NOW - timedelta(minutes=15), message="the stage starts", run_id="1")
    ports.logs.write("train", LogLine(NOW, TIMED_OUT))
    return ports


def messages(client: TestClient, run_id: str) -> list[str]:
    return [line["message"] for line in client.get(f"/api/runs/{run_id}/logs").json()["lines"]]


def test_each_run_of_a_message_has_its_own_lines_and_no_rows(client: TestClient, ran: MemoryPorts) -> None:
    second, first = (one["run_id"] for one in client.get("/api/runs", params={"stage": "ingest"}).json()["runs"])
    assert messages(client, first) == ["the stage starts", "the stage stopped"]
    assert messages(client, second) == ["the stage starts", "the stage ended"]
    assert "anna" not in client.get(f"/api/runs/{first}/logs").text


def test_of_a_killed_run_the_platform_says_why(client: TestClient, ran: MemoryPorts) -> None:
    (killed,) = (one["run_id"] for one in client.get("/api/runs", params={"stage": "train"}).json()["runs"])
    assert messages(client, killed) == ["the stage starts", TIMED_OUT]


@pytest.mark.parametrize("run_id", ["nothing", "2026", "~", "x" * 200])
def test_a_run_that_never_was_is_not_found(client: TestClient, ran: MemoryPorts, run_id: str) -> None:
    assert client.get(f"/api/runs/{run_id}/logs").status_code == 404
