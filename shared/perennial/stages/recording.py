"""Run records: what every stage leaves behind about one run of itself, whether it ended well or not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from perennial.errors import PerennialError
from perennial.ports import State
from perennial.records import RunRecord, Stage, StageResult, Usage

# What each stage calls the rows it took in and gave out; of several names the first that it told.
ROWS: dict[Stage, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "ingest": (("rows_read",), ("rows_kept",)),
    "features": (("order_lines", "customers"), ("customers",)),
    "train": (("order_lines", "labelled"), ()),
    "score": (("customers",), ("customers",)),
    "predict": (("rows_in",), ("rows_out",)),
}
UNEXPECTED = "an unexpected {}; the function's log holds the details under this run's id"


def recorded(
    state: State,
    *,
    stage: Stage,
    dataset: str,
    subject: str,
    clock: Callable[[], datetime],
    run_id: str,
    work: Callable[[], StageResult],
    used: Callable[[float], Usage],
) -> StageResult:
    """Do the work between a run record's start and end; answers what the stage answered.

    `run_id` need only tell apart runs that start at the same moment: the start time is put before it.
    `used` tells what the run used, given how many seconds it took. Whatever the work raises is recorded as a failure
    and raised again, so that the queue delivers once more.
    """
    started_at = clock()
    run = RunRecord(f"{started_at:%Y%m%dT%H%M%S.%f}-{stage}-{run_id}", dataset, stage, subject, started_at)
    state.save_run(run)
    try:
        result = work()
    except Exception as error:
        _save_end(state, run, clock(), StageResult("failed", reason=_in_words(error)), used)
        raise
    _save_end(state, run, clock(), result, used)
    return result


def _save_end(
    state: State, run: RunRecord, ended_at: datetime, result: StageResult, used: Callable[[float], Usage]
) -> None:
    usage = used((ended_at - run.started_at).total_seconds())
    rows_in, rows_out = (_first_count(result, names) for names in ROWS.get(run.stage, ((), ())))
    state.save_run(
        replace(
            run,
            ended_at=ended_at,
            outcome=result.outcome,
            reason=result.reason,
            detail=dict(result.detail),
            usage=replace(usage, rows_in=rows_in, rows_out=rows_out),
        )
    )


def _first_count(result: StageResult, names: tuple[str, ...]) -> int | None:
    counts = (result.detail.get(name) for name in names)
    return next((count for count in counts if isinstance(count, int)), None)


def _in_words(error: Exception) -> str:
    """Our own messages as they are; of a foreign error the type alone, since its text may hold customer data."""
    return str(error) if isinstance(error, PerennialError) else UNEXPECTED.format(type(error).__name__)
