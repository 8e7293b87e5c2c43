"""Parts made ready to be joined: each row once, one row where a key has room for one."""

import pytest

from perennial import engine
from perennial.part_staging import stage_parts
from tests.part_files import header, item, payment, person, write_part

NO_LINES = """
    create temp table complete_lines
    (customer_id varchar, order_id varchar, ordered_at timestamp, amount decimal(18, 4), attributes varchar)
"""


@pytest.fixture
def staged(work_dir):
    with engine.connection(work_dir) as con:
        con.execute(NO_LINES)

        def stage(value_from="order_items", **files):
            paths = {
                table: [write_part(work_dir / f"{table}{n}.parquet", table, rows) for n, rows in enumerate(tables)]
                for table, tables in files.items()
            }
            return stage_parts(con, paths, value_from), con

        yield stage


def test_nothing_is_staged_of_nothing(staged):
    read, con = staged()
    assert read == 0
    for table in ("valued_items", "headers", "persons", "products"):
        assert con.execute(f"from {table}").fetchall() == []


def test_rows_of_several_files_are_read_and_each_stays_once(staged):
    rows = [item("1", "tea", "3"), item("1", None, "3", None), item("1", "tea", "3", line=2)]
    read, con = staged(order_items=[rows, rows[:2]])
    assert read == 5
    assert con.execute("select count(*) from valued_items").fetchall() == [(3,)]


def test_payments_take_the_form_of_items(staged):
    read, con = staged(value_from="payments", payments=[[payment("1", "3"), payment("1", "-1", "2")]])
    query = "select source, item, product_id, is_return from valued_items order by item"
    assert read == 2
    assert con.execute(query).fetchall() == [("payments", "1", None, False), ("payments", "2", None, True)]


def test_the_last_file_describes_a_person(staged):
    _, con = staged(persons=[[person("c1", "anna"), person("c2")], [person("c1", "ben")]])
    query = "select customer_id, person_id from persons order by customer_id"
    assert con.execute(query).fetchall() == [("c1", "ben"), ("c2", "c2")]


def test_rows_of_one_file_that_contradict_each_other_are_settled_alike_in_any_order(staged):
    rows = [header("1", "c1"), header("1", "c2"), header("1", "c1", "2024-04-01")]
    for order in (rows, rows[::-1]):
        _, con = staged(order_headers=[order])
        assert con.execute("select customer_id from headers").fetchall() == [("c2",)]
