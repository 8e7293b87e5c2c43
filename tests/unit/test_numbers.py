"""Numbers with decimal points, decimal commas and thousands marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perennial import engine
from perennial.numbers import number_reading


def read(work_dir, *texts: str | None) -> list[float | None]:
    with engine.connection(work_dir) as con:
        con.execute("create temp table raw_rows as select unnest($1) as c0", [list(texts)])
        reading = number_reading(con, ["c0"])
        found = con.execute(f"select try_cast({reading.sql('c0')} as decimal(18, 4)) from raw_rows").fetchall()
    return [None if value is None else float(value) for (value,) in found]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["2.55", "-6", "+1", ".5", "1e2"], [2.55, -6, 1, 0.5, 100]),
        (["1,234", "1,234,567.5"], [1234, 1234567.5]),
        (["1,234", "2.5"], [1234, 2.5]),
        (["2,55", "1.234,5", "1.234"], [2.55, 1234.5, 1234]),
        (["-2,5", "1.234.567"], [-2.5, 1234567]),
    ],
)
def test_numbers_are_read_as_the_whole_file_writes_them(work_dir, texts, expected):
    assert read(work_dir, *texts) == expected


def test_a_comma_number_in_a_file_with_points_is_no_number_rather_than_a_wrong_one(work_dir):
    assert read(work_dir, "2.55", "2,5") == [2.55, None]


def test_a_point_that_cannot_be_a_thousands_mark_is_no_number_in_a_file_with_commas(work_dir):
    assert read(work_dir, "2,55", "3,55", "1234.567") == [2.55, 3.55, None]


@pytest.mark.parametrize("text", [None, "", "six", "nan", "inf", "2.5.5", "1,2,3", "--1", "12.5%", "9" * 40])
def test_what_is_no_number_is_null_and_never_an_error(work_dir, text):
    assert read(work_dir, text) == [None]


def test_a_column_that_proves_nothing_follows_one_that_does(work_dir):
    with engine.connection(work_dir) as con:
        con.execute("create temp table raw_rows as select '1.000' as c0, '2,55' as c1, '2.55' as c2")
        reading = number_reading(con, ["c0", "c1"])
        assert con.execute(f"select {reading.sql('c0')}, {reading.sql('c1')} from raw_rows").fetchall() == [
            ("1000", "2.55")
        ]
        assert reading.decision == "decimal comma"
        assert number_reading(con, ["c2"]).decision == "decimal point"


LOCALES = {"en": (",", "."), "de": (".", ","), "ch": ("'", "."), "fr": ("\u202f", ","), "plain": ("", ".")}


@given(
    amounts=st.lists(st.decimals(-9_999_999, 9_999_999, places=2), min_size=1, max_size=20),
    locale=st.sampled_from(sorted(LOCALES)),
    sign=st.sampled_from(["{}", "$ {}", "{} EUR", "{}\u00a0\u20ac"]),
    mirrored=st.booleans(),
)
def test_any_amount_written_in_any_locale_reads_back(tmp_path_factory, amounts, locale, sign, mirrored):
    group, mark = LOCALES[locale]
    written = [
        sign.format(f"{amount:,.2f}".replace(",", "_").replace(".", mark).replace("_", group)) for amount in amounts
    ]
    found = read(tmp_path_factory.getbasetemp(), *(reversed(written) if mirrored else written))
    assert found == [float(amount) for amount in (reversed(amounts) if mirrored else amounts)]


def test_the_mark_that_most_values_prove_counts_for_the_column(work_dir):
    assert read(work_dir, "2,55", "3,55", "1.5") == [2.55, 3.55, None]


def test_columns_of_one_file_may_write_differently(work_dir):
    with engine.connection(work_dir) as con:
        con.execute("create temp table raw_rows as select '1.234' as c0, '2,55' as c1, '2.55' as c2")
        reading = number_reading(con, ["c0", "c1", "c2"])
        found = con.execute(f"select {', '.join(reading.sql(c) for c in ('c0', 'c1', 'c2'))} from raw_rows").fetchall()
    assert found == [("1.234", "2.55", "2.55")]
    assert reading.decision == "decimal comma or point, by column"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["1.234", "12.500", "950"], [1234, 12500, 950]),
        (["1.234", "12.500", "5.000"], [1.234, 12.5, 5]),
        (["1.234", "12.5", "950"], [1.234, 12.5, 950]),
        (["0.125", "0.250", "5"], [0.125, 0.25, 5]),
    ],
)
def test_points_stand_before_thousands_only_where_the_column_proves_it(work_dir, texts, expected):
    assert read(work_dir, *texts) == expected


def test_a_column_that_proves_nothing_says_so(work_dir):
    with engine.connection(work_dir) as con:
        con.execute("create temp table raw_rows as select '1,234' as c0")
        assert number_reading(con, ["c0"]).decision.startswith("decimal point; no value proves it")


def test_a_file_without_number_columns_needs_no_reading(work_dir):
    with engine.connection(work_dir) as con:
        assert number_reading(con, []).sql("c0") == "c0"
