"""Dates as shops write them, and the order of day and month decided on the whole column."""

import pytest

from perennial import engine
from perennial.dates import date_reading, require_date_format
from perennial.errors import InvalidDescription, UnreadableFile

KEY = "landing/shop/orders.csv"


def read(work_dir, *texts: str | None, date_format: str | None = None) -> list[str | None]:
    return both(work_dir, *texts, date_format=date_format)[0]


def both(work_dir, *texts: str | None, date_format: str | None = None) -> tuple[list[str | None], str]:
    with engine.connection(work_dir) as con:
        con.execute("create temp table raw_rows as select unnest($1) as c0", [list(texts)])
        reading = date_reading(con, KEY, "c0", date_format)
        found = con.execute(f"select {reading.sql} from raw_rows").fetchall()
    return [None if value is None else f"{value:%Y-%m-%d %H:%M:%S}" for (value,) in found], reading.decision


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2010-12-01", "2010-12-01 00:00:00"),
        ("2010-12-01 08:26", "2010-12-01 08:26:00"),
        ("2010-12-01 8:26:59", "2010-12-01 08:26:59"),
        ("2010-12-01T08:26:00.250", "2010-12-01 08:26:00"),
        ("2010/12/1 08:26", "2010-12-01 08:26:00"),
        ("20101201", "2010-12-01 00:00:00"),
        ("12/31/2010 8:26", "2010-12-31 08:26:00"),
        ("31.12.2010", "2010-12-31 00:00:00"),
        ("31.12.2010 23:59:01", "2010-12-31 23:59:01"),
        ("31-12-2010T08:26", "2010-12-31 08:26:00"),
        ("31/12/10", "2010-12-31 00:00:00"),
        ("12/31/2010 8:26 PM", "2010-12-31 20:26:00"),
        ("12/31/2010 12:26:05 am", "2010-12-31 00:26:05"),
    ],
)
def test_the_usual_ways_to_write_a_date_are_read(work_dir, text, expected):
    assert read(work_dir, text) == [expected]


@pytest.mark.parametrize("text", ["2010-12-01T08:26:00Z", "2010-12-01 08:26:00+02:00", "2010-12-01T08:26:00-0500"])
def test_the_shops_own_clock_counts_and_not_its_offset_from_another(work_dir, text):
    assert read(work_dir, text) == ["2010-12-01 08:26:00"]


@pytest.mark.parametrize(
    "text", ["", "soon", "2010-13-01", "2010-02-30", "31/31/2010", "2010-12-01 13:26 AM", "infinity", "epoch", "1e9"]
)
def test_what_is_no_date_is_null_and_never_an_error(work_dir, text):
    assert read(work_dir, text, None, "2010-12-01") == [None, None, "2010-12-01 00:00:00"]


def test_one_row_that_can_only_be_one_way_decides_the_whole_column(work_dir):
    assert both(work_dir, "1/2/2010", "13/2/2010") == (["2010-02-01 00:00:00", "2010-02-13 00:00:00"], "day first")
    assert both(work_dir, "1/2/2010", "2/13/2010") == (["2010-01-02 00:00:00", "2010-02-13 00:00:00"], "month first")


def test_the_order_is_the_columns_and_not_the_rows(work_dir):
    assert read(work_dir, *["13/2/2010"] * 101, "2/13/2010")[-1] is None


def test_dates_that_can_be_read_both_ways_are_refused_and_ask_for_the_format(work_dir):
    with pytest.raises(UnreadableFile, match=r"orders\.csv.*day/month or month/day.*date_format"):
        read(work_dir, "1/2/2010", "3/4/2010")


def test_dates_that_are_the_same_both_ways_are_not_ambiguous(work_dir):
    assert read(work_dir, "12/12/2010 8:26", "1/1/2011 9:00") == ["2010-12-12 08:26:00", "2011-01-01 09:00:00"]


def test_dates_with_dots_are_day_first(work_dir):
    assert read(work_dir, "01.12.2010 08:26") == ["2010-12-01 08:26:00"]


def test_short_and_long_years_in_one_column_are_both_read(work_dir):
    assert read(work_dir, "31/12/10", "31/12/2011") == ["2010-12-31 00:00:00", "2011-12-31 00:00:00"]


def test_a_stated_format_is_the_only_one_that_counts(work_dir):
    found, decision = both(work_dir, "1/2/2010", "2010-12-01", date_format="%m/%d/%Y")
    assert found == ["2010-01-02 00:00:00", None]
    assert decision == "as %m/%d/%Y"


def test_a_stated_format_may_hold_a_quote(work_dir):
    assert read(work_dir, "1'2'2010", date_format="%d'%m'%Y") == ["2010-02-01 00:00:00"]


@pytest.mark.parametrize("date_format", ["%Q", ""])
def test_a_format_nobody_knows_is_refused_by_the_datasets_name(work_dir, date_format):
    with (
        engine.connection(work_dir) as con,
        pytest.raises(InvalidDescription, match=r"dataset shop: date_format .* is not a strptime format"),
    ):
        require_date_format(con, "shop", date_format)
