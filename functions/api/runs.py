"""Runs, their logs and the files of a dataset."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from functions.api.run_answers import File, FileList, LogEntry, Run, RunLog, Runs
from perennial.errors import NotFoundError
from perennial.ports import Ports, State
from perennial.records import FileState, FileStatus, RunOutcome, RunRecord, Stage
from perennial.run_logs import LogLine, calls_in, entries, function_of, name_in_log

RUNS_LOOKED_AT = 1_000
RUNS_READ_AT_ONCE = 100
LINES_READ = 500
CALLS_LOOKED_AT = 5
AROUND = timedelta(seconds=5)  # a function's clock and its log's need not agree
AFTER_ANY_SUFFIX = "~"
FINISHED = ("done", "nothing_to_do")
WRONG_FILE = (
    "Correct what is said here and drop the file again under the same name, which takes the place of this one; "
    "where the columns are only unknown, describe them with PUT /api/datasets/{dataset}."
)
SET_ASIDE = "{rows:,} rows were set aside; GET /api/datasets/{dataset}/rejects?file=… shows them."


def run_answer(run: RunRecord) -> Run:
    """A run as it is answered. No stage tells how far it is, so only one that is through has a progress."""
    progress = 1.0 if run.outcome in FINISHED else None
    return Run.model_validate(asdict(run) | {"progress": progress}, extra="ignore")


def page_of_runs(
    state: State, dataset: str, stage: Stage | None, outcome: RunOutcome | None, *, limit: int, cursor: str | None
) -> Runs:
    """The newest runs of this stage and outcome (None: any) before the cursor.

    Runs are stored by time alone: of a rare kind a page may hold fewer than asked for, and its cursor goes on.
    """
    found: list[RunRecord] = []
    batch = max(limit, RUNS_READ_AT_ONCE) + 1
    for _ in range(0, RUNS_LOOKED_AT, batch):
        runs = state.runs(dataset, limit=batch, before=cursor)
        found += [run for run in runs if stage in {None, run.stage} and outcome in {None, run.outcome}]
        cursor = runs[-1].run_id if len(runs) == batch else None
        if len(found) > limit:
            found, cursor = found[:limit], found[limit - 1].run_id
        if len(found) == limit or cursor is None:
            break
    return Runs(dataset=dataset, runs=[run_answer(run) for run in found], next_cursor=cursor)


def log_of(ports: Ports, dataset: str, run_id: str, now: datetime) -> RunLog:
    """What the function wrote about this run, and what AWS Lambda said of the calls; raises NotFoundError.

    A killed run wrote no end: the call's id, in the entry of its start, leads to why.
    """
    run = next(iter(ports.state.runs(dataset, limit=1, before=run_id + AFTER_ANY_SUFFIX)), None)
    if run is None or run.run_id != run_id:
        raise NotFoundError(f"dataset {dataset} has no run {run_id}; GET /api/runs lists them.")
    since, until = run.started_at - AROUND, (run.ended_at or now) + AROUND

    def lines(holding: str) -> list[LogLine]:
        return ports.logs.lines(function_of(run.stage), holding, since=since, until=until, limit=LINES_READ)

    own = lines(name_in_log(run))
    of_calls = [line for call in calls_in(own)[:CALLS_LOOKED_AT] for line in lines(call)]
    told = [LogEntry.model_validate(asdict(entry)) for entry in entries([*own, *of_calls])]
    return RunLog(run_id=run_id, lines=told)


def page_of_files(
    states: Sequence[FileState], dataset: str, status: FileStatus | None, *, limit: int, cursor: str | None
) -> FileList:
    """The files of this status whose key sorts after the cursor; without a status all but the deleted ones."""
    wanted = [state for state in states if (state.status != "gone" if status is None else state.status == status)]
    rest = [state for state in wanted if cursor is None or state.key > cursor]
    following = rest[limit - 1].key if len(rest) > limit else None
    return FileList(dataset=dataset, files=[_file(state) for state in rest[:limit]], next_cursor=following)


def _file(state: FileState) -> File:
    return File.model_validate(asdict(state) | {"what_to_do": _what_to_do(state)}, extra="ignore")


def _what_to_do(state: FileState) -> str | None:
    if state.status == "failed":
        return WRONG_FILE.format(dataset=state.dataset)
    if state.rows_rejected:
        return SET_ASIDE.format(rows=state.rows_rejected, dataset=state.dataset)
    return None
