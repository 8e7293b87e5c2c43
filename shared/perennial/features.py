"""Features: one row per customer at a cutoff, out of nothing but the orders up to it.

Every function works on the table `order_lines` of the given connection (contract tables.ORDER_LINES), which
`stage_order_lines` or `load_order_lines` makes. No result depends on the order of files or rows, or on threads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from duckdb import DuckDBPyConnection, DuckDBPyRelation

from perennial.csv_safety import safe_select_list
from perennial.engine import statement
from perennial.tables import FEATURES, ORDER_LINES

FEATURES_VERSION = "2"
CANONICAL_ORDER = "customer_id, ordered_at, order_id, product_id, quantity, unit_price, amount, line"


@dataclass(frozen=True, slots=True)
class Extent:
    """How much `order_lines` holds; the times are None where it is empty."""

    order_lines: int
    orders: int
    first_order_at: datetime | None
    last_order_at: datetime | None


def stage_order_lines(con: DuckDBPyConnection, clean_files: Sequence[Path]) -> int:
    """Make `order_lines` from clean Parquet files, canonically ordered; answers how many lines were surplus.

    A line that several files hold is kept once; where only its attributes differ, the greatest text stays.
    """
    _clean_rows(con, clean_files).create_view("clean_order_lines", replace=True)
    con.execute(f"create or replace table order_lines as {statement('staging')}")
    return _count(con, "clean_order_lines") - _count(con, "order_lines")


def load_order_lines(con: DuckDBPyConnection, parquet: Path) -> None:
    """Make `order_lines` from the order_lines.parquet of a feature snapshot."""
    con.execute("create or replace table order_lines as select * from read_parquet($file)", {"file": str(parquet)})


def drop_lines_after(con: DuckDBPyConnection, as_of: date) -> None:
    """Leave in `order_lines` only what was known at the end of a day."""
    con.execute("delete from order_lines where cast(ordered_at as date) > $as_of", {"as_of": as_of})


def last_order_day(con: DuckDBPyConnection) -> date | None:
    """The day of the latest order line; None where there is none."""
    latest = extent(con).last_order_at
    return None if latest is None else latest.date()


def extent(con: DuckDBPyConnection) -> Extent:
    """How much `order_lines` holds, and from when to when."""
    query = """
        select count(*), count(distinct (customer_id, order_id)), min(ordered_at), max(ordered_at) from order_lines
    """
    return Extent(*con.sql(query).fetchall()[0])


def features_at(con: DuckDBPyConnection, as_of: date) -> DuckDBPyRelation:
    """The features of every customer who had bought by the end of `as_of`: tables.FEATURES, by customer_id."""
    return con.sql(statement("mart"), params={"as_of": as_of})


def labels_at(con: DuckDBPyConnection, as_of: date, horizon_days: int) -> DuckDBPyRelation:
    """What the customers known at `as_of` did in the days (as_of, as_of + horizon_days], by customer_id.

    Columns: customer_id, spend (net, never below 0, in currency), orders (with a purchase). Customers who did
    nothing are there with zeros.
    """
    return con.sql(statement("labels"), params={"as_of": as_of, "horizon_days": horizon_days})


def spend_growth(con: DuckDBPyConnection, days: Sequence[date], horizon_days: int) -> DuckDBPyRelation:
    """What customers known a horizon before a day spent in the horizon after it, by what they spent in the one before.

    Columns: origin (one of the days), growth (> 0, no customer's net spend being below 0), variance (of its log, as far
    as it is the customers' own), by origin; a day without spend before or after it is not there.
    """
    return con.sql(statement("spend_growth"), params={"days": list(days), "horizon_days": horizon_days})


def order_lines(con: DuckDBPyConnection) -> DuckDBPyRelation:
    """The order lines in canonical order."""
    return con.table("order_lines").order(CANONICAL_ORDER)


def orders(con: DuckDBPyConnection) -> DuckDBPyRelation:
    """One row per order or return document: tables.ORDERS, by customer_id, ordered_at, order_id."""
    return con.sql(statement("orders"))


def write_tables(con: DuckDBPyConnection, as_of: date, folder: Path) -> int:
    """Write features.parquet, feature_store.csv, order_lines.parquet and orders.parquet; answers how many customers.

    Every query ends in its ordering: DuckDB writes a projection of ordered rows in an order that threads decide.
    """
    parquet = folder / "features.parquet"
    features_at(con, as_of).write_parquet(str(parquet))
    con.read_parquet(str(parquet)).create_view("features", replace=True)
    for_spreadsheets = f"select {safe_select_list(FEATURES)} from features order by features.customer_id"
    con.sql(for_spreadsheets).write_csv(str(folder / "feature_store.csv"))
    order_lines(con).write_parquet(str(folder / "order_lines.parquet"))
    orders(con).write_parquet(str(folder / "orders.parquet"))
    return _count(con, "features")


def _clean_rows(con: DuckDBPyConnection, clean_files: Sequence[Path]) -> DuckDBPyRelation:
    if clean_files:
        return con.read_parquet([str(path) for path in clean_files], hive_partitioning=False)
    nothing = ", ".join(f"cast(null as {column.type}) as {column.name}" for column in ORDER_LINES.columns)
    return con.sql(f"select {nothing} where false")


def _count(con: DuckDBPyConnection, table: str) -> int:
    return int(con.sql(f"select count(*) from {table}").fetchall()[0][0])
