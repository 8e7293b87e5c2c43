"""What the quality report of one file says: what was read, how, what each rule met and removed, what is left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from perennial.dataset import Dataset
from perennial.figures import amount_capped, amounts_by_reason, file_figures
from perennial.meaning import Meaning
from perennial.policies import POLICY_FIELDS
from perennial.profiles import ColumnProfile
from perennial.reading import Format
from perennial.records import Json
from perennial.rule import DUPLICATES, OUTLIER, Rule
from perennial.rules import rules_of
from perennial.schema_change import kind_of
from perennial.typed_rows import Readings


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file was read and understood; `blank_cells` counts rows by column."""

    layout: Format
    profiles: Sequence[ColumnProfile]
    meaning: Meaning
    readings: Readings
    blank_cells: Sequence[int]


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
    """The report over `judged_rows` and `clean_rows`; money in currency, times as ISO text."""
    layout, meaning, readings = reading.layout, reading.meaning, reading.readings
    rules = rules_of(meaning.table)
    figures = file_figures(con)
    return {
        "kind": meaning.kind,
        "table": meaning.table,
        "rows": {"read": rows.read, "kept": rows.kept, "rejected": rows.rejected, "duplicate": rows.duplicate},
        "rules": rules_report(con, dataset, rules, _amounts_removed(con, dataset, rules)),
        "policies": dataset.model_dump(mode="json", include=set(POLICY_FIELDS)),
        **_contents(con, _customers_sql(figures)),
        **figures,
        "schema": {profile.name: kind_of(profile) for profile in reading.profiles},
        "empty_cells": dict(zip(layout.header, reading.blank_cells, strict=True)),
        **meaning_report(layout, meaning),
        "date_order": None if readings.dates is None else readings.dates.decision,
        "decimal_mark": readings.numbers.decision,
        "currency": {"code": readings.currency.code, "decision": readings.currency.decision},
    }


def meaning_report(layout: Format, meaning: Meaning) -> dict[str, Json]:
    """How the text is written, what its columns were taken for and why, and which were left out."""
    used = {*meaning.columns.values(), *meaning.attributes, *meaning.personal}
    return {
        "mapping": dict(meaning.columns),
        "mapping_found_by": meaning.found_by,
        "mapping_confidence": dict(meaning.confidence),
        "mapping_explanation": dict(meaning.explanation),
        "attributes": list(meaning.attributes),
        "columns_ignored": [name for name in layout.header if name not in used],
        "columns_personal": list(meaning.personal),
        "encoding": layout.encoding,
        "delimiter": layout.delimiter,
        "notes": list(layout.notes),
    }


def rules_report(
    con: duckdb.DuckDBPyConnection, dataset: Dataset, rules: Sequence[Rule], amounts_removed: Mapping[str, float]
) -> list[Json]:
    """For each rule how many rows of `judged_rows` met it, how many it removed, and its price in words.

    `amounts_removed` is what each rule took from revenue; a table without money has none.
    """
    met = ", ".join(f"count(*) filter (met_{rule.name})" for rule in rules)
    counts = con.execute(f"select reason, count(*), {met} from judged_rows group by reason").fetchall()
    removed = {reason: rows for reason, rows, *_ in counts}
    meeting = [sum(rows) for rows in zip(*(of_reason for _, _, *of_reason in counts), strict=True)]
    return [
        {
            "name": rule.name,
            "rows_meeting": met_by,
            "rows_removed": removed.get(rule.name, 0),
            **({"amount_removed": amounts_removed[rule.name]} if rule.name in amounts_removed else {}),
            "removes": rule.removes(dataset),
            "trade_off": rule.trade_off,
        }
        for rule, met_by in zip(rules, meeting, strict=True)
    ]


def _amounts_removed(con: duckdb.DuckDBPyConnection, dataset: Dataset, rules: Sequence[Rule]) -> dict[str, float]:
    """What each rule took from revenue, in currency: whole rows, or what the cap cut off."""
    amounts = dict.fromkeys((rule.name for rule in rules), 0.0) | amounts_by_reason(con)
    if dataset.outlier_cap is not None and OUTLIER in amounts:
        amounts[OUTLIER] = amount_capped(con)
    return amounts


def _customers_sql(figures: Mapping[str, Json]) -> str:
    """How many customers `clean_rows` have, not counted again where the figures say it."""
    repeat = figures.get("repeat")
    return str(repeat["customers"]) if isinstance(repeat, dict) else "count(distinct customer_id)"


def _contents(con: duckdb.DuckDBPyConnection, customers_sql: str) -> dict[str, Json]:
    """Money before and after the rules, and of the kept rows first and last day, customers and orders, where known."""
    before, latest = con.execute(
        "select coalesce(sum(amount), 0), strftime(max(latest_at), '%Y-%m-%dT%H:%M:%S') from judged_rows"
    ).fetchall()[0]
    names = {name for (name,) in con.execute("select column_name from (describe clean_rows)").fetchall()}
    asked = {
        "amount": "coalesce(sum(amount), 0)",
        "first": "min(ordered_at)",
        "last": "max(ordered_at)",
        "customer_id": customers_sql,
        # Customer and order together by their hash: a 64-bit number is counted ten times as fast as two texts.
        "order_id": f"count(distinct hash({'customer_id, ' if 'customer_id' in names else ''}order_id))",
    }
    has = names | ({"first", "last"} if "ordered_at" in names else set())
    columns = [expression if name in has else "null" for name, expression in asked.items()]
    after, first, last, customers, orders = con.execute(f"select {', '.join(columns)} from clean_rows").fetchall()[0]
    return {
        "revenue": {"before": float(before), "after": float(after or 0)},
        "latest_possible_at": latest,
        "first_order_at": None if first is None else first.isoformat(),
        "last_order_at": None if last is None else last.isoformat(),
        "customers": customers,
        "orders": orders,
    }
