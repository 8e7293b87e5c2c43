"""Texts become values by one query, whatever the table."""

from decimal import Decimal

import pytest

from perennial import engine
from perennial.currencies import NONE, CurrencyReading
from perennial.dates import DateReading
from perennial.numbers import NumberReading
from perennial.reading import Format
from perennial.typed_rows import Readings, columns_of, is_plain, misread_sql, typed_sql

LAYOUT = Format("utf-8-sig", ",", ("who", "when", "qty", "price"), 1, True, False, "\n", ())
FIELDS = {"customer_id": "who", "order_datetime": "when", "quantity": "qty", "unit_price": "price"}
PLAIN = Readings(
    DateReading("try_cast(c1 as timestamp)", "year first"),
    NumberReading({}, "decimal point"),
    CurrencyReading(NONE, "1", None, "not said"),
)


def typed(work_dir, *row, select):
    columns = columns_of(FIELDS, (), LAYOUT)
    with engine.connection(work_dir) as con:
        con.execute("create table cells (c0 varchar, c1 varchar, c2 varchar, c3 varchar)")
        con.execute("insert into cells values ($1, $2, $3, $4)", list(row))
        query = typed_sql(columns, PLAIN, "cells", "c0")
        return con.execute(f"select {select.format(misread=misread_sql(columns, PLAIN))} from ({query})").fetchall()[0]


@pytest.mark.parametrize(
    ("quantity", "price", "amount"),
    [
        ("3", "2.55", "7.65"),
        ("0.3", "0.1", "0.03"),
        ("99999999", "99999999.9999", None),
        ("900000", "9999.9999", "8999999910"),
        ("-7", "0.0001", "-0.0007"),
        ("x", "1", None),
    ],
)
def test_an_amount_is_exact_whatever_its_size(work_dir, quantity, price, amount):
    (found,) = typed(work_dir, "a", "2024-05-01", quantity, price, select="amount")
    exact = None if amount is None else Decimal(quantity) * Decimal(price)
    assert found == (exact if exact is None or abs(exact) < 10**14 else None)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("a", "2024-05-01", "1", "2"), False),
        (("a", "2024-5-1", "1", "2"), True),
        (("a", "soon", "1", "2"), True),
        (("a", None, None, None), False),
        (("a", "2024-05-01", "one", "2"), True),
    ],
)
def test_a_row_is_misread_where_a_text_is_no_value_or_a_date_is_not_plain(work_dir, row, expected):
    assert typed(work_dir, *row, select="{misread}") == (expected,)


def test_the_header_again_is_told_by_all_its_mapped_columns(work_dir):
    assert typed(work_dir, "who", "when", "qty", "price", select="repeats_header") == (True,)
    assert typed(work_dir, "who", "when", "qty", "9", select="repeats_header") == (False,)


def test_readings_are_plain_while_casts_alone_read_them():
    columns = columns_of(FIELDS, (), LAYOUT)
    assert is_plain(columns, PLAIN)
    marked = Readings(PLAIN.dates, NumberReading({"c3": ","}, "decimal comma"), PLAIN.currency)
    assert not is_plain(columns, marked)
