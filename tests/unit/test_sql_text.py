"""Text between single quotes stays text."""

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from perennial.sql_text import escaped


@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=20))
def test_any_text_comes_back_from_sql_as_it_was(text):
    with duckdb.connect() as con:
        assert con.execute(f"select '{escaped(text)}'").fetchall() == [(text,)]
