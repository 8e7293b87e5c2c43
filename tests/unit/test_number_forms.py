"""One number with what stands around it."""

import pytest

from perennial import engine
from perennial.number_forms import COMMA, POINT, decorated_sql, looks_like_thousands, proves


def one(work_dir, expression: str, text: str) -> object:
    with engine.connection(work_dir) as con:
        return con.execute(f"select {expression} from (select $1 as t)", [text]).fetchall()[0][0]


def number(work_dir, text: str, mark: str) -> float | None:
    found = one(work_dir, f"try_cast({decorated_sql('t', mark)} as decimal(18, 4))", text)
    return None if found is None else float(str(found))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$1,963.10", 1963.1),
        ("(12.50)", -12.5),
        ("($1,000.00)", -1000),
        ("EUR 12.50", 12.5),
        ("12.50 EUR", 12.5),
        ("1 963.10", 1963.1),
        ("1'963.10", 1963.1),
        ("1\u2019963.10", 1963.1),
        ("1\u00a0963.10", 1963.1),
        ("1\u202f963.10", 1963.1),
        ("1\u2009963.10", 1963.1),
        ("12.50-", -12.5),
        ("12.50- EUR", -12.5),
        ("-$5", -5),
        ("$-5", -5),
        ("\u2212 7.5", -7.5),
        ("R$ 1,234.56", 1234.56),
        ("Rs. 500", 500),
        ("Fr. 12.50", 12.5),
        ("12.-", 12),
        ("1.5E3", 1500),
        ("'12.5", 12.5),
        ("\u20b91,23,456.00", 123456),
        ("+3", 3),
        (".5", 0.5),
    ],
)
def test_amounts_with_a_decimal_point_are_read(work_dir, text, expected):
    assert number(work_dir, text, POINT) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.963,10", 1963.1),
        ("12,50 \u20ac", 12.5),
        ("\u20ac 1.000,-", 1000),
        ("R$ 1.234,56", 1234.56),
        ("1 963,10", 1963.1),
        ("(12,50)", -12.5),
        ("kr 12,50", 12.5),
        ("12,50 z\u0142", 12.5),
        ("1.234", 1234),
    ],
)
def test_amounts_with_a_decimal_comma_are_read(work_dir, text, expected):
    assert number(work_dir, text, COMMA) == expected


@pytest.mark.parametrize(
    "text", ["12.5%", "5 apples", "--1", "(5", "5)", "1,2,3", "2.5.5", "inf", "nan", "", ".", "$", "12.50.", "1-2"]
)
def test_what_is_no_amount_is_none_in_either_way_of_writing(work_dir, text):
    assert number(work_dir, text, POINT) is None
    assert number(work_dir, text, COMMA) is None


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("2,5", COMMA),
        ("2.5", POINT),
        ("1.963,10", COMMA),
        ("1,963.10", POINT),
        ("1.234.567", COMMA),
        ("1,234,567", POINT),
        ("0,500", COMMA),
        ("12345.678", POINT),
        ("1 234,567", COMMA),
        ("1'234.567", POINT),
        ("12,50 \u20ac", COMMA),
        ("1,234", None),
        ("1.234", None),
        ("1234", None),
    ],
)
def test_some_numbers_prove_their_decimal_mark(work_dir, text, mark):
    proven = [candidate for candidate in (COMMA, POINT) if one(work_dir, proves("t", candidate), text)]
    assert proven == ([] if mark is None else [mark])


@pytest.mark.parametrize(
    ("text", "thousands"), [("1.234", True), ("-12.500", True), ("1.234.567", True), ("0.125", False), ("1.25", False)]
)
def test_digits_in_threes_look_like_thousands(work_dir, text, thousands):
    assert one(work_dir, looks_like_thousands("t"), text) is thousands
