"""What the system did with a dataset: runs, their logs, files, and training on request."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from functions.api.datasets import Dataset
from functions.api.openapi import responses
from functions.api.run_answers import FileList, Queued, RunLog, Runs
from functions.api.runs import log_of, page_of_files, page_of_runs
from functions.api.security import OperateKey
from functions.api.world import CurrentWorld
from perennial.records import FileStatus, RunOutcome
from perennial.records import Stage as StageName

MOST_RUNS = 200
MOST_FILES = 1_000
CURSOR = "`next_cursor` of the page before"
QUEUED = (
    "Training of {dataset} is queued; GET /api/runs?stage=train shows how it goes. Where nothing was dropped since the "
    "last training there is nothing new to learn, and it ends saying so."
)
router = APIRouter(prefix="/api", tags=["runs"])

type Stage = Annotated[StageName | None, Query(description="runs of this stage alone")]
type Outcome = Annotated[RunOutcome | None, Query(description="runs that ended so alone")]
type Status = Annotated[FileStatus | None, Query(description="files of this status alone; gone ones only so")]
type RunCursor = Annotated[str | None, Query(min_length=1, max_length=200, description=CURSOR)]
type FileCursor = Annotated[str | None, Query(min_length=1, max_length=1_024, description=CURSOR)]


@router.get("/runs", responses=responses(401, 404, 409, 503))
async def get_runs(
    *,
    dataset: Dataset,
    world: CurrentWorld,
    stage: Stage = None,
    outcome: Outcome = None,
    limit: Annotated[int, Query(ge=1, le=MOST_RUNS, description="runs to answer")] = 50,
    cursor: RunCursor = None,
) -> Runs:
    """Every run of every stage, newest first, with what it used, how it ended and why."""
    return page_of_runs(world.ports.state, dataset, stage, outcome, limit=limit, cursor=cursor)


@router.get("/runs/{run_id}/logs", responses=responses(401, 404, 409, 503))
async def get_run_log(
    _: OperateKey,
    dataset: Dataset,
    world: CurrentWorld,
    run_id: Annotated[str, Path(min_length=1, max_length=200, description="as GET /api/runs lists it")],
) -> RunLog:
    """What the function wrote while it did this run: names, counts and reasons, never rows."""
    return log_of(world.ports, dataset, run_id, world.now())


@router.get("/files", responses=responses(401, 404, 409, 503))
async def get_files(
    *,
    dataset: Dataset,
    world: CurrentWorld,
    status: Status = None,
    limit: Annotated[int, Query(ge=1, le=MOST_FILES, description="files to answer")] = 200,
    cursor: FileCursor = None,
) -> FileList:
    """The dropped files by key: what was read of each, and of a failed one why and what to do."""
    return page_of_files(world.ports.state.files(dataset), dataset, status, limit=limit, cursor=cursor)


@router.post("/retrain", status_code=202, responses=responses(401, 404, 409, 503))
async def retrain(key: OperateKey, dataset: Dataset, world: CurrentWorld) -> Queued:
    """Train the dataset's model anew, as soon as its turn comes."""
    world.ports.train_queue.send(
        {"dataset": dataset, "because": f"asked for by key {key.key_id}"},
        group=dataset,
        deduplication_id=f"{dataset}-{world.new_id()}",
    )
    return Queued(dataset=dataset, in_words=QUEUED.format(dataset=dataset))
