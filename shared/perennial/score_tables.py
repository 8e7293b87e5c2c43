"""Score tables on the SQL engine: a page of customers at a time, so that a million never stand in memory at once."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import groupby
from math import isfinite
from pathlib import Path
from typing import Any, cast

import numpy as np
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from perennial.csv_safety import safe_select_list
from perennial.engine import statement
from perennial.forecasts import spend_column
from perennial.models.artifact import AnyModel
from perennial.models.serving import ServingModel
from perennial.models.subscriber_serving import SubscriberModel
from perennial.models.totals import total_of
from perennial.records import CustomerRecord, Json
from perennial.scoring import score_table
from perennial.segment_summary import segment_summary
from perennial.subscriber_scoring import score_subscribers
from perennial.subscriber_tables import SUBSCRIBER_SCORES
from perennial.tables import ORDERS, SEGMENT_SUMMARY, Table, scores_table

CUSTOMERS_SCORED_AT_ONCE = 50_000
RECORDS_MADE_AT_ONCE = 2_000
ORDERS_KEPT = 50

type Page = dict[str, int]
type Row = dict[str, Json]


def load_snapshot(con: DuckDBPyConnection, features: Path, orders: Path | None) -> int:
    """Make the tables `features` and `orders` from the files of a feature snapshot; answers how many customers.

    Subscribers have no orders: their table is empty.
    """
    con.execute(f"create or replace table orders ({_definitions(ORDERS)})")
    if orders is not None:
        con.execute("create or replace table orders as select * from read_parquet($file)", {"file": str(orders)})
    con.execute("create or replace table features as select * from read_parquet($file)", {"file": str(features)})
    return _count_customers(con)


def fill_scores(con: DuckDBPyConnection, model: AnyModel) -> None:
    """Make the table `scores` with one row for each row of `features`, in the same order.

    It is a tables.scores_table, or SUBSCRIBER_SCORES.
    """
    con.execute(f"create or replace table scores ({_definitions(_table_of(model))})")
    con.execute("set pandas_analyze_sample = 0")  # arrays of objects are text, whatever their first rows hold
    for page in _pages(con, CUSTOMERS_SCORED_AT_ONCE):
        columns = con.execute("from features where rowid between $first and $last order by rowid", page).fetchnumpy()
        con.register("scored", _scored(model, cast(Mapping[str, NDArray[Any]], columns)))  # no column is an enum
        con.execute("insert into scores by name from scored")
        con.unregister("scored")


def write_scores(con: DuckDBPyConnection, model: AnyModel, parquet: Path, csv: Path) -> None:
    """Write `scores`, by customer_id, as Parquet and as a CSV that opens safely in a spreadsheet."""
    safe_columns = safe_select_list(_table_of(model))
    con.sql("from scores order by customer_id").write_parquet(str(parquet), compression="zstd")
    con.sql(f"select {safe_columns} from scores order by scores.customer_id").write_csv(str(csv), header=True)


def write_segment_summary(con: DuckDBPyConnection, model: ServingModel, csv: Path) -> None:
    """Write what tables.SEGMENT_SUMMARY says of the customers of `features` and `scores` as CSV."""
    value, churn = (
        "null::double" if days is None else f"{column}_{days}d"
        for column, days in (
            ("expected_spend", model.value_horizon_days),
            ("churn_probability", model.churn_horizon_days),
        )
    )
    features = con.execute("select recency_days, frequency, monetary from features order by rowid").fetchnumpy()
    scores = con.execute(
        f"select segment, action, value_at_risk, {value} as expected_spend, {churn} as churn_probability"
        " from scores order by rowid"
    ).fetchnumpy()
    summary = segment_summary(
        cast(Mapping[str, NDArray[Any]], {**features, **scores}),
        value_horizon_days=model.value_horizon_days,
        churn_horizon_days=model.churn_horizon_days,
    )
    con.register("summary", summary)
    con.execute(f"create or replace table segments ({_definitions(SEGMENT_SUMMARY)})")
    con.execute("insert into segments by name from summary")
    con.unregister("summary")
    con.sql(f"select {safe_select_list(SEGMENT_SUMMARY)} from segments").write_csv(str(csv), header=True)


def spend_totals(con: DuckDBPyConnection, model: ServingModel) -> list[Json]:
    """By rising horizon the sum of expected spend over `scores` with its range, in numbers and words; currency."""
    currency = None if model.reference is None else model.reference.currency
    totals: list[Json] = []
    for days in sorted(days for days in model.spend if spend_column(days) not in model.withheld):
        (spend,) = con.execute(f"select {spend_column(days)} from scores order by rowid").fetchnumpy().values()
        totals.append(total_of(model, days, float(np.sum(np.asarray(spend)))).to_json(currency))
    return totals


def write_subscriber_summary(con: DuckDBPyConnection, csv: Path) -> None:
    """Write the segments of subscribers in `scores`, the most at risk first, as CSV.

    Customers, mean churn probability, sums of expected value and value at risk (currency), and what to do.
    """
    con.execute(
        "create or replace table segments as select segment, count(*) as customers, "
        "avg(churn_probability order by customer_id) as churn_probability, "
        "sum(expected_value order by customer_id) as expected_value, "
        "sum(value_at_risk order by customer_id) as value_at_risk, any_value(action) as action "
        "from scores group by segment order by value_at_risk desc nulls last, segment"
    )
    con.sql("from segments order by rowid").write_csv(str(csv), header=True)


def customer_records(con: DuckDBPyConnection, dataset: str, snapshot: str) -> Iterator[CustomerRecord]:
    """Every row of `features` with its score and the customer's last orders, newest first."""
    for page in _pages(con, RECORDS_MADE_AT_ONCE):
        yield from _records(con, dataset, snapshot, page)


def _records(con: DuckDBPyConnection, dataset: str, snapshot: str, page: Page) -> Iterator[CustomerRecord]:
    features, scores = (
        _by_customer(con, f"from {table} where rowid between $first and $last order by rowid", page)
        for table in ("features", "scores")
    )
    orders = _by_customer(con, statement("last_orders"), {**page, "kept": ORDERS_KEPT})
    for customer, rows in features.items():
        yield CustomerRecord(dataset, customer, snapshot, scores[customer][0], rows[0], orders.get(customer, []))


def _by_customer(con: DuckDBPyConnection, query: str, parameters: dict[str, int]) -> dict[str, list[Row]]:
    """The rows of each customer without the customer_id, which stands first in every table here."""
    result = con.execute(query, parameters)
    names = [column[0] for column in result.description][1:]
    return {
        customer: [dict(zip(names, map(_json, row[1:]), strict=True)) for row in rows]
        for customer, rows in groupby(result.fetchall(), key=lambda row: str(row[0]))
    }


def _json(value: date | Decimal | str | float | None) -> Json:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float | Decimal):
        return float(value) if isfinite(value) else None
    return value


def _pages(con: DuckDBPyConnection, rows: int) -> Iterator[Page]:
    for first in range(0, _count_customers(con), rows):
        yield {"first": first, "last": first + rows - 1}


def _count_customers(con: DuckDBPyConnection) -> int:
    return int(con.sql("select count(*) from features").fetchall()[0][0])


def _table_of(model: AnyModel) -> Table:
    return SUBSCRIBER_SCORES if isinstance(model, SubscriberModel) else scores_table(model.horizons_days)


def _scored(model: AnyModel, columns: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    return score_subscribers(model, columns) if isinstance(model, SubscriberModel) else score_table(model, columns)


def _definitions(table: Table) -> str:
    return ", ".join(f"{c.name} {c.type}{'' if c.nullable else ' not null'}" for c in table.columns)
