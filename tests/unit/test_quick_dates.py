"""What the engine parses by itself is what the patterns would have read, only faster."""

import pytest

from perennial import engine
from perennial.date_forms import FORMS, form_sql
from perennial.date_sql import dated_sql
from perennial.quick_dates import quick_dates


@pytest.mark.parametrize(
    "text",
    [
        *("2010/12/31 08:26", "31/12/2010 8:26", "12/31/2010 8:26:59 PM", "31.12.10", "31-12-2010T08:26:00"),
        *("14-Jan-15", "14 January 2015 08:26", "14. March 2015", "Jan 14, 2015 08:26:01.25", "May 1 2015"),
        *("2015-01-14T08:26:00.000Z", "2015-01-14 08:26:00+05:30", "14-Jan-69", "14-Jan-68"),
    ],
)
def test_a_quick_form_reads_what_its_pattern_reads(work_dir, text):
    with engine.connection(work_dir) as con:
        con.execute("create temp table raw_rows as select $1 as c0", [text])
        quick = quick_dates(con, "c0", None)
        assert quick is not None
        orders = ("day first", "month first")
        found = con.execute(f"select {form_sql('c0')}, {', '.join(str(quick.sql(o)) for o in orders)} from raw_rows")
        form, *moments = found.fetchall()[0]
        patterns = ", ".join(dated_sql("c0", form, order, None) for order in orders)
        assert form == quick.form
        assert con.execute(f"select {patterns} from raw_rows").fetchall() == [tuple(moments)]


@pytest.mark.parametrize("text", ["infinity", "epoch", "-infinity", "2015-01-14 08:26 PM", "2010-01-01 8:26 a.m."])
def test_words_and_half_days_are_left_to_the_patterns(work_dir, text):
    with engine.connection(work_dir) as con:
        con.execute("create temp table raw_rows as select $1 as c0", [text])
        assert quick_dates(con, "c0", None) is None


def test_offsets_are_left_to_the_patterns_where_a_zone_is_known(work_dir):
    with engine.connection(work_dir) as con:
        con.execute("create temp table raw_rows as select '2015-01-14T08:26:00.000Z' as c0")
        assert quick_dates(con, "c0", "Europe/Berlin") is None


def test_each_value_has_its_own_order_only_by_the_patterns(work_dir):
    with engine.connection(work_dir) as con:
        con.execute("create temp table raw_rows as select '1/2/2010' as c0")
        quick = quick_dates(con, "c0", None)
    assert quick is not None
    assert quick.form in FORMS
    assert quick.sql(None) is None
    assert quick.sql("day first") != quick.sql("month first")
