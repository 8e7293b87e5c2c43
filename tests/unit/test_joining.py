"""Orders in several tables: whose they are, what they are worth, and what could not be joined."""

import json

import pytest

from perennial.joining import NO_VALUE, write_rejects
from perennial.part_tables import DATASET_REJECTS
from perennial.tables import ORDER_LINES
from tests.part_files import complete, header, item, joined, lines_of, payment, person, product, rejects_of

HEADERS = ("order_headers", [header("1", "c1"), header("2", "c2")])
ITEMS = ("order_items", [item("1", "tea", "3.00"), item("1", "pot", "20.00", "2"), item("2", "tea", "4.00")])


def test_items_become_the_lines_of_their_orders_customers(work_dir):
    with joined(work_dir, HEADERS, ITEMS) as (con, counts):
        assert lines_of(con) == [("c1", "1", "pot", 20.0), ("c1", "1", "tea", 3.0), ("c2", "2", "tea", 4.0)]
        assert (counts.rows, counts.used, counts.needs) == (3, 3, None)
        described = con.execute("select column_name, column_type from (describe order_lines)").fetchall()
        assert described == [(column.name, column.type) for column in ORDER_LINES.columns]


def test_orders_of_many_customer_ids_are_one_persons(work_dir):
    persons = ("persons", [person("c1", "anna"), person("c2", "anna")])
    with joined(work_dir, HEADERS, ITEMS, persons) as (con, _):
        assert {line[0] for line in lines_of(con)} == {"anna"}


def test_persons_stand_in_for_the_customers_of_complete_lines_too(work_dir):
    with joined(work_dir, ("order_lines", [complete("1", "c1", "5")]), ("persons", [person("c1", "anna")])) as (con, _):
        assert lines_of(con) == [("anna", "1", None, 5.0)]


def test_the_value_comes_from_payments_where_the_description_says_so(work_dir):
    payments = ("payments", [payment("1", "25.50"), payment("2", "4.00"), payment("2", "1.00", "2")])
    with joined(work_dir, HEADERS, ITEMS, payments, value_from="payments") as (con, counts):
        assert lines_of(con) == [("c1", "1", None, 25.5), ("c2", "2", None, 1.0), ("c2", "2", None, 4.0)]
        assert counts.value_from == "payments"
    with joined(work_dir, HEADERS, ITEMS, payments) as (con, counts):
        assert (len(lines_of(con)), counts.value_from) == (3, "order_items")


def test_payments_are_the_value_where_there_are_no_items(work_dir):
    with joined(work_dir, HEADERS, ("payments", [payment("1", "25.50")])) as (con, counts):
        assert lines_of(con) == [("c1", "1", None, 25.5)]
        assert counts.value_from == "payments"
        assert rejects_of(con) == [("order_headers", "2", "order_without_lines")]


def test_the_same_product_twice_in_an_order_is_two_lines(work_dir):
    items = ("order_items", [item("1", "tea", "3.00"), item("1", "tea", "3.00", "2")])
    with joined(work_dir, ("order_headers", [header("1", "c1")]), items) as (con, _):
        assert con.execute("select line, amount from order_lines order by line").fetchall() == [(1, 3), (2, 3)]


def test_an_item_in_two_exports_counts_once(work_dir):
    with joined(work_dir, HEADERS, ITEMS, ITEMS, HEADERS) as (con, counts):
        assert len(lines_of(con)) == 3
        assert (counts.rows, counts.used, counts.repeats) == (6, 3, 3)


def test_items_without_their_order_are_set_aside(work_dir):
    with joined(work_dir, HEADERS, ITEMS, ("order_items", [item("9", "tea", "3.00")])) as (con, counts):
        assert counts.set_aside == {"unknown_order": 1}
        assert rejects_of(con) == [("order_items", "9 / 1 / tea", "unknown_order")]


def test_orders_without_items_are_listed(work_dir):
    with joined(work_dir, HEADERS, ("order_headers", [header("3", "c3")]), ITEMS) as (con, counts):
        assert counts.orders_without_lines == 1
        assert rejects_of(con) == [("order_headers", "3", "order_without_lines")]


def many(unknown: int) -> tuple[tuple[str, list], ...]:
    """Twenty orders, of which some are of nobody and some of a product that does not exist."""
    headers = [header(f"{n:02}", "nobody" if n < unknown else "anna") for n in range(20)]
    items = [item(f"{n:02}", "P9" if n >= 20 - unknown else "P1", "1.00") for n in range(20)]
    people, range_of_products = ("persons", [person("anna")]), ("products", [product("P1")])
    return ("order_headers", headers), ("order_items", items), people, range_of_products


def test_a_key_that_leads_nowhere_takes_its_line_out(work_dir):
    with joined(work_dir, *many(1)) as (con, counts):
        assert counts.set_aside == {"unknown_customer": 1, "unknown_product": 1}
        assert (counts.rows, counts.used) == (20, 18)
        assert rejects_of(con) == [
            ("order_items", "00 / 1 / P1", "unknown_customer"),
            ("order_items", "19 / 1 / P9", "unknown_product"),
        ]


def test_keys_that_lead_nowhere_are_kept_where_the_description_says_so_and_still_counted(work_dir):
    with joined(work_dir, *many(1), foreign_keys="keep") as (con, counts):
        assert (counts.set_aside, counts.used) == ({}, 20)
        assert (counts.lines_of_unknown_customers, counts.lines_of_unknown_products) == (1, 1)
        assert "nobody" in {line[0] for line in lines_of(con)}


def test_a_table_that_knows_few_of_the_customers_is_a_list_of_some_and_takes_nothing_out(work_dir):
    with joined(work_dir, *many(3)) as (_, counts):
        assert (counts.set_aside, counts.used) == ({}, 20)
        assert (counts.lines_of_unknown_customers, counts.lines_of_unknown_products) == (3, 3)


def test_an_order_with_a_total_has_its_items_as_lines_and_the_totals_are_compared(work_dir):
    totals = ("order_lines", [complete("1", "c1", "23.00"), complete("2", "c2", "11.77"), complete("3", "c3", "7")])
    with joined(work_dir, totals, ITEMS) as (con, counts):
        assert [line[:2] + line[3:] for line in lines_of(con)] == [
            ("c1", "1", 20.0),
            ("c1", "1", 3.0),
            ("c2", "2", 4.0),
            ("c3", "3", 7.0),
        ]
        assert (counts.totals_compared, counts.totals_differing, counts.replaced) == (2, 1, 2)
        assert (counts.rows, counts.used) == (6, 4)
        assert rejects_of(con) == []


def test_a_header_with_a_total_and_nothing_else_is_worth_its_total(work_dir):
    with joined(work_dir, ("order_headers", [header("1", "c1", total="9.50")]), ITEMS) as (con, counts):
        assert sum(line[3] for line in lines_of(con)) == 23.0
        assert (counts.totals_compared, counts.totals_differing) == (1, 1)
    with joined(work_dir, ("order_headers", [header("1", "c1", total="9.50")]), ("persons", [])) as (con, counts):
        assert lines_of(con) == [("c1", "1", None, 9.5)]
        assert (counts.rows, counts.used) == (1, 1)


def test_of_several_rows_for_one_key_the_file_whose_name_sorts_last_counts(work_dir):
    later = ("order_headers", [header("1", "c9", "2024-06-01")])
    with joined(work_dir, HEADERS, later, ITEMS) as (con, _):
        assert {line[0] for line in lines_of(con) if line[1] == "1"} == {"c9"}
    with joined(work_dir, later, HEADERS, ITEMS) as (con, _):
        assert {line[0] for line in lines_of(con) if line[1] == "1"} == {"c1"}
    people = [("persons", [person("c1", who), person("c2", who)]) for who in ("anna", "ben")]
    with joined(work_dir, HEADERS, ITEMS, *people) as (con, _):
        assert {line[0] for line in lines_of(con)} == {"ben"}


def test_what_a_person_is_goes_with_the_lines_under_what_the_lines_say_themselves(work_dir):
    people = ("persons", [person("c1", "anna", json.dumps({"tier": "gold", "city": "Ulm"})), person("c2")])
    headers = ("order_headers", [header("1", "c1", attributes=json.dumps({"store": "web"})), header("2", "c2")])
    goods = ("products", [product("tea", json.dumps({"kind": "drink"}))])
    items = ("order_items", [item("1", "tea", "1", attributes=json.dumps({"city": "Bonn"})), item("2", None, "2")])
    with joined(work_dir, headers, items, people, goods) as (con, _):
        found = con.execute("select attributes from order_lines order by order_id").fetchall()
        assert [text for (text,) in found] == ['{"city":"Bonn","kind":"drink","store":"web","tier":"gold"}', None]


def test_a_return_stays_a_return(work_dir):
    items = ("order_items", [item("1", "tea", "3.00"), item("1", "tea", "-3.00", "2")])
    with joined(work_dir, ("order_headers", [header("1", "c1")]), items) as (con, _):
        assert con.execute("select is_return from order_lines order by amount").fetchall() == [(True,), (False,)]


@pytest.mark.parametrize(
    ("files", "needs"),
    [
        ([HEADERS], NO_VALUE),
        ([HEADERS, ("persons", [person("c1")])], NO_VALUE),
        ([ITEMS], "there are no orders for the order items yet"),
        ([("payments", [payment("1", "2")])], "there are no orders for the payments yet"),
        ([("products", [product("tea")])], "there are no orders for the products yet"),
    ],
)
def test_parts_alone_say_what_is_still_needed(work_dir, files, needs):
    with joined(work_dir, *files) as (con, counts):
        assert lines_of(con) == []
        assert counts.needs is not None
        assert counts.needs.startswith(needs)
        assert counts.rows == counts.used + sum(counts.set_aside.values()) + counts.repeats + counts.replaced


def test_complete_lines_alone_need_nothing(work_dir):
    lines = ("order_lines", [complete("1", "c1", "5")])
    with joined(work_dir, lines, lines) as (con, counts):
        assert (counts.rows, counts.used, counts.repeats, counts.needs) == (2, 1, 1, None)
        assert rejects_of(con) == []


def test_rejects_open_safely_in_a_spreadsheet(work_dir):
    with joined(work_dir, HEADERS, ITEMS, ("order_items", [item("=1+1", "tea", "3.00")])) as (con, _):
        write_rejects(con, work_dir / "rejects.csv")
    first, second = (work_dir / "rejects.csv").read_text().splitlines()
    assert first == ",".join(DATASET_REJECTS.column_names)
    assert second == "order_items,'=1+1 / 1 / tea,unknown_order"
