"""Past days: which ones a person means, and that only days with a future behind them are asked for."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.cli.past import MOST_DAYS, ask_for, day_of, days_between
from perennial import layout
from perennial.errors import NotReadyError, RefusedError
from perennial.memory import MemoryPorts
from perennial.pointers import Pointer, move_pointer

FIRST, LAST = date(2025, 1, 31), date(2025, 5, 1)


def test_months_end_where_the_month_does_and_come_back_to_the_day() -> None:
    assert [day.isoformat()[5:] for day in days_between(FIRST, LAST, "month")] == ["01-31", "02-28", "03-31", "04-30"]


@pytest.mark.parametrize(("every", "days"), [("week", 7), ("10", 10)])
def test_weeks_and_days_are_counted_from_the_first(every: str, days: int) -> None:
    found = days_between(FIRST, LAST, every)
    assert found[:2] == [FIRST, FIRST + timedelta(days=days)]
    assert LAST - timedelta(days=days) < found[-1] <= LAST


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(0, 900), st.sampled_from(["month", "week", "31"]))
def test_days_rise_from_the_first_and_stay_within_the_last(first: date, length: int, every: str) -> None:
    last = first + timedelta(days=length)
    found = days_between(first, last, every)
    assert found[0] == first
    assert found == sorted(set(found))
    assert found[-1] <= last


@pytest.mark.parametrize(
    ("first", "last", "every"),
    [(FIRST, LAST, "fortnight"), (FIRST, LAST, "0"), (LAST, FIRST, "week"), (FIRST, FIRST + timedelta(MOST_DAYS), "1")],
)
def test_what_makes_no_sense_or_would_take_days_is_refused(first: date, last: date, every: str) -> None:
    with pytest.raises(RefusedError):
        days_between(first, last, every)


def test_a_day_that_is_none_is_refused_by_name() -> None:
    assert day_of("2025-01-31") == FIRST
    with pytest.raises(RefusedError, match="31/01/2025"):
        day_of("31/01/2025")


def test_only_days_before_the_end_of_the_data_are_asked_for(ports: MemoryPorts) -> None:
    move_pointer(ports.lake, layout.features_pointer("shop"), Pointer(), "f", {"as_of": "2025-03-01"})
    asked = ask_for(ports, "shop", days_between(FIRST, LAST, "month"))
    assert [day.isoformat() for day in asked] == ["2025-01-31", "2025-02-28"]
    assert [sent.body["backfill"] for sent in ports.train_queue.sent] == ["2025-01-31", "2025-02-28"]
    assert {sent.group for sent in ports.train_queue.sent} == {"shop"}


def test_a_dataset_without_orders_or_without_such_a_past_is_told_so(ports: MemoryPorts) -> None:
    with pytest.raises(NotReadyError, match="no orders yet"):
        ask_for(ports, "shop", [FIRST])
    move_pointer(ports.lake, layout.features_pointer("shop"), Pointer(), "f", {"as_of": "2025-01-31"})
    with pytest.raises(RefusedError, match="before 2025-01-31"):
        ask_for(ports, "shop", [FIRST])
