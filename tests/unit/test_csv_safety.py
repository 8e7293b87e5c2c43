"""Texts that a spreadsheet would run as a formula come out as text, by the function and by the SQL alike."""

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from perennial.csv_safety import FORMULA_STARTS, safe_sql, safe_text


def test_a_text_that_begins_like_a_formula_gets_a_quote_in_front():
    for start in "=+-@\t\r":
        assert safe_text(f"{start}cmd") == f"'{start}cmd"


def test_every_other_text_stays_as_it_is():
    for text in ("", "C-17", "anna=1", "'quoted", "17"):
        assert safe_text(text) == text


@settings(max_examples=100)
@given(st.text(st.sampled_from([*FORMULA_STARTS, "'", '"', "a", "ß", "\n"]), max_size=4))
def test_the_sql_expression_and_the_function_agree(text):
    with duckdb.connect() as con:
        expression = safe_sql("id")
        assert con.sql(f"select {expression} from (select $id as id)", params={"id": text}).fetchall() == [
            (safe_text(text),)
        ]
