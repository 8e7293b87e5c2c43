"""One table's text from its bytes to clean rows: every row is kept, set aside with its reason, or a repeat."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from perennial import engine
from perennial.clean_tables import CONTRACTS, make_clean_rows, write_clean_rows
from perennial.containers import Member
from perennial.csv_safety import safe_select_list
from perennial.dataset import Dataset
from perennial.day_order import date_order_of
from perennial.erased_rows import erased_rows
from perennial.errors import IntegrityError, UndecidedDates, UnreadableFile
from perennial.judging import blank_cells, judge_rows, misread, type_rows
from perennial.meaning import Meaning, understand
from perennial.profiles import profile_columns
from perennial.quality import Reading, RowCounts, count_rows, quality_report
from perennial.reading import detect_format
from perennial.records import Json
from perennial.row_store import RowStore, row_stores
from perennial.rule import Rule
from perennial.rules import rules_of
from perennial.sql_text import escaped
from perennial.subscriber_cleaning import RULES as SUBSCRIBER_RULES
from perennial.subscriber_cleaning import judge_customers, subscriber_quality
from perennial.suppression import Suppression
from perennial.tables import REJECTS
from perennial.typed_rows import Columns, Readings, columns_of, is_plain, readings_of


@dataclass(frozen=True, slots=True)
class CleanMember:
    """A cleaned text: the Parquet of its table, its CSV of tables.REJECTS, quality report, counts and evidence.

    `erased` are the hashes of erased persons whose rows were met.
    """

    table: str
    path: Path
    rejects: Path
    quality: dict[str, Json]
    rows: RowCounts
    evidence: dict[str, str]
    erased: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Task:
    """What is to be cleaned into which folder, under which description and with what evidence of other files."""

    key: str
    member: Member
    dataset: Dataset
    work_dir: Path
    known_evidence: Mapping[str, str]
    suppression: Suppression


def clean_member(
    key: str,
    member: Member,
    dataset: Dataset,
    work_dir: Path,
    *,
    known_evidence: Mapping[str, str],
    suppression: Suppression,
    plain_from_bytes: int,
) -> CleanMember:
    """Clean one text into `work_dir`; from so many bytes on its plain lines are read by the engine itself.

    Raises RefusedError where the text as a whole cannot be used.
    """
    label = f"{key} ({member.name})" if member.name else key
    layout = detect_format(label, member.path)
    task = _Task(label, member, dataset, work_dir, known_evidence, suppression)
    with engine.connection(work_dir) as con:
        # As a join, a long `in (…)` would be asked of every row whatever stands around it, and rows lose their order.
        con.execute("set disabled_optimizers = 'in_clause'")
        stores = row_stores(con, member.path, layout, work_dir, plain_from_bytes)
        return next(cleaned for store in stores if (cleaned := _cleaned(task, store)) is not None)


def _cleaned(task: _Task, store: RowStore) -> CleanMember | None:
    """None where the text has to be read in another way."""
    con, layout = store.con, store.layout
    if store.plain_rows + store.rest_rows == 0:
        raise UnreadableFile(task.key, "it has a header and no rows. Upload it again with its rows.")
    profiles = profile_columns(con, layout)
    meaning = understand(task.key, layout, profiles, task.dataset, con)
    if meaning.kind == "subscribers":
        return _cleaned_customers(task, store, meaning) if store.plain is None else None
    columns = columns_of(meaning.columns, meaning.attributes, layout)
    readings = _read(task, store, columns)
    if readings is None:
        return None
    blanks = blank_cells(store)
    rules = rules_of(meaning.table)
    erased = erased_rows(store, task.suppression)
    judge_rows(store, rules, task.dataset, (columns, readings), erased.sql)
    make_clean_rows(store, CONTRACTS[meaning.table])
    path, rejects, rows = _written(task, store, meaning.table, rules)
    quality = quality_report(con, task.dataset, Reading(layout, profiles, meaning, readings, blanks), rows)
    return CleanMember(meaning.table, path, rejects, quality, rows, _evidence(columns, readings), erased.hashes)


def _read(task: _Task, store: RowStore, columns: Columns) -> Readings | None:
    """How the texts are read, and `typed_rows`; None where the lines turn out not to be plain.

    Where casts alone read the sample they are tried on all rows: one that they do not read has every row asked.
    """
    first = None if store.plain is None else _read_sample(task, store, columns)
    if first is not None:
        if not type_rows(store, columns, first, task.dataset):
            return None
        if not misread(store):
            return first
    try:
        readings = _readings(task, store, columns)
    except duckdb.InvalidInputException:
        if store.plain is None:
            raise
        return None
    if readings != first and not type_rows(store, columns, readings, task.dataset):
        return None
    return readings


def _read_sample(task: _Task, store: RowStore, columns: Columns) -> Readings | None:
    """The readings by the sample where they are plain."""
    store.look_at_sample()
    try:
        readings = _readings(task, store, columns)
    except UndecidedDates:
        return None
    finally:
        store.look_at_all()
    return readings if is_plain(columns, readings) else None


def _readings(task: _Task, store: RowStore, columns: Columns) -> Readings:
    name = columns.names.get("order_datetime")
    known_order = None if name is None else task.known_evidence.get(date_order_of(name))
    return readings_of(store.con, task.key, columns, task.dataset, known_order)


def _evidence(columns: Columns, readings: Readings) -> dict[str, str]:
    if readings.dates is None or readings.dates.evidence is None:
        return {}
    return {date_order_of(columns.names["order_datetime"]): readings.dates.evidence}


def _cleaned_customers(task: _Task, store: RowStore, meaning: Meaning) -> CleanMember:
    erased = judge_customers(store, task.key, meaning, task.dataset, task.suppression)
    path, rejects, rows = _written(task, store, meaning.table, SUBSCRIBER_RULES)
    quality = subscriber_quality(store, meaning, task.dataset, rows)
    return CleanMember(meaning.table, path, rejects, quality, rows, {}, erased.hashes)


def _written(task: _Task, store: RowStore, table: str, rules: Sequence[Rule]) -> tuple[Path, Path, RowCounts]:
    """Write the clean rows and the rejects; raises IntegrityError where rows were lost or invented on the way."""
    path, rejects = task.work_dir / f"{table}.parquet", task.work_dir / "rejects.csv"
    kept = write_clean_rows(store.con, path)
    query = _rejects_query(task.member.name, rules)
    set_aside = store.con.execute(f"copy ({query}) to '{escaped(str(rejects))}' (format csv, header)").fetchall()[0][0]
    rows = count_rows(store.con)
    read = store.plain_rows + store.rest_rows
    if not read == rows.read == kept + set_aside or set_aside != rows.rejected + rows.duplicate:
        raise IntegrityError(
            f"{task.key}: of {read} rows {kept} were kept, {rows.rejected} rejected and {rows.duplicate} are repeats, "
            f"{set_aside} were set aside, which does not add up."
        )
    return path, rejects, rows


def _rejects_query(member: str, rules: Sequence[Rule]) -> str:
    """The rejected rows as tables.REJECTS, safe to open in a spreadsheet."""
    details = " ".join(f"when '{rule.name}' then {rule.detail}" for rule in rules)
    unkept = ", ".join(f"'{rule.name}'" for rule in rules if not rule.keeps_raw)
    rejects = (
        f"select '{escaped(member)}' as member, line_number, reason, case reason {details} end as detail, "
        f"case when reason in ({unkept}) then '' else raw end as raw "
        "from judged_rest join (select line_number, raw from rest_rows) using (line_number) where reason is not null"
    )
    return f"select {safe_select_list(REJECTS)} from ({rejects}) order by line_number"
