"""The contracts of the parts of an orders dataset: typed, explained, possible in the SQL engine."""

import duckdb
import pytest

from perennial.part_tables import DATASET_REJECTS, ORDER_TABLES, PARTS, Table
from perennial.tables import ORDER_LINES

every_table = pytest.mark.parametrize("table", [*ORDER_TABLES, DATASET_REJECTS], ids=lambda table: table.name)


@every_table
def test_the_sql_engine_knows_every_type(table: Table) -> None:
    columns = ", ".join(f'"{column.name}" {column.type}' for column in table.columns)
    with duckdb.connect() as con:
        con.execute(f"create table t ({columns})")
        assert tuple(row[0] for row in con.execute("describe t").fetchall()) == table.column_names


@every_table
def test_every_column_is_named_once_and_explained(table: Table) -> None:
    assert len(set(table.column_names)) == len(table.columns)
    assert all(column.meaning for column in table.columns)


@every_table
def test_the_key_is_made_of_its_own_columns(table: Table) -> None:
    assert set(table.key) <= set(table.column_names)


def test_money_says_its_currency_or_what_was_paid() -> None:
    money = [column for table in PARTS for column in table.columns if column.type.startswith("DECIMAL")]
    assert len(money) == 4
    assert all("currency" in c.meaning or "paid" in c.meaning or "total" in c.meaning for c in money)


def test_complete_lines_stand_first_and_no_table_twice() -> None:
    assert ORDER_TABLES[0] is ORDER_LINES
    assert len({table.name for table in ORDER_TABLES}) == 6
