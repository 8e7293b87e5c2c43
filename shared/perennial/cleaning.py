"""One order file from text to clean order lines: every row is kept, set aside with its reason, or a repeat."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from perennial import engine
from perennial.bounds import bounds_sql
from perennial.csv_safety import safe_select_list
from perennial.currencies import CurrencyReading, currency_reading
from perennial.dataset import Dataset
from perennial.dates import DateReading, date_reading
from perennial.errors import IntegrityError, UnreadableFile
from perennial.identifiers import identifier_sql
from perennial.loading import column_at, load_rows
from perennial.mapping import Resolution, resolve_mapping
from perennial.numbers import NumberReading, number_reading
from perennial.quality import Reading, RowCounts, count_rows, quality_report
from perennial.reading import detect_format
from perennial.records import Json
from perennial.rule import LINES, Rule
from perennial.rules import rules_of
from perennial.tables import ORDER_LINES, REJECTS

CLEANING_VERSION = 1
IDENTIFIERS = ("customer_id", "order_id", "product_id")
NUMBERS = ("quantity", "unit_price", "order_total")
MONEY_FIELDS = ("unit_price", "order_total")
ABSENT = "cast(null as varchar)"
LINE_AMOUNT = "cast(exact_quantity as decimal(28, 6)) * cast(unit_price as decimal(28, 4))"


@dataclass(frozen=True, slots=True)
class CleanFile:
    """A cleaned file: the Parquet of each table it holds, its CSV of tables.REJECTS, quality report and counts.

    `evidence` is what this object alone proves and other files may need.
    """

    tables: dict[str, Path]
    rejects: Path
    quality: dict[str, Json]
    rows: RowCounts
    evidence: dict[str, str]


def clean_file(key: str, source: Path, dataset: Dataset, work_dir: Path) -> CleanFile:
    """Clean one file into `work_dir`; the same bytes under the same description give the same files.

    Raises UnreadableFile, UnknownColumns or InvalidDescription where the file as a whole cannot be used.
    """
    layout = detect_format(key, source)
    resolution = resolve_mapping(dataset, key, layout.header)
    with engine.connection(work_dir) as con:
        load_rows(con, source, layout, work_dir)
        require_rows(con, key)
        columns = _columns(layout.header, resolution)
        dates = date_reading(
            con,
            key,
            columns["order_datetime"],
            dataset.date_format,
            column_name=resolution.mapping.order_datetime,
            time_zone=dataset.time_zone,
        )
        numbers = number_reading(con, [columns[field] for field in NUMBERS if columns[field] != ABSENT])
        currency = currency_reading(con, key, None, tuple(numbers.marks), dataset)
        _type_rows(con, columns, dates, numbers, currency)
        _judge_rows(con, dataset)
        con.execute(engine.statement("clean_order_lines"))
        rows = count_rows(con)
        _require_contract(con, key, rows)
        reading = Reading(layout, resolution, dates.decision, numbers.decision)
        quality = quality_report(con, dataset, reading, rows)
        clean, rejects = work_dir / "clean.parquet", work_dir / "rejects.csv"
        con.execute(f"copy order_lines to '{escaped(str(clean))}' (format parquet, compression zstd)")
        con.execute(f"copy ({rejects_query(rules_of(LINES))}) to '{escaped(str(rejects))}' (format csv, header)")
    return CleanFile({ORDER_LINES.name: clean}, rejects, quality, rows, evidence={})


def require_rows(con: duckdb.DuckDBPyConnection, key: str) -> None:
    """Raises UnreadableFile where `raw_rows` is empty."""
    if con.execute("select count(*) from raw_rows").fetchall()[0][0] == 0:
        raise UnreadableFile(key, "it has a header and no rows. Upload it again with its rows.")


def _columns(header: tuple[str, ...], resolution: Resolution) -> dict[str, str]:
    """The SQL text expression of every mapped field, and of the attributes together as JSON."""
    at = {name: column_at(position) for position, name in enumerate(header)}
    fields = resolution.mapping.model_dump()
    columns = {field: ABSENT if name is None else at[name] for field, name in fields.items()}
    pairs = ", ".join(f"'{escaped(name)}', {at[name]}" for name in resolution.attributes)
    return columns | {"attributes": f"cast(json_object({pairs}) as varchar)" if pairs else ABSENT}


def _type_rows(
    con: duckdb.DuckDBPyConnection,
    columns: dict[str, str],
    dates: DateReading,
    reading: NumberReading,
    currency: CurrencyReading,
) -> None:
    numbers = {"quantity_number": reading.sql(columns["quantity"])}
    numbers |= {f"{field}_money": currency.money_sql(reading.sql(columns[field])) for field in MONEY_FIELDS}
    identifiers = {field: identifier_sql(columns[field]) for field in IDENTIFIERS}
    amount = LINE_AMOUNT if columns["order_total"] == ABSENT else "total"
    con.execute(
        engine.statement("clean_typed_rows").format(
            **(columns | identifiers | numbers | {"date": dates.sql, "amount": amount} | _policies(currency))
        )
    )


def _policies(currency: CurrencyReading) -> dict[str, str]:
    return {"currency": currency.code_sql, "rate": currency.rate_sql, "status": ABSENT, "repeats_header": "false"}


def _judge_rows(con: duckdb.DuckDBPyConnection, dataset: Dataset) -> None:
    """Make `judged_rows`: each typed row with every rule it meets, and as `reason` the first that removes it."""
    rules = rules_of(LINES)
    met, reason = judging_sql(rules, dataset)
    returns = " or ".join(f"met_{rule.name}" for rule in rules if rule.policy == "returns")
    con.execute(
        f"create or replace temp table judged_rows as with bounded as (select *, {bounds_sql(con, dataset)} "
        f"from typed_rows) select *, {met}, {reason} as reason, {returns} as is_return from bounded"
    )


def judging_sql(rules: Sequence[Rule], dataset: Dataset) -> tuple[str, str]:
    """Over `typed_rows`: the columns met_<rule>, and an expression of the first rule met that removes the row."""
    met = ", ".join(f"coalesce({rule.condition}, false) as met_{rule.name}" for rule in rules)
    reason = " ".join(f"when met_{rule.name} then '{rule.name}'" for rule in rules if rule.removes(dataset))
    return met, f"case {reason} end"


def _require_contract(con: duckdb.DuckDBPyConnection, key: str, rows: RowCounts) -> None:
    kept = con.execute("select count(*) from order_lines").fetchall()[0][0]
    if rows.read != kept + rows.rejected + rows.duplicate:
        raise IntegrityError(
            f"{key}: of {rows.read} rows {kept} were kept, {rows.rejected} rejected and "
            f"{rows.duplicate} are repeats, which does not add up."
        )
    types = con.execute("select column_name, column_type from (describe order_lines)").fetchall()
    if types != [(column.name, column.type) for column in ORDER_LINES.columns]:
        raise IntegrityError(f"{key}: the clean lines have the columns {types}, not those of the order_lines contract.")


def rejects_query(rules: Sequence[Rule]) -> str:
    """The rejected rows of `judged_rows` as tables.REJECTS, safe to open in a spreadsheet."""
    details = " ".join(f"when '{rule.name}' then {rule.detail}" for rule in rules)
    rejects = (
        f"select line_number, reason, case reason {details} end as detail, raw from judged_rows "
        "join (select line_number, raw from raw_rows) using (line_number) where reason is not null"
    )
    return f"select {safe_select_list(REJECTS)} from ({rejects}) order by line_number"


def escaped(text: str) -> str:
    """The text as it may stand between single quotes in SQL."""
    return text.replace("'", "''")
