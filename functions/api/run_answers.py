"""What is answered about runs, files and logs, as schemas with examples."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from perennial.records import FileStatus, Json, RunOutcome, Stage

EXAMPLE_RUN: JsonDict = {
    "run_id": "20260301T115800.120934-train-9f1c",
    "stage": "train",
    "subject": "",
    "started_at": "2026-03-01T11:58:00.120934Z",
    "ended_at": "2026-03-01T12:00:41.002113Z",
    "outcome": "done",
    "reason": None,
    "detail": {"version": "20111209-5f0c"},
    "usage": {
        "rows_in": 397884,
        "rows_out": 4338,
        "bytes_in": 9182211,
        "bytes_out": 88123,
        "peak_memory_mb": 611.2,
        "cost_usd": 0.0061,
    },
    "progress": 1.0,
}


class RunUsage(BaseModel):
    """What a run used."""

    rows_in: int | None = Field(description="rows taken in, where the stage counts them")
    rows_out: int | None = Field(description="rows given out, where the stage counts them")
    bytes_in: int = Field(description="bytes of objects read")
    bytes_out: int = Field(description="bytes of objects written")
    peak_memory_mb: float | None = Field(description="the most memory it held, in MiB")
    cost_usd: float | None = Field(description="an estimate at AWS's list prices; null where it cannot be told")


class Run(BaseModel):
    """One run of one stage."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE_RUN]})

    run_id: str
    stage: Stage
    subject: str = Field(description="the landing key it worked on, or empty")
    started_at: datetime
    ended_at: datetime | None
    outcome: RunOutcome
    reason: str | None = Field(description="why it ended as it did, and of a failure what to do")
    detail: dict[str, Json] = Field(description="counts and names the stage keeps of it")
    usage: RunUsage
    progress: float | None = Field(description="the part that is done, 0 to 1; null where no honest number exists")


class Runs(BaseModel):
    """A page of runs, newest first."""

    dataset: str
    runs: list[Run]
    next_cursor: str | None = Field(description="ask with this cursor for the runs before these; null at the end")


class LogEntry(BaseModel):
    """One entry of a function's log: names and counts, never rows."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "at": "2026-03-01T12:00:41.002Z",
                    "level": "INFO",
                    "message": "the stage ended",
                    "detail": {"outcome": "done", "rows_kept": 97},
                }
            ]
        }
    )

    at: datetime
    level: str = Field(examples=["INFO", "ERROR", "PLATFORM"], description="PLATFORM is AWS Lambda itself")
    message: str
    detail: dict[str, Json]


class RunLog(BaseModel):
    """What the function wrote while it did this run, oldest first."""

    run_id: str
    lines: list[LogEntry]


class File(BaseModel):
    """One dropped file and what became of it: read = kept + rejected + duplicate."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "key": "landing/my-shop/2024/orders.csv",
                    "status": "clean",
                    "rows_read": 100,
                    "rows_kept": 97,
                    "rows_rejected": 2,
                    "rows_duplicate": 1,
                    "reason": None,
                    "what_to_do": "2 rows were set aside; GET /api/datasets/my-shop/rejects?file=… shows them.",
                }
            ]
        }
    )

    key: str = Field(description="its landing key")
    status: FileStatus
    rows_read: int
    rows_kept: int
    rows_rejected: int
    rows_duplicate: int
    reason: str | None = Field(description="why it was not read, or is of no use here")
    what_to_do: str | None


class FileList(BaseModel):
    """A page of the files of a dataset, by key."""

    dataset: str
    files: list[File]
    next_cursor: str | None = Field(description="ask with this cursor for the files after these; null at the end")


class Queued(BaseModel):
    """That work was asked for; it is done when its turn comes."""

    dataset: str = Field(examples=["my-shop"])
    in_words: str = Field(
        examples=["Training is queued; GET /api/runs?stage=train shows how it goes."],
        description="what happens now, and where to see it",
    )
