"""What the quality report of one file says: what was read, how, what each rule met and removed, what is left."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from perennial.dataset import Dataset
from perennial.loading import column_at
from perennial.mapping import Resolution
from perennial.reading import Format
from perennial.records import Json
from perennial.rule import DUPLICATES, LINES, Rule
from perennial.rules import rules_of


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file was read and understood."""

    layout: Format
    resolution: Resolution
    date_order: str
    decimal_mark: str


@dataclass(frozen=True, slots=True)
class RowCounts:
    """Where the rows of a file went; read = kept + rejected + duplicate."""

    read: int
    kept: int
    rejected: int
    duplicate: int


def count_rows(con: duckdb.DuckDBPyConnection) -> RowCounts:
    """The counts over `judged_rows`."""
    counts = con.execute(
        "select count(*), count(*) filter (reason is null), count(*) filter (reason <> $1), "
        "count(*) filter (reason = $1) from judged_rows",
        [DUPLICATES],
    ).fetchall()[0]
    return RowCounts(*counts)


def quality_report(
    con: duckdb.DuckDBPyConnection, dataset: Dataset, reading: Reading, rows: RowCounts
) -> dict[str, Json]:
    """The report over `raw_rows`, `judged_rows` and `order_lines`; money in currency, times as ISO text."""
    layout, resolution = reading.layout, reading.resolution
    used = {*resolution.mapping.columns(), *resolution.attributes}
    return {
        "rows": {"read": rows.read, "kept": rows.kept, "rejected": rows.rejected, "duplicate": rows.duplicate},
        "rules": rules_report(con, dataset, rules_of(LINES)),
        "policies": {"returns": dataset.returns, "duplicates": dataset.duplicates},
        **_contents(con),
        "empty_cells": empty_cells(con, layout.header),
        "mapping": dict(resolution.mapping.model_dump(exclude_none=True)),
        "mapping_found_by": resolution.found_by,
        "attributes": list(resolution.attributes),
        "columns_ignored": [name for name in layout.header if name not in used],
        "encoding": layout.encoding,
        "delimiter": layout.delimiter,
        "date_order": reading.date_order,
        "decimal_mark": reading.decimal_mark,
    }


def rules_report(con: duckdb.DuckDBPyConnection, dataset: Dataset, rules: Sequence[Rule]) -> list[Json]:
    """For each rule how many rows of `judged_rows` met it, how many it removed, and its price in words."""
    columns = ", ".join(
        f"count(*) filter (met_{rule.name}), count(*) filter (reason = '{rule.name}')" for rule in rules
    )
    counts = con.execute(f"select {columns} from judged_rows").fetchall()[0]
    return [
        {
            "name": rule.name,
            "rows_meeting": met,
            "rows_removed": removed,
            "removes": rule.removes(dataset),
            "trade_off": rule.trade_off,
        }
        for rule, met, removed in zip(rules, counts[::2], counts[1::2], strict=True)
    ]


def _contents(con: duckdb.DuckDBPyConnection) -> dict[str, Json]:
    before, latest = con.execute(
        "select coalesce(sum(amount), 0), strftime(max(latest_at), '%Y-%m-%dT%H:%M:%S') from judged_rows"
    ).fetchall()[0]
    after, first, last, customers, orders = con.execute(
        "select coalesce(sum(amount), 0), min(ordered_at), max(ordered_at), count(distinct customer_id), "
        "count(distinct (customer_id, order_id)) from order_lines"
    ).fetchall()[0]
    return {
        "revenue": {"before": float(before), "after": float(after)},
        "latest_possible_at": latest,
        "first_order_at": None if first is None else first.isoformat(),
        "last_order_at": None if last is None else last.isoformat(),
        "customers": customers,
        "orders": orders,
    }


def empty_cells(con: duckdb.DuckDBPyConnection, header: tuple[str, ...]) -> dict[str, Json]:
    """How many rows of `raw_rows` leave each column blank."""
    columns = ", ".join(f"count(*) - count({column_at(position)})" for position in range(len(header)))
    counts = con.execute(f"select {columns} from raw_rows where broken is null").fetchall()[0]
    return dict(zip(header, counts, strict=True))
