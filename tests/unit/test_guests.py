"""Purchases by nobody in particular."""

import pytest

from perennial import engine
from perennial.guests import OTHERS, ROWS, guest_sql, shared_customer


@pytest.mark.parametrize(
    ("text", "guest"),
    [("Guest", True), ("GAST", True), ("consumidor final", True), ("guestavo", False), ("17850", False), ("0", False)],
)
def test_an_id_that_says_guest_is_one(work_dir, text, guest):
    with engine.connection(work_dir) as con:
        assert con.execute(f"select {guest_sql('id')} from (select $1 as id)", [text]).fetchall() == [(guest,)]


def shared(work_dir, till: int, others: int, lines: int = 1) -> str | None:
    with engine.connection(work_dir) as con:
        con.execute(
            "create temp table typed_rows as select row_number() over () as line_number, null as broken, customer_id "
            "from (select 'till' as customer_id from range($1) union all "
            "select 'c' || o.range from range($2) as o, range($3))",
            [till, others, lines],
        )
        return shared_customer(con)


def test_an_id_with_most_rows_among_many_customers_is_shared(work_dir):
    assert shared(work_dir, ROWS + 1, OTHERS + 10) == "till"


@pytest.mark.parametrize(
    ("till", "others", "lines"),
    [(ROWS, 30, 1), (ROWS + 50, OTHERS - 5, 1), (ROWS + 50, 300, 1), (0, 50, 9), (0, 0, 0)],
)
def test_a_large_customer_is_not_shared(work_dir, till, others, lines):
    assert shared(work_dir, till, others, lines) is None


def test_a_shared_id_is_found_in_a_file_too_large_to_count_twice(work_dir):
    assert shared(work_dir, 60_000, 50, 1_000) == "till"
