"""What judged rows become: a table of its contract, written as Parquet."""

from pathlib import Path

import duckdb

from perennial import engine
from perennial.errors import IntegrityError
from perennial.part_tables import ORDER_TABLES
from perennial.row_store import RowStore
from perennial.sql_text import escaped
from perennial.tables import Table

CONTRACTS = {table.name: table for table in ORDER_TABLES}


def make_clean_rows(store: RowStore, table: Table) -> None:
    """Make `clean_rows` of `judged_rows`, in the contract's columns.

    Lines that are alike are numbered, so that the same line of two overlapping files is still one; plain rows are
    alike with no other. Raises IntegrityError where the columns are not those of the contract.
    """
    rest = _kept(table, "judged_rest")
    if "line" in table.column_names:
        alike = ", ".join(name for name in table.key if name != "line")
        order = ", ".join(name for name in ("is_return", "attributes") if name in table.column_names)
        number = f"cast(row_number() over (partition by {alike} order by {order or alike}) as integer) as line"
        rest = f"select *, {number} from ({rest})"
    columns = ", ".join(table.column_names)
    store.con.execute(f"create or replace temp table clean_rest as select * from ({rest}) order by {columns}")
    rows = "select * from clean_rest"
    if store.plain is not None:
        line = ", cast(1 as integer) as line" if "line" in table.column_names else ""
        plain = _kept(table, "(select * exclude (attributes) rename (json as attributes) from judged_plain)")
        rows = f"select *{line} from ({plain}) union all {rows}"
    store.con.execute(f"create or replace temp view clean_rows as {rows}")
    _require_contract(store.con, table)


def write_clean_rows(con: duckdb.DuckDBPyConnection, path: Path) -> int:
    """Write `clean_rows`, plain ones in the order of the file and the rest sorted; answers how many."""
    copy = f"copy (select * from clean_rows) to '{escaped(str(path))}' (format parquet, compression zstd)"
    return int(con.execute(copy).fetchall()[0][0])


def _kept(table: Table, judged: str) -> str:
    statements = {
        "order_lines": engine.statement("clean_order_lines"),
        "order_headers": engine.statement("clean_order_headers"),
        "order_items": engine.statement("clean_order_items"),
        "payments": engine.statement("clean_payments"),
        "persons": engine.statement("clean_persons"),
        "products": engine.statement("clean_products"),
    }
    return statements[table.name].format(judged=judged)


def _require_contract(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    types = con.execute("select column_name, column_type from (describe clean_rows)").fetchall()
    if types != [(column.name, column.type) for column in table.columns]:
        raise IntegrityError(f"the clean rows have the columns {types}, not those of the {table.name} contract.")
