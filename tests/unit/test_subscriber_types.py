"""Kinds of values, told from all customers together."""

import json

import duckdb
import pytest

from perennial.subscriber_types import infer_attributes


def inferred(*values, name="x"):
    with duckdb.connect() as con:
        con.execute("create table customers (customer_id varchar, attributes varchar)")
        rows = [(str(at), json.dumps({name: value})) for at, value in enumerate(values)]
        con.executemany("insert into customers values (?, ?)", rows)
        attributes, left_out = infer_attributes(con)
        cells = [
            [cell for (cell,) in con.execute(f"select {one.value_sql()} from customers order by rowid").fetchall()]
            for one in attributes
        ]
    return attributes, left_out, cells


@pytest.mark.parametrize(
    ("values", "kind", "cells"),
    [
        (("1", None, "2.5"), "number", [1.0, None, 2.5]),
        (("1,5", "2,75"), "number", [1.5, 2.75]),
        (("1,234.5", "7"), "number", [1234.5, 7.0]),
        (("Yes", "no", None), "flag", [True, False, None]),
        (("TRUE", "False"), "flag", [True, False]),
        (("Yes", "No", "No phone"), "category", ["Yes", "No", "No phone"]),
        (("0", "1", "0"), "number", [0.0, 1.0, 0.0]),
        (("inf", "1"), "category", ["inf", "1"]),
    ],
)
def test_values_tell_their_kind(values, kind, cells):
    (attribute,), left_out, (found,) = inferred(*values)
    assert (attribute.kind, found, left_out) == (kind, cells, {})


def test_a_few_garbled_numbers_are_unknown_and_counted():
    (attribute,), _, (cells,) = inferred(*[str(n % 7 + 0.5) for n in range(199)], "n.a.")
    assert (attribute.kind, attribute.unreadable, cells[-1]) == ("number", 1, None)


@pytest.mark.parametrize(
    ("name", "values", "why"),
    [
        ("x", ("same",) * 3, "the same"),
        ("x", (None, None), "blank"),
        ("x", tuple(map(str, range(1, 61))), "numbers the customers"),
        ("x", tuple(f"word {n}" for n in range(60)), "like an id"),
        ("Churn Reason", ("price", "service"), "named like the label"),
    ],
)
def test_an_attribute_that_tells_nothing_or_too_much_is_left_out_with_the_reason(name, values, why):
    attributes, left_out, _ = inferred(*values, name=name)
    assert attributes == ()
    assert why in left_out[name]


@pytest.mark.parametrize("name", ["a/b", "a~b", "it's", 'a "b"', "=1+1", "customer_id"])
def test_any_name_can_be_read(name):
    (attribute,), _, (cells,) = inferred("1", "2", name=name)
    assert attribute.source == name
    assert attribute.name not in {"customer_id", "=1+1"}
    assert cells == [1.0, 2.0]
