"""The timestamp of a text whose form is known."""

import pytest

from perennial import engine
from perennial.date_sql import dated_sql


def dated(work_dir, text: str, form: str, order: str = "day first", time_zone: str | None = None) -> str | None:
    with engine.connection(work_dir) as con:
        sql = dated_sql("t", form, order, time_zone)
        found = con.execute(f"select {sql} from (select $1 as t)", [text]).fetchall()[0][0]
    return None if found is None else found.isoformat(sep=" ")


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("2010.12.1 8:26", "year_first", "2010-12-01 08:26:00"),
        ("1/2/2010", "long_year", "2010-02-01 00:00:00"),
        ("1/2/69", "short_year", "1969-02-01 00:00:00"),
        ("1/2/68", "short_year", "2068-02-01 00:00:00"),
        ("2018100107", "compact", "2018-10-01 07:00:00"),
        ("20181001_07:08:09", "compact", "2018-10-01 07:08:09"),
        ("1. M\u00e4rz 2010 8h26", "named_day_first", "2010-03-01 08:26:00"),
        ("march 1, 10", "named_month_first", "2010-03-01 00:00:00"),
        ("40513,25", "serial", "2010-12-01 06:00:00"),
        ("1291192000,5", "unix_seconds", "2010-12-01 08:26:40.500000"),
        ("1291192000250", "unix_milliseconds", "2010-12-01 08:26:40.250000"),
        ("2010-12-01 12:00:00.5 am", "year_first", "2010-12-01 00:00:00.500000"),
        ("2010-12-01 12:30 PM", "year_first", "2010-12-01 12:30:00"),
        ("2010-12-01 13:30 PM", "year_first", "2010-12-01 13:30:00"),
    ],
)
def test_each_form_is_read(work_dir, text, form, expected):
    assert dated(work_dir, text, form) == expected


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("30/2/2010", "long_year"),
        ("2010-12-01 13:30 AM", "year_first"),
        ("20100231", "compact"),
        ("10000", "serial"),
        ("9999999999", "unix_seconds"),
    ],
)
def test_a_day_that_no_calendar_has_is_none(work_dir, text, form):
    assert dated(work_dir, text, form) is None


def test_the_order_says_which_number_is_the_day(work_dir):
    assert dated(work_dir, "1/2/2010", "long_year", "month first") == "2010-01-02 00:00:00"
    assert dated(work_dir, "10/1/02", "short_year", "year first") == "2010-01-02 00:00:00"


def test_an_offset_matters_only_in_a_zone(work_dir):
    text = "2010-07-01 08:26 PM -0330"
    assert dated(work_dir, text, "year_first") == "2010-07-01 20:26:00"
    assert dated(work_dir, text, "year_first", time_zone="Europe/Lisbon") == "2010-07-02 00:56:00"
    assert dated(work_dir, "1291192000", "unix_seconds", time_zone="Asia/Tokyo") == "2010-12-01 17:26:40"
