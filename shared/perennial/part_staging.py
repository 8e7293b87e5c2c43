"""The parts of a dataset of orders made ready to be joined: every row once, one row where a key has room for one."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from duckdb import DuckDBPyConnection

from perennial.engine import statement
from perennial.part_tables import ORDER_HEADERS, ORDER_ITEMS, PAYMENTS, PERSONS, PRODUCTS
from perennial.tables import Table


def stage_parts(con: DuckDBPyConnection, files: Mapping[str, Sequence[Path]], value_from: str) -> int:
    """Make `valued_items`, `headers`, `persons` and `products`; answers how many rows with an amount were read.

    `files` are the clean files by table, each by rising name: of several rows for an order, customer or product the
    one in the last file stays. `value_from` names the table whose amounts count. Needs `complete_lines`.
    """
    valued = PAYMENTS if value_from == PAYMENTS.name else ORDER_ITEMS
    for table in (ORDER_HEADERS, PERSONS, PRODUCTS, valued):
        _open(con, table, files.get(table.name, ()))
    con.execute(f"create or replace temp table valued_items as {_each_once(valued)}")
    for table in (PERSONS, PRODUCTS):
        con.execute(f"create or replace temp table {table.name} as {_last_by_key(table)}")
    con.execute(statement("join_headers"))
    return int(con.execute(f"select count(*) from clean_{valued.name}").fetchall()[0][0])


def _open(con: DuckDBPyConnection, table: Table, paths: Sequence[Path]) -> None:
    """Make the view clean_<table>: the rows of all files, each with the place of its file among the names."""
    if not paths:
        nothing = ", ".join(f"cast(null as {column.type}) as {column.name}" for column in table.columns)
        con.execute(f"create or replace temp view clean_{table.name} as select {nothing}, 0 as file where false")
        return
    places = {str(path): place for place, path in enumerate(paths)}
    con.execute(f"create or replace temp table places_{table.name} (path varchar, file integer)")
    con.executemany(f"insert into places_{table.name} values (?, ?)", list(places.items()))
    names = [str(path) for path in paths]
    con.read_parquet(names, filename=True, hive_partitioning=False).create_view(f"rows_{table.name}", replace=True)
    con.execute(
        f"create or replace temp view clean_{table.name} as select {', '.join(table.column_names)}, file "
        f"from rows_{table.name} join places_{table.name} on filename = path"
    )


def _each_once(valued: Table) -> str:
    """Items or payments in one form, each row once however many files hold it."""
    values = {
        "item": "item",
        "product_id": "product_id",
        "quantity": "quantity",
        "unit_price": "unit_price",
        "is_return": "bool_or(is_return)",
        "attributes": "max(attributes)",
    }
    if valued is PAYMENTS:
        values = {
            "item": "payment",
            "product_id": "cast(null as varchar)",
            "quantity": "cast(null as double)",
            "unit_price": "cast(null as decimal(18, 4))",
            "is_return": "amount < 0",
            "attributes": "cast(null as varchar)",
        }
    columns = ", ".join(f"{value} as {name}" for name, value in values.items())
    return (
        f"select '{valued.name}' as source, order_id, amount, line, {columns} from clean_{valued.name} "
        f"group by {', '.join(valued.key)}"
    )


def _last_by_key(table: Table) -> str:
    """One row per key: that of the file whose name sorts last."""
    ranked = ", ".join(f"{name} desc nulls last" for name in table.column_names)
    return (
        f"select {', '.join(table.column_names)} from clean_{table.name} "
        f"qualify row_number() over (partition by {table.key[0]} order by file desc, {ranked}) = 1"
    )
