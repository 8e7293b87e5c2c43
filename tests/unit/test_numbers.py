"""Numbers with decimal points, decimal commas and thousands marks."""

import pytest

from perennial import engine
from perennial.numbers import number_sql, uses_decimal_comma


def read(work_dir, *texts: str | None) -> list[float | None]:
    with engine.connection(work_dir) as con:
        con.execute("create temp table raw_rows as select unnest($1) as c0", [list(texts)])
        number = number_sql("c0", decimal_comma=uses_decimal_comma(con, ["c0"]))
        found = con.execute(f"select try_cast({number} as decimal(18, 4)) from raw_rows").fetchall()
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
    assert read(work_dir, "2,55", "1234.567") == [2.55, None]


@pytest.mark.parametrize("text", [None, "", "six", "nan", "inf", "2.5.5", "1,2,3", "--1", "£2.55", "9" * 40])
def test_what_is_no_number_is_null_and_never_an_error(work_dir, text):
    assert read(work_dir, text) == [None]


def test_one_column_with_decimal_commas_decides_for_all(work_dir):
    with engine.connection(work_dir) as con:
        con.execute("create temp table raw_rows as select '1.000' as c0, '2,55' as c1")
        assert uses_decimal_comma(con, ["c0", "c1"])
        assert not uses_decimal_comma(con, ["c0"])
