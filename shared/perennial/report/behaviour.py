"""What the customers look like: how long they are away and known, who comes back, what goes with what."""

from datetime import date
from typing import Any

import numpy as np
from duckdb import DuckDBPyConnection

from perennial.report.charts import Chart, Heat, Histogram, Told
from perennial.report.document import Section, Slide
from perennial.report.measures import Vector, column, counts_between, even_edges, rank_correlations
from perennial.report.order_measures import cohorts
from perennial.report.sources import Sources
from perennial.report.words import MINUS, percent, spoken

LATELY_DAYS = 90
QUESTION = "How do customers behave?"
RECENCY_NOTE = "Customers by days since their last order. The line is the middle customer."
TENURE_NOTE = "Customers by days since their first order. The line is the middle customer."
RETENTION_NOTE = (
    "Of the customers whose first order fell into a month, the per cent who ordered again so many months later."
)
CORRELATION_NOTE = (
    "Blue: both rise together; orange: one rises as the other falls (rank correlation, from minus one to one). "
    "Things that move together say the same twice."
)
CORRELATED = (
    *("recency_days", "tenure_days", "frequency", "monetary", "avg_basket_value", "unique_products"),
    *("avg_interpurchase_days", "purchase_span_days", "active_month_ratio", "return_ratio"),
    *("spend_0_30_days", "spend_31_60_days", "spend_61_120_days", "spend_velocity", "transaction_density"),
    *("spend_momentum", "transaction_momentum", "loyalty_efficiency"),
)


def behaviour(sources: Sources, con: DuckDBPyConnection) -> Section:
    """Recency, tenure, retention and correlations of a dataset of orders."""
    recency, tenure = (column(con, "features", name) for name in ("recency_days", "tenure_days"))
    if recency.size == 0:
        return Section("behaviour", QUESTION, "There are no customers yet")
    half = float(np.median(recency))
    title = f"Half of all customers have ordered within the last {half:,.0f} days"
    charts: list[Chart] = [
        _days("recency_histogram", recency, title, RECENCY_NOTE, "days since the last order"),
        _days("tenure_histogram", tenure, _tenure_title(tenure), TENURE_NOTE, "days since the first order"),
    ]
    retained = retention(con, date.fromisoformat(sources.as_of or str(sources.features["as_of"])))
    charts += [retained] if retained else []
    charts.append(correlations({name: column(con, "features", name) for name in CORRELATED}))
    slides = (Slide(retained.told.title, chart=retained),) if retained else ()
    return Section("behaviour", QUESTION, title, charts=tuple(charts), slides=slides)


def retention(con: DuckDBPyConnection, as_of: date) -> Heat | None:
    """Of each month's new customers the share that ordered n months later; None with less than two whole months."""
    found = cohorts(con, as_of)
    later = [shares[0] for shares in found.shares if shares and shares[0] is not None]
    if not later:
        return None
    weights = [n for n, shares in zip(found.customers, found.shares, strict=True) if shares and shares[0] is not None]
    average = float(np.average(later, weights=weights))
    title = f"Of 100 new customers, {round(100 * average)} order again in the month after"
    labels = tuple(f"{month} ({n:,})" for month, n in zip(found.months, found.customers, strict=True))
    months = tuple(str(at + 1) for at in range(max(len(shares) for shares in found.shares)))
    return Heat(
        Told("cohort_retention", title, RETENTION_NOTE), labels, months, found.shares,
        lambda share: f"{100 * share:.0f}", "months after the first order",
    )  # fmt: skip


def correlations(columns: dict[str, Vector]) -> Heat:
    """The rank correlation of each pair of columns, each pair once."""
    found = rank_correlations(list(columns.values()))
    names = [spoken(name) for name in columns]
    pairs = [
        (abs(value), names[row], names[at], value)
        for row, values in enumerate(found)
        for at, value in enumerate(values[:row])
        if value is not None
    ]
    title = "What goes with what"
    if pairs:
        size, one, other, value = max(pairs)
        how = "rise together" if value > 0 else "move against each other"
        title = f"{one.capitalize()} and {other} {how} most ({size:.2f})"
    values = tuple(tuple(row[: at + 1]) + (None,) * (len(row) - at - 1) for at, row in enumerate(found))
    return Heat(
        Told("correlation", title, CORRELATION_NOTE), tuple(names), tuple(names), values,
        lambda value: f"{value:.1f}".replace("-", MINUS), "", diverging=True,
    )  # fmt: skip


def _days(name: str, values: Vector, title: str, note: str, axis: str) -> Histogram:
    edges = even_edges(values)
    middle = float(np.median(values))
    return Histogram(
        Told(name, title, note), edges, counts_between(values, edges), axis, "customers",
        last_is_open=True, marked=(middle, f"middle: {middle:,.0f} days"),
    )  # fmt: skip


def _tenure_title(tenure: Vector) -> str:
    share = float((tenure <= LATELY_DAYS).mean())
    return f"{percent(share)} of customers placed their first order within the last {LATELY_DAYS} days"


def known_numbers(con: DuckDBPyConnection, table: str) -> list[Any]:
    """The names of a table's columns that hold numbers, in its order."""
    rows = con.execute(f"select column_name, column_type from (describe {table})").fetchall()
    return [name for name, kind in rows if kind in {"DOUBLE", "BIGINT", "INTEGER", "FLOAT"}]
