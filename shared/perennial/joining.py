"""Orders in several tables become order lines: persons for customer ids, items under their orders, keys checked.

What comes out depends on which files there are and on their names, never on the order in which they came: lines in
several files count once, and of several rows for one order, customer or product that differ the file whose name sorts
last decides, since names carry dates.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from perennial import features
from perennial.csv_safety import safe_select_list
from perennial.dataset import Dataset
from perennial.engine import statement
from perennial.part_staging import stage_parts
from perennial.part_tables import DATASET_REJECTS, ORDER_HEADERS, ORDER_ITEMS, PARTS, PAYMENTS
from perennial.tables import ORDER_LINES

type Files = Mapping[str, Sequence[Path]]

# A table that knows fewer of the customers or products on the lines is a list of some of them, not of all.
LEAST_KNOWN_SHARE = 0.9
LARGEST_ROUNDING = 0.01
NO_VALUE = "the orders have no value yet: drop the order items or payments beside them."
NO_ORDERS = "there are no orders for the {} yet: drop the table that says who ordered when."
_ALL_ATTRIBUTES = ("product_attributes", "person_attributes", "order_attributes", "attributes")


@dataclass(frozen=True, slots=True)
class Joined:
    """Where the rows with an amount went: rows = used + set aside + repeats + replaced.

    `repeats` stand in several files; `replaced` are complete lines (such as orders with a total) that have items.
    `value_from` is the table whose amounts count. `needs` says what is missing before there can be an order line.
    """

    rows: int
    used: int
    repeats: int
    replaced: int = 0
    set_aside: dict[str, int] = field(default_factory=dict)
    value_from: str = ORDER_LINES.name
    orders_without_lines: int = 0
    totals_compared: int = 0
    totals_differing: int = 0
    lines_of_unknown_customers: int = 0
    lines_of_unknown_products: int = 0
    needs: str | None = None


def stage_orders(con: DuckDBPyConnection, files: Files, dataset: Dataset) -> Joined:
    """Make `order_lines` (tables.ORDER_LINES) and `dataset_rejects` out of clean files by table, each by rising name.

    Set aside are lines without their order, lines whose customer or product is in no table though nearly all are
    (unless the description keeps them), and orders without lines.
    """
    repeats = features.stage_order_lines(con, files.get(ORDER_LINES.name, ()))
    complete = _number(con, "select count(*) from order_lines")
    if not any(files.get(part.name) for part in PARTS):
        con.execute(f"create or replace temp table dataset_rejects as select {_no_rejects()} where false")
        return Joined(rows=complete + repeats, used=complete, repeats=repeats)
    con.execute("create or replace temp table complete_lines as select * from order_lines")
    value_from = _value_from(files, dataset)
    valued = stage_parts(con, files, value_from)
    con.execute(statement("join_lines"))
    _judge(con, dataset)
    con.execute(statement("join_order_lines"))
    con.execute(f"create or replace temp table dataset_rejects as {_rejects()}")
    items = _number(con, "select count(*) from valued_items")
    totals = _number(con, "select count(*) from joined_lines where source = $1", [ORDER_HEADERS.name])
    return Joined(
        rows=complete + repeats + valued + totals,
        repeats=repeats + valued - items,
        replaced=complete - _number(con, "select count(*) from joined_lines where source = $1", [ORDER_LINES.name]),
        value_from=value_from,
        needs=_needs(files),
        **_counts(con),
    )


def write_rejects(con: DuckDBPyConnection, path: Path) -> None:
    """Write `dataset_rejects` as CSV that opens safely in a spreadsheet."""
    con.sql(f"select {safe_select_list(DATASET_REJECTS)} from dataset_rejects order by all").write_csv(str(path))


def _value_from(files: Files, dataset: Dataset) -> str:
    """The table whose amounts count: the one the description names, the other where that has no file."""
    wanted, other = ORDER_ITEMS.name, PAYMENTS.name
    if dataset.value_from == "payments":
        wanted, other = other, wanted
    return wanted if files.get(wanted) or not files.get(other) else other


def _needs(files: Files) -> str | None:
    has = {name for name, paths in files.items() if paths}
    if ORDER_LINES.name in has:
        return None
    if ORDER_HEADERS.name in has:
        return None if has & {ORDER_ITEMS.name, PAYMENTS.name} else NO_VALUE
    return NO_ORDERS.format(min(has).replace("_", " "))


def _judge(con: DuckDBPyConnection, dataset: Dataset) -> None:
    """Make `judged_lines`: each joined line with its attributes put together and the first reason to set it aside."""
    known = con.execute(
        "select coalesce(avg(cast(not is_customer_unknown as integer)) filter (customer_id is not null), 0), "
        "coalesce(avg(cast(not is_product_unknown as integer)) filter (product_id is not null), 0) from joined_lines"
    ).fetchall()[0]
    customers, products = (dataset.foreign_keys == "drop" and share >= LEAST_KNOWN_SHARE for share in known)
    maps = ", ".join(f"coalesce(cast(cast({name} as json) as map(varchar, json)), map())" for name in _ALL_ATTRIBUTES)
    others = ", ".join(_ALL_ATTRIBUTES[:-1])
    con.execute(
        f"create or replace temp table judged_lines as select * exclude ({', '.join(_ALL_ATTRIBUTES)}), "
        f"case when coalesce({others}) is null then attributes else "
        f"cast(to_json(map_from_entries(list_sort(map_entries(map_concat({maps}))))) as varchar) end as attributes, "
        "case when customer_id is null then 'unknown_order' "
        f"when {customers} and is_customer_unknown then 'unknown_customer' "
        f"when {products} and is_product_unknown then 'unknown_product' end as reason from joined_lines"
    )


def _rejects() -> str:
    return (
        'select source as "table", row_key as key, reason from judged_lines where reason is not null '
        f"union all select '{ORDER_HEADERS.name}', order_id, 'order_without_lines' from headers "
        "where order_id not in (select order_id from joined_lines)"
    )


def _no_rejects() -> str:
    return ", ".join(f'cast(null as {column.type}) as "{column.name}"' for column in DATASET_REJECTS.columns)


def _counts(con: DuckDBPyConnection) -> dict[str, Any]:
    """The fields of Joined that are counted over the joined lines."""
    reasons = con.execute(
        "select reason, count(*) from judged_lines where reason is not null group by reason order by reason"
    ).fetchall()
    compared, differing = con.execute(
        "select count(*), count(*) filter (abs(headers.total - items.amount) > $1) from headers join "
        "(select order_id, sum(amount) as amount from valued_items group by order_id) as items "
        "on headers.order_id = items.order_id where headers.total is not null",
        [LARGEST_ROUNDING],
    ).fetchall()[0]
    unknown = con.execute(
        "select count(*) filter (is_customer_unknown), count(*) filter (is_product_unknown) from joined_lines"
    ).fetchall()[0]
    orders = "select count(*) from dataset_rejects where reason = 'order_without_lines'"
    return {
        "used": _number(con, "select count(*) from order_lines"),
        "set_aside": dict(reasons),
        "orders_without_lines": _number(con, orders),
        "totals_compared": compared,
        "totals_differing": differing,
        "lines_of_unknown_customers": unknown[0],
        "lines_of_unknown_products": unknown[1],
    }


def _number(con: DuckDBPyConnection, query: str, parameters: Sequence[object] = ()) -> int:
    return int(con.execute(query, list(parameters)).fetchall()[0][0])
