"""What of a function's log may be shown."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perennial.records import RunRecord, Stage
from perennial.run_logs import LogLine, calls_in, entries, function_of, name_in_log

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CALL = "5a4f0a8e-1f4e-4a0b-9f57-0f6f1a2b3c4d"


def line(seconds: float = 0.0, **content: object) -> LogLine:
    return LogLine(NOW + timedelta(seconds=seconds), json.dumps({"level": "INFO", "correlation_id": CALL} | content))


def test_our_own_entries_are_shown_by_names_and_counts():
    (entry,) = entries([line(message="the stage ended", outcome="done", detail={"rows_kept": 3}, service="ingest")])
    assert (entry.at, entry.level, entry.message) == (NOW, "INFO", "the stage ended")
    assert entry.detail == {"outcome": "done", "detail": {"rows_kept": 3}}


def test_an_errors_name_is_shown_and_neither_its_text_nor_its_traceback():
    stopped = line(
        level="ERROR", message="the stage stopped", exception="ValueError: anna", exception_name="ValueError"
    )
    (entry,) = entries([stopped])
    assert (entry.level, entry.detail) == ("ERROR", {"exception_name": "ValueError"})
    assert "anna" not in repr(entry)


@pytest.mark.parametrize(
    "text",
    [
        f"REPORT RequestId: {CALL}\tDuration: 3.1 ms\tMax Memory Used: 90 MB",
        f"2026-03-01T12:00:00.000Z {CALL} Task timed out after 900.00 seconds",
        f"RequestId: {CALL} Error: Runtime exited with error: signal: killed",
    ],
)
def test_what_the_platform_says_of_a_call_is_shown(text):
    (entry,) = entries([LogLine(NOW, text + "\n")])
    assert (entry.level, entry.message) == ("PLATFORM", text)


@given(text=st.text() | st.builds(json.dumps, st.recursive(st.none() | st.text(), st.lists)))
def test_whatever_else_was_printed_is_not_shown(text):
    assert entries([LogLine(NOW, text)]) == []


def test_entries_come_once_and_in_their_order():
    first, second = line(message="the stage starts"), line(1, message="the stage ended")
    assert [entry.message for entry in entries([second, first, second])] == ["the stage starts", "the stage ended"]


def test_the_calls_that_wrote_lines_are_found_in_them():
    assert calls_in([line(message="a"), line(message="b"), LogLine(NOW, "plain"), LogLine(NOW, "[1]")]) == [CALL]


def test_a_run_is_named_in_the_log_by_the_end_of_its_id():
    run = RunRecord("20260301T120000.000000-train-m1-train-2", "shop", "train", "", NOW)
    assert name_in_log(run) == "m1-train-2"


@pytest.mark.parametrize("stage", get_args(Stage))
def test_every_stage_is_looked_for_in_the_log_of_the_function_that_runs_it(stage):
    handler = ROOT / "functions" / function_of(stage) / "app.py"
    assert f'run_stage("{stage}"' in handler.read_text()
