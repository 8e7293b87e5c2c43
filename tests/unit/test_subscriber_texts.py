"""Attributes as columns of text."""

import json

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from perennial.subscriber_texts import spread_attributes

NAMES = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1)


def spread(*attributes):
    with duckdb.connect() as con:
        con.execute("create table customers (customer_id varchar, has_left boolean, attributes varchar)")
        for at, one in enumerate(attributes):
            con.execute("insert into customers values (?, null, ?)", [f"{at:03d}", json.dumps(one)])
        return spread_attributes(con), con.execute("from texts order by customer_id").fetchall()


def test_every_attribute_of_any_customer_is_a_column_by_name():
    columns, rows = spread({"plan": "a", "age": "7"}, {"plan": None}, {"fee": "2"})
    assert columns == {"a0": "age", "a1": "fee", "a2": "plan"}
    assert [row[2:] for row in rows] == [("7", None, "a"), (None, None, None), (None, "2", None)]


def test_without_attributes_there_are_customers_alone():
    assert spread({}) == ({}, [("000", None)])


@settings(max_examples=30)
@given(name=NAMES, value=NAMES)
def test_any_name_and_any_text_comes_through(name, value):
    columns, rows = spread({name: value})
    assert (list(columns.values()), rows[0][2]) == ([name], value)
