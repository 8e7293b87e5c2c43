"""Dates as shops write them, and the order of day and month decided on the whole column."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perennial import engine
from perennial.dates import date_reading, require_date_format, require_time_zone
from perennial.errors import InvalidDescription, UndecidedDates, UnreadableFile

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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14-Jan-15", "2015-01-14 00:00:00"),
        ("14 January 2015", "2015-01-14 00:00:00"),
        ("Jan 14, 2015", "2015-01-14 00:00:00"),
        ("Jan 14th, 2015 8:26 PM", "2015-01-14 20:26:00"),
        ("January 14, 2015 at 8:26 AM", "2015-01-14 08:26:00"),
        ("14. M\u00e4rz 2015", "2015-03-14 00:00:00"),
        ("Mittwoch, 14. Januar 2015", "2015-01-14 00:00:00"),
        ("14 de enero de 2015", "2015-01-14 00:00:00"),
        ("14 de mar\u00e7o de 2015", "2015-03-14 00:00:00"),
        ("14/fev/2015", "2015-02-14 00:00:00"),
        ("1er ao\u00fbt 2015", "2015-08-01 00:00:00"),
        ("14 d\u00e9c. 2015 14h30", "2015-12-14 14:30:00"),
        ("14 ao\u00fbt 2015 \u00e0 08:26", "2015-08-14 08:26:00"),
        ("14.01.2015 08:26 Uhr", "2015-01-14 08:26:00"),
        ("2015-Jan-14", "2015-01-14 00:00:00"),
        ("Wed, 14 Jan 2015 08:26:00 +0000", "2015-01-14 08:26:00"),
        ("2018100107", "2018-10-01 07:00:00"),
        ("20141231 0826", "2014-12-31 08:26:00"),
        ("201412310826", "2014-12-31 08:26:00"),
        ("20141231T082605", "2014-12-31 08:26:05"),
        ("42018", "2015-01-14 00:00:00"),
        ("42018.351388888892", "2015-01-14 08:26:00"),
        ("1421223960", "2015-01-14 08:26:00"),
        ("1421223960000", "2015-01-14 08:26:00"),
        ("2015.01.14 8:26:01 pm", "2015-01-14 20:26:01"),
        ("2015-01-14 12:26 a.m.", "2015-01-14 00:26:00"),
        ("2015-01-14 08:26:00 UTC", "2015-01-14 08:26:00"),
        ("99-12-31", "1999-12-31 00:00:00"),
    ],
)
def test_dates_with_names_numbers_and_counts_are_read(work_dir, text, expected):
    assert read(work_dir, text) == [expected]


@pytest.mark.parametrize("text", ["14 Marble 2015", "31 Feb 2015", "Jan 2015", "20141399", "99999", "2015-01-14 25:00"])
def test_what_only_looks_like_such_a_date_is_none(work_dir, text):
    assert read(work_dir, text, "2015-01-14")[0] is None


def test_a_count_of_days_is_a_date_only_where_the_column_is_otherwise_none(work_dir):
    assert read(work_dir, "42018", "2015-01-14") == [None, "2015-01-14 00:00:00"]
    assert read(work_dir, *["42018"] * 101, "2015-01-14")[0] == "2015-01-14 00:00:00"


def test_of_two_forms_in_one_column_each_unambiguous_value_is_read(work_dir):
    found, decision = both(work_dir, "13/2/2010", "2/13/2010", "5/5/2010", "1/2/2010")
    assert found == ["2010-02-13 00:00:00", "2010-02-13 00:00:00", "2010-05-05 00:00:00", None]
    assert decision.startswith("day first in some and month first in others")
    assert read(work_dir, "2010-12-31", "14-Jan-15") == ["2010-12-31 00:00:00", "2015-01-14 00:00:00"]


def test_a_few_undecided_dates_among_many_others_are_not_read_rather_than_asked_for(work_dir):
    assert read(work_dir, *["2010-12-31"] * 100, "1/2/2010")[-1] is None


def test_short_dates_that_might_begin_with_the_year_are_asked_for(work_dir):
    with pytest.raises(UndecidedDates, match="day first or year first"):
        read(work_dir, "13-12-01", "13-12-05", "13-12-09")


def test_what_other_files_prove_decides_and_is_no_evidence_of_its_own(work_dir):
    with engine.connection(work_dir) as con:
        con.execute("create temp table raw_rows as select '1/2/2010' as c0")
        reading = date_reading(con, KEY, "c0", None, known_order="month first")
        found = con.execute(f"select {reading.sql} from raw_rows").fetchall()
    assert f"{found[0][0]:%Y-%m-%d}" == "2010-01-02"
    assert reading.evidence is None
    assert reading.decision == "month first, as other files of the dataset prove"


def test_an_order_that_the_column_proves_is_evidence_for_others(work_dir):
    with engine.connection(work_dir) as con:
        con.execute("create temp table raw_rows as select '13/2/2010' as c0, '01.02.2010' as c1")
        assert date_reading(con, KEY, "c0", None).evidence == "day first"
        assert date_reading(con, KEY, "c1", None).evidence is None


def test_undecided_dates_say_which_evidence_would_help(work_dir):
    with engine.connection(work_dir) as con:
        con.execute("create temp table raw_rows as select '1/2/2010' as c0")
        with pytest.raises(UndecidedDates, match="column Day could be") as raised:
            date_reading(con, KEY, "c0", None, column_name="Day")
    assert raised.value.needs == "date_order:Day"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2015-01-14T08:26:00Z", "2015-01-14 09:26:00"),
        ("2015-07-14T08:26:00Z", "2015-07-14 10:26:00"),
        ("2015-01-14 08:26:00.123 -0500", "2015-01-14 14:26:00"),
        ("2015-01-14T08:26:00+05:30", "2015-01-14 03:56:00"),
        ("14 Jan 2015 08:26 PM UTC", "2015-01-14 21:26:00"),
        ("2015-01-14 08:26", "2015-01-14 08:26:00"),
        ("1421223960", "2015-01-14 09:26:00"),
    ],
)
def test_times_with_an_offset_are_turned_into_the_shops_zone_where_it_is_known(work_dir, text, expected):
    with engine.connection(work_dir) as con:
        con.execute("create temp table raw_rows as select $1 as c0", [text])
        reading = date_reading(con, KEY, "c0", None, time_zone="Europe/Berlin")
        found = con.execute(f"select {reading.sql} from raw_rows").fetchall()
    assert f"{found[0][0]:%Y-%m-%d %H:%M:%S}" == expected


def test_a_zone_nobody_knows_is_refused_by_the_datasets_name(work_dir):
    with engine.connection(work_dir) as con, pytest.raises(InvalidDescription, match=r"shop: time_zone 'Mars/Base'"):
        require_time_zone(con, "shop", "Mars/Base")


WRITTEN = {
    "iso": "%Y-%m-%d %H:%M:%S",
    "iso with T": "%Y-%m-%dT%H:%M:%S.000Z",
    "slashes": "%Y/%m/%d %H:%M",
    "day first": "%d/%m/%Y %H:%M",
    "month first": "%m/%d/%Y %I:%M %p",
    "dots": "%d.%m.%Y %H:%M:%S",
    "short": "%d-%m-%y %H:%M",
    "named": "%d-%b-%y %H:%M",
    "named in full": "%A, %d %B %Y %H:%M",
    "american": "%b %d, %Y %I:%M:%S %p",
    "compact": "%Y%m%d%H%M",
    "compact in two": "%Y%m%d %H:%M:%S",
}


@given(
    moments=st.lists(
        st.datetimes(datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2060-01-01")),
        min_size=1,
        max_size=20,
    ),
    form=st.sampled_from(sorted(WRITTEN)),
    mirrored=st.booleans(),
)
def test_any_date_written_in_one_of_the_forms_reads_back_in_any_order_of_rows(
    tmp_path_factory, moments, form, mirrored
):
    written = [
        moment.replace(second=0, microsecond=0) for moment in (*moments, datetime.fromisoformat("2011-10-31T13:05"))
    ]
    if mirrored:
        written.reverse()
    try:
        found = read(tmp_path_factory.getbasetemp(), *(f"{moment:{WRITTEN[form]}}" for moment in written))
    except UndecidedDates:
        assert form == "short"  # short years may lead or end; it is asked for where days do not tell
    else:
        assert found == [f"{moment:%Y-%m-%d %H:%M:%S}" for moment in written]


# From 2032-06-04 on a count of seconds may spell year, month, day and hour, and is taken for those.
@given(
    moments=st.lists(
        st.datetimes(datetime.fromisoformat("1971-01-01"), datetime.fromisoformat("2032-01-01")),
        min_size=1,
        max_size=20,
    )
)
def test_counted_dates_read_back(tmp_path_factory, moments):
    moments = [moment.replace(microsecond=0) for moment in moments]
    seconds = [int((moment - datetime.fromisoformat("1970-01-01")).total_seconds()) for moment in moments]
    serials = [f"{(moment - datetime.fromisoformat('1899-12-30')) / timedelta(days=1):.10f}" for moment in moments]
    expected = [f"{moment:%Y-%m-%d %H:%M:%S}" for moment in moments]
    long = [(f"{count:010}", text) for count, text in zip(seconds, expected, strict=True) if count >= 10**8]
    assert read(tmp_path_factory.getbasetemp(), *(count for count, _ in long)) == [text for _, text in long]
    assert read(tmp_path_factory.getbasetemp(), *serials) == expected
