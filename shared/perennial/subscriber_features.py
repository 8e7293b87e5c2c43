"""Features of subscribers: one row per customer, attributes typed, out of the clean customers of all live files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from duckdb import DuckDBPyConnection

from perennial.csv_safety import safe_sql
from perennial.records import Json
from perennial.subscriber_tables import CUSTOMERS
from perennial.subscriber_types import SQL_TYPES, Attribute, infer_attributes

SUBSCRIBER_FEATURES_VERSION = "subscribers-2"


@dataclass(frozen=True, slots=True)
class Headcount:
    """How many customers there are, how many have a label, how many of those left."""

    customers: int
    labelled: int
    left: int


def stage_customers(con: DuckDBPyConnection, clean_files: Sequence[Path]) -> int:
    """Make `customers` from clean Parquet files; answers how many rows were surplus.

    A customer of several files is counted once, as the last of these files describes them.
    """
    rows = " union all ".join(
        f"select {', '.join(CUSTOMERS.column_names)}, {number} as file from read_parquet(?, hive_partitioning = false)"
        for number in range(len(clean_files))
    )
    nothing = ", ".join(f"cast(null as {column.type}) as {column.name}" for column in CUSTOMERS.columns)
    con.execute(
        f"create or replace table rows_of_files as {rows or f'select {nothing}, 0 as file where false'}",
        [str(path) for path in clean_files],
    )
    con.execute(
        "create or replace table customers as select * exclude (file) from rows_of_files "
        "qualify row_number() over (partition by customer_id order by file desc) = 1 order by customer_id"
    )
    return _count(con, "rows_of_files") - _count(con, "customers")


def headcount(con: DuckDBPyConnection) -> Headcount:
    """The counts over `customers`."""
    query = "select count(*), count(has_left), count(*) filter (has_left) from customers"
    return Headcount(*con.execute(query).fetchall()[0])


def write_features(con: DuckDBPyConnection, folder: Path, as_of: date | None = None) -> dict[str, Json]:
    """Write features.parquet and feature_store.csv, by customer_id; answers which columns they have and lack, and why.

    `already_left` is what the label says, unknown for a customer to be scored. Dates count in days before `as_of`,
    or else before the last one of their column.
    """
    attributes, left_out = infer_attributes(con, as_of)
    columns = "".join(f', {attribute.value_sql} as "{attribute.name}"' for attribute in attributes)
    parquet = folder / "features.parquet"
    query = f"select customer_id, has_left as already_left{columns} from texts order by customer_id"
    con.sql(query).write_parquet(str(parquet))
    con.read_parquet(str(parquet)).create_view("features", replace=True)
    con.sql(f"select {_safe(attributes)} from features order by features.customer_id").write_csv(
        str(folder / "feature_store.csv")
    )
    return {"columns": [attribute.as_json() for attribute in attributes], "columns_left_out": dict(left_out)}


def _safe(attributes: Sequence[Attribute]) -> str:
    columns = (
        safe_sql(attribute.name) if SQL_TYPES[attribute.kind] == "VARCHAR" else f'"{attribute.name}"'
        for attribute in attributes
    )
    return ", ".join([safe_sql("customer_id"), "already_left", *columns])


def _count(con: DuckDBPyConnection, table: str) -> int:
    return int(con.sql(f"select count(*) from {table}").fetchall()[0][0])
