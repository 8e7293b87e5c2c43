"""Records: plain values that cannot be changed after the fact, with defaults that claim nothing."""

import dataclasses
import inspect
import json
from datetime import UTC, datetime

import pytest

from perennial import records
from perennial.records import CustomerRecord, FileState, ModelRecord, RunRecord, StageResult

NOW = datetime(2024, 7, 1, tzinfo=UTC)
CLASSES = [value for _, value in inspect.getmembers(records, dataclasses.is_dataclass)]


@pytest.mark.parametrize("record", CLASSES)
def test_every_record_is_frozen_and_explained(record: type) -> None:
    assert record.__dataclass_params__.frozen
    assert record.__doc__
    assert hasattr(record, "__slots__")


def test_a_record_cannot_be_changed_only_replaced() -> None:
    state = FileState("shop", "landing/shop/a.csv", "clean", "e1", "d1")
    with pytest.raises(dataclasses.FrozenInstanceError):
        state.status = "gone"
    assert dataclasses.replace(state, status="gone").status == "gone"
    assert state.status == "clean"


def test_a_file_that_nobody_counted_has_no_rows_and_no_identity() -> None:
    state = FileState("shop", "landing/shop/a.csv", "failed", "e1", "d1")
    assert (state.rows_read, state.rows_kept, state.rows_rejected, state.rows_duplicate) == (0, 0, 0, 0)
    assert state.identity is None
    assert state.revision == 0


def test_a_run_that_has_begun_is_running() -> None:
    run = RunRecord("r1", "shop", "score", "", NOW)
    assert (run.outcome, run.ended_at, run.reason) == ("running", None, None)


@pytest.mark.parametrize(
    "make",
    [
        lambda: RunRecord("r1", "shop", "score", "", NOW).detail,
        lambda: ModelRecord("shop", "v1", "ab", "s1", "2024-06-30", NOW).summary,
        lambda: StageResult("done").detail,
    ],
)
def test_no_two_records_share_their_details(make) -> None:
    make()["count"] = 1
    assert make() == {}


def test_a_customer_record_of_plain_values_is_json() -> None:
    record = CustomerRecord("shop", "c1", "s1", {"tier": "top"}, {"frequency": 2}, [{"amount": 1.5}])
    assert json.loads(json.dumps(dataclasses.asdict(record)))["orders"] == [{"amount": 1.5}]
