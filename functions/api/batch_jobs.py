"""Predictions of a whole file: a job of the score function, and how far it is."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel, Field

from functions.api.downloads import offered
from functions.api.list_answers import Download
from functions.api.uploads import Uploads
from perennial import layout, side_layout
from perennial.errors import NotFoundError
from perennial.records import Json, RunOutcome, RunRecord

RUNS_A_PAGE = 100
PAGES_LOOKED_AT = 20
CLOCKS_APART = timedelta(minutes=1)  # at most: of who asks and who answers
STATUS: dict[RunOutcome, Literal["running", "done", "failed"]] = {"done": "done", "failed": "failed"}


class BatchJob(BaseModel):
    """A file that is being answered; its place in the queue is behind what its dataset is doing now."""

    job_id: str = Field(examples=["5f0c2b7e9a4d4f1c8e6b3a2d1c0f9e8d"])
    dataset: str
    in_words: str


class BatchStatus(BaseModel):
    """How far a job is; `download` is there once it is done, `reason` where it failed."""

    job_id: str
    dataset: str
    file_name: str
    status: Literal["queued", "running", "done", "failed"]
    rows: int | None = Field(description="rows of the file")
    answered: int | None = Field(description="rows with a forecast; the others say why in `problem`")
    reason: str | None
    download: Download | None


def begin(uploads: Uploads, dataset: str, upload_id: str) -> BatchJob:
    """Queue the file of an upload to be answered; raises NotReadyError before it arrived."""
    world, name = uploads.world, uploads.arrived(upload_id)
    job_id = world.new_id()
    job: dict[str, Json] = {"job_id": job_id, "upload_id": upload_id, "file_name": name}
    kept = json.dumps(job | {"asked_at": world.now().isoformat()}).encode()
    world.ports.lake.write(side_layout.batch_job(dataset, job_id), kept, "application/json")
    because = f"a batch prediction was asked for ({job_id})"
    world.ports.score_queue.send(
        {"dataset": dataset, "because": because, "job": job}, group=dataset, deduplication_id=job_id
    )
    words = f"{name} is answered next; GET /predict/batch/{job_id} tells how far it is."
    return BatchJob(job_id=job_id, dataset=dataset, in_words=words)


def status(uploads: Uploads, dataset: str, job_id: str) -> BatchStatus:
    """How far a job is; raises NotFoundError for one nobody asked for."""
    ports = uploads.world.ports
    info = ports.lake.head(side_layout.batch_job(dataset, job_id))
    if info is None:
        raise NotFoundError(f"dataset {dataset} has no batch prediction {job_id}; POST /predict/batch makes one.")
    job = json.loads(ports.lake.read(info.key).body)
    run = next(_runs(uploads, dataset, job), None)
    reached = "queued" if run is None else STATUS.get(run.outcome, "running")
    rows, answered = (None if run is None else run.detail.get(name) for name in ("rows_in", "rows_out"))
    name = f"{job['file_name'].rpartition('.')[0] or job['file_name']}-forecasts.csv"
    return BatchStatus.model_validate(
        {
            "job_id": job_id,
            "dataset": dataset,
            "file_name": job["file_name"],
            "status": reached,
            "rows": rows,
            "answered": answered,
            "reason": None if run is None else run.reason,
            "download": offered(ports.lake, layout.batch_answer(dataset, job_id), name) if reached == "done" else None,
        }
    )


def _runs(uploads: Uploads, dataset: str, job: dict[str, str]) -> Iterator[RunRecord]:
    """The runs of a job, newest first; none is from before it was asked for."""
    before, earliest = None, datetime.fromisoformat(job["asked_at"]) - CLOCKS_APART
    for _ in range(PAGES_LOOKED_AT):
        page = uploads.world.ports.state.runs(dataset, limit=RUNS_A_PAGE, before=before)
        yield from (run for run in page if run.stage == "predict" and run.subject == job["job_id"])
        if len(page) < RUNS_A_PAGE or page[-1].started_at < earliest:
            return
        before = page[-1].run_id
