"""Kinds of values, told from all customers together."""

import json
from datetime import date

import duckdb
import pytest

from perennial.subscriber_types import infer_attributes


def inferred(*values, name="x", as_of=None):
    with duckdb.connect() as con:
        con.execute("create table customers (customer_id varchar, has_left boolean, attributes varchar)")
        rows = [(f"{at:05d}", json.dumps({name: value})) for at, value in enumerate(values)]
        con.executemany("insert into customers values (?, null, ?)", rows)
        attributes, left_out = infer_attributes(con, as_of)
        cells = [
            [cell for (cell,) in con.execute(f"select {one.value_sql} from texts order by customer_id").fetchall()]
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
        (("12%", " 3.5 %"), "number", [12.0, 3.5]),
        (("$1,200.50", "-$7"), "number", [1200.5, -7.0]),
        (("€ 9", "10 €", None), "number", [9.0, 10.0, None]),
        (("10% off", "20% off"), "category", ["10% off", "20% off"]),
        (("2024-02-01", "2024-01-31 23:10:00", None), "date", [0.0, 1.0, None]),
        (("31/12/2023", "01/01/2024"), "date", [1.0, 0.0]),
        (("12/31/23", "1/2/24"), "date", [2.0, 0.0]),
        (("1/2/2024", "2/3/2024"), "category", ["1/2/2024", "2/3/2024"]),
        (("gold", None), "category", ["gold", None]),
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
        ("x", ("1", "2", *[None] * 60), "blank for nearly"),
        ("phone number", tuple(str(n * 7919) for n in range(60)), "numbers the customers"),
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


def test_a_date_counts_from_the_datasets_day_where_it_has_one():
    (attribute,), _, (cells,) = inferred("2024-02-01", "2024-01-31", as_of=date(2024, 2, 10))
    assert (attribute.last_day, cells) == ("2024-02-10", [9.0, 10.0])


def test_amounts_of_their_own_are_no_ids():
    (attribute,), left_out, _ = inferred(*[str(n * 7919) for n in range(60)], name="amount paid")
    assert (attribute.kind, left_out) == ("number", {})
