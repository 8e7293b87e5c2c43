"""Clean files of a dataset in several tables, written down by hand as ingest would leave them."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
from duckdb import DuckDBPyConnection

from perennial import engine
from perennial.dataset import Dataset
from perennial.joining import Joined, stage_orders
from perennial.part_tables import ORDER_TABLES

CONTRACTS = {table.name: table for table in ORDER_TABLES}
type Rows = Iterable[Mapping[str, Any]]


def header(order_id: str, customer_id: str, ordered_at: str = "2024-05-01", **more: Any) -> dict[str, Any]:
    """A row of order_headers."""
    return {"order_id": order_id, "customer_id": customer_id, "ordered_at": ordered_at, **more}


def item(order_id: str, product_id: str | None, amount: str, number: str | None = "1", **more: Any) -> dict[str, Any]:
    """A row of order_items: one piece at this price."""
    row = {"order_id": order_id, "item": number, "product_id": product_id, "amount": amount, "unit_price": amount}
    return {"quantity": 1.0, "is_return": amount.startswith("-"), "line": 1, **row, **more}


def payment(order_id: str, amount: str, number: str = "1") -> dict[str, Any]:
    """A row of payments."""
    return {"order_id": order_id, "payment": number, "amount": amount, "line": 1}


def complete(order_id: str, customer_id: str, amount: str, ordered_at: str = "2024-05-01") -> dict[str, Any]:
    """A row of order_lines without a product, as an order with a total gives."""
    row = {"order_id": order_id, "customer_id": customer_id, "ordered_at": ordered_at, "amount": amount}
    return {"is_return": False, "line": 1, **row}


def person(customer_id: str, person_id: str | None = None, attributes: str | None = None) -> dict[str, Any]:
    """A row of persons; without another id the customer is the person."""
    return {"customer_id": customer_id, "person_id": person_id or customer_id, "attributes": attributes}


def product(product_id: str, attributes: str | None = None) -> dict[str, Any]:
    """A row of products."""
    return {"product_id": product_id, "attributes": attributes}


def write_part(path: Path, table: str, rows: Rows) -> Path:
    """Write rows as a clean Parquet file of a table."""
    contract, rows = CONTRACTS[table], list(rows)
    frame = pd.DataFrame({name: [row.get(name) for row in rows] for name in contract.column_names}, dtype="object")
    types = ", ".join(f"cast({column.name} as {column.type}) as {column.name}" for column in contract.columns)
    with engine.connection(path.parent) as con:
        con.register("frame", frame)
        con.sql(f"select {types} from frame").write_parquet(str(path))
    return path


@contextmanager
def joined(folder: Path, *files: tuple[str, Rows], **description: Any) -> Iterator[tuple[DuckDBPyConnection, Joined]]:
    """A connection with the order lines of these files (table, rows), in the order of their names, and the counts."""
    paths: dict[str, list[Path]] = {}
    for number, (table, rows) in enumerate(files):
        paths.setdefault(table, []).append(write_part(folder / f"{number:03}.parquet", table, rows))
    with engine.connection(folder) as con:
        yield con, stage_orders(con, paths, Dataset.model_validate(description))


def lines_of(con: DuckDBPyConnection) -> list[tuple[str, str, str | None, float]]:
    """Customer, order, product and amount of every order line, sorted."""
    query = "select customer_id, order_id, product_id, cast(amount as double) from order_lines order by all"
    return con.execute(query).fetchall()


def rejects_of(con: DuckDBPyConnection) -> list[tuple[str, str, str]]:
    """Table, key and reason of every reject of the dataset, sorted."""
    return con.execute("select * from dataset_rejects order by all").fetchall()
