"""Run records: what every stage leaves behind about one run of itself, whether it ended well or not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from perennial.errors import PerennialError
from perennial.ports import State
from perennial.records import RunRecord, Stage, StageResult

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
) -> StageResult:
    """Do the work between a run record's start and end; answers what the stage answered.

    `run_id` need only tell apart runs that start at the same moment: the start time is put before it.
    Whatever the work raises is recorded as a failure and raised again, so that the queue delivers once more.
    """
    started_at = clock()
    run = RunRecord(f"{started_at:%Y%m%dT%H%M%S.%f}-{stage}-{run_id}", dataset, stage, subject, started_at)
    state.save_run(run)
    try:
        result = work()
    except Exception as error:
        state.save_run(replace(run, ended_at=clock(), outcome="failed", reason=_in_words(error)))
        raise
    state.save_run(
        replace(run, ended_at=clock(), outcome=result.outcome, reason=result.reason, detail=dict(result.detail))
    )
    return result


def _in_words(error: Exception) -> str:
    """Our own messages as they are; of a foreign error the type alone, since its text may hold customer data."""
    return str(error) if isinstance(error, PerennialError) else UNEXPECTED.format(type(error).__name__)
