"""Every run leaves a record, whether it ends well or not."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from perennial.errors import TransientError
from perennial.memory import MemoryState
from perennial.records import Json, RunRecord, Stage, StageResult, Usage
from perennial.stages.recording import recorded

START = datetime(2026, 3, 1, 9, tzinfo=UTC)


def ticking() -> Iterator[datetime]:
    moment = START
    while True:
        yield moment
        moment += timedelta(seconds=5)


def used(seconds: float) -> Usage:
    return Usage(bytes_in=70, peak_memory_mb=12.5, cost_usd=seconds)


def run(state: MemoryState, work: object) -> StageResult:
    clock = ticking()
    return recorded(
        state, stage="train", dataset="shop", subject="", clock=lambda: next(clock), run_id="m1", work=work, used=used
    )  # type: ignore[arg-type]  # the tests pass lambdas that raise


def test_a_run_that_ends_well_is_recorded_with_its_times_outcome_and_counts() -> None:
    state = MemoryState()
    result = StageResult("done", {"rows": 3})
    assert run(state, lambda: result) == result
    (record,) = state.runs("shop")
    assert (record.started_at, record.ended_at) == (START, START + timedelta(seconds=5))
    assert (record.outcome, record.detail, record.reason) == ("done", {"rows": 3}, None)


def test_while_the_work_goes_on_its_run_is_seen_running() -> None:
    state = MemoryState()
    seen: list[RunRecord] = []

    def work() -> StageResult:
        seen.extend(state.runs("shop"))
        return StageResult("done")

    run(state, work)
    assert [(record.outcome, record.ended_at) for record in seen] == [("running", None)]


@pytest.mark.parametrize(
    ("error", "reason"),
    [(TransientError("S3 did not answer."), "S3 did not answer."), (ValueError("customer 17850"), "ValueError")],
)
def test_an_error_is_recorded_without_foreign_text_and_raised_again(error: Exception, reason: str) -> None:
    state = MemoryState()

    def work() -> StageResult:
        raise error

    with pytest.raises(type(error)):
        run(state, work)
    (record,) = state.runs("shop")
    assert record.outcome == "failed"
    assert reason in str(record.reason)
    assert "17850" not in str(record.reason)


def test_run_ids_sort_by_the_time_they_began() -> None:
    state = MemoryState()
    clock = ticking()
    for run_id in ("z", "a"):
        recorded(
            state,
            stage="score",
            dataset="shop",
            subject="",
            clock=lambda: next(clock),
            run_id=run_id,
            work=lambda: StageResult("nothing_to_do"),
            used=used,
        )
    assert [record.run_id[-1] for record in state.runs("shop")] == ["a", "z"]


@pytest.mark.parametrize(
    ("stage", "detail", "rows"),
    [
        ("ingest", {"rows_read": 9, "rows_kept": 7}, (9, 7)),
        ("features", {"order_lines": 7, "customers": 2}, (7, 2)),
        ("features", {"customers": 2, "labelled": 1}, (2, 2)),
        ("train", {"order_lines": 7}, (7, None)),
        ("score", {"customers": 2}, (2, 2)),
        ("monitor", {"customers": 2}, (None, None)),
    ],
)
def test_a_run_tells_its_rows_beside_what_it_used(stage: Stage, detail: dict[str, Json], rows: tuple[int, int]) -> None:
    state = MemoryState()
    clock = ticking()
    recorded(
        state,
        stage=stage,
        dataset="shop",
        subject="",
        clock=lambda: next(clock),
        run_id="m1",
        work=lambda: StageResult("done", detail),
        used=used,
    )
    (record,) = state.runs("shop")
    assert (record.usage.rows_in, record.usage.rows_out) == rows
    assert (record.usage.bytes_in, record.usage.peak_memory_mb, record.usage.cost_usd) == (70, 12.5, 5.0)


def test_what_a_failed_run_used_is_told_too() -> None:
    state = MemoryState()

    def work() -> StageResult:
        raise TransientError("S3 did not answer.")

    with pytest.raises(TransientError):
        run(state, work)
    assert state.runs("shop")[0].usage == used(5.0)
