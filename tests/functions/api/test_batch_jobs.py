"""Predictions of a whole file: queued, followed, downloaded."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from perennial import layout
from perennial.memory import MemoryPorts, MemoryState
from perennial.stages.predict_batch import Job, predict_batch
from tests.functions.api.conftest import NOW, run


@pytest.fixture
def upload_id(client: TestClient, shop: MemoryPorts) -> str:
    form = client.post("/api/uploads", json={"file_name": "asked.csv", "size_bytes": 10}).json()
    shop.landing.write(form["fields"]["key"], b"customer_id\nanna\nnobody\n")
    return str(form["upload_id"])


def asked(client: TestClient, **body: Any) -> Any:
    return client.post("/predict/batch", json=body)


def status(client: TestClient, job_id: str) -> Any:
    answer = client.get(f"/predict/batch/{job_id}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_job_is_queued_behind_what_its_dataset_is_doing(client, shop, upload_id):
    shop.score_queue.sent.clear()
    answer = asked(client, upload_id=upload_id)
    assert answer.status_code == 202
    job_id = answer.json()["job_id"]
    (message,) = shop.score_queue.sent
    assert (message.group, message.deduplication_id) == ("shop", job_id)
    assert message.body["job"] == {"job_id": job_id, "upload_id": upload_id, "file_name": "asked.csv"}
    assert (status(client, job_id)["status"], status(client, job_id)["download"]) == ("queued", None)


def test_a_job_that_is_done_tells_its_counts_and_where_to_download(client, shop, upload_id, tmp_path: Path):
    job_id = asked(client, upload_id=upload_id).json()["job_id"]
    result = predict_batch("shop", Job(job_id, upload_id, "asked.csv"), shop, work_dir=tmp_path)
    shop.state.save_run(run("predict", NOW, subject=job_id, detail=result.detail))
    told = status(client, job_id)
    assert (told["status"], told["rows"], told["answered"]) == ("done", 2, 1)
    assert told["download"]["file_name"] == "asked-forecasts.csv"
    assert layout.batch_answer("shop", job_id) in told["download"]["url"]


def test_a_job_that_failed_tells_why_and_the_newest_run_counts(client, shop, upload_id):
    job_id = asked(client, upload_id=upload_id).json()["job_id"]
    shop.state.save_run(run("predict", NOW, subject=job_id, outcome="running", ended_at=None))
    assert status(client, job_id)["status"] == "running"
    later = NOW + timedelta(minutes=1)
    shop.state.save_run(run("predict", later, subject=job_id, outcome="failed", reason="it holds several tables."))
    told = status(client, job_id)
    assert (told["status"], told["reason"]) == ("failed", "it holds several tables.")


def test_a_job_is_not_looked_for_among_the_runs_of_years(client, shop, upload_id):
    class Counting(MemoryState):
        read = 0

        def runs(self, dataset, *, limit=50, before=None):
            found = super().runs(dataset, limit=limit, before=before)
            self.read += len(found)
            return found

    job_id = asked(client, upload_id=upload_id).json()["job_id"]
    for number in range(500):
        shop.state.save_run(run("ingest", NOW - timedelta(days=1, minutes=number)))
    for number in range(120):
        shop.state.save_run(run("ingest", NOW + timedelta(minutes=2, seconds=number)))
    shop.state.save_run(run("predict", NOW + timedelta(minutes=1), subject=job_id, outcome="running", ended_at=None))
    shop.state.__class__ = Counting
    assert status(client, job_id)["status"] == "running"
    assert status(client, asked(client, upload_id=upload_id).json()["job_id"])["status"] == "queued"
    assert shop.state.read <= 2 * 200


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, 422),
        ({"items": [{"customer_id": "anna"}], "upload_id": "a" * 32}, 422),
        ({"upload_id": "../x"}, 422),
        ({"upload_id": "a" * 32}, 409),
    ],
)
def test_what_makes_no_sense_or_has_not_arrived_is_refused(client, shop, body, expected):
    assert asked(client, **body).status_code == expected


def test_a_job_nobody_asked_for_is_not_found(client, shop):
    answer = client.get(f"/predict/batch/{'0' * 32}")
    assert answer.status_code == 404
    assert "POST /predict/batch" in answer.json()["detail"]
