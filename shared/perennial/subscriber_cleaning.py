"""One subscriber file from text to clean customers: every row is kept, set aside with its reason, or a repeat."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from perennial import engine
from perennial.cleaning import CleanFile, clean_file, escaped, judging_sql, rejects_query, require_rows
from perennial.dataset import Dataset
from perennial.errors import IntegrityError, UnreadableFile
from perennial.identifiers import identifier_sql
from perennial.loading import column_at, load_rows
from perennial.quality import RowCounts, count_rows, empty_cells, rules_report
from perennial.reading import Format, detect_format
from perennial.records import Json
from perennial.rule import BROKEN, DUPLICATES, LONGEST_ATTRIBUTES, LONGEST_ID, Rule
from perennial.subscriber_mapping import SubscriberColumns, subscriber_columns
from perennial.subscriber_tables import CUSTOMERS

# Compared without case and without the dot some exports leave after a truth value.
HAS_LEFT = ("yes", "y", "true", "t", "1", "1.0", "churn", "churned", "left", "exited", "gone", "lapsed", "cancelled")
HAS_LEFT_TOO = ("canceled", "attrited", "attrited customer", "churned customer")
HAS_STAYED = ("no", "n", "false", "f", "0", "0.0", "stayed", "active", "existing", "existing customer", "retained")
HAS_STAYED_TOO = ("current", "loyal", "joined", "not churned", "no churn")
UNKNOWN = ("nan", "null", "none", "n/a", "na", "<na>", "?", "unknown")
LEAST_SHARE_OF_CUSTOMERS = 0.9
MOST_LABELS_NAMED = 5

RULES = (
    Rule(
        BROKEN,
        "broken is not null",
        "broken",
        "A row with the wrong number of fields is set aside whole: guessing which field is which could describe the "
        "wrong customer.",
    ),
    Rule(
        DUPLICATES,
        "line_number > first_line",
        "'the same row as line ' || first_line",
        "A customer stands once in the table; an exact repeat adds nothing.",
    ),
    Rule(
        "missing_customer",
        "customer_id is null",
        "'no customer id'",
        "A row without an id cannot be told from another, so nobody could act on its score.",
    ),
    Rule(
        "overlong_text",
        f"length(customer_id) > {LONGEST_ID} or length(attributes) > {LONGEST_ATTRIBUTES}",
        "'customer id of ' || length(customer_id) || ', attributes of ' || length(attributes) || ' characters'",
        f"An id of more than {LONGEST_ID} characters, or {LONGEST_ATTRIBUTES} in all attributes together, is taken for "
        "a torn row; a table that really holds so much has to be cut to the attributes that matter.",
    ),
    Rule(
        "unreadable_label",
        "label_text is not null and has_left is null",
        "'neither yes nor no: ' || label_text",
        "A label that says neither that the customer left nor that they stayed is set aside rather than guessed; "
        "leave it blank for a customer to be scored.",
    ),
    Rule(
        "repeated_customer",
        "line_number = first_line and line_number > first_line_of_customer",
        "'customer of line ' || first_line_of_customer",
        "Of several rows of one customer in a file the first usable one counts: which is right only the sender knows.",
    ),
)


@dataclass(frozen=True, slots=True)
class _Table:
    """A subscriber file being read."""

    key: str
    layout: Format
    columns: SubscriberColumns

    def at(self, name: str) -> str:
        return column_at(self.layout.header.index(name))


def clean_table(
    key: str,
    source: Path,
    dataset: Dataset,
    work_dir: Path,
    *,
    known_evidence: Mapping[str, str],  # noqa: ARG001 - read by the cleaning that takes this function's place
) -> CleanFile:
    """Clean a file of either kind into `work_dir`: as customers where it is a subscriber table, else as order lines.

    Raises UnreadableFile, UnknownColumns or InvalidDescription where the file as a whole cannot be used.
    """
    layout = detect_format(key, source)
    columns = subscriber_columns(dataset, key, layout.header)
    if columns is None:
        return clean_file(key, source, dataset, work_dir)
    table = _Table(key, layout, columns)
    with engine.connection(work_dir) as con:
        load_rows(con, source, layout, work_dir)
        require_rows(con, key)
        _judge_rows(con, table, dataset)
        if columns.found_by == "given":
            _require_labels(con, table)
        elif not _looks_like_subscribers(con):
            return clean_file(key, source, dataset, work_dir)
        return _written(con, table, dataset, work_dir)


def _judge_rows(con: duckdb.DuckDBPyConnection, table: _Table, dataset: Dataset) -> None:
    """Make `typed_rows` and `judged_rows`, as cleaning does for order lines."""
    label = f"rtrim(lower({table.at(table.columns.label)}), '.')"
    pairs = ", ".join(f"'{escaped(name)}', {_known(table.at(name))}" for name in table.columns.attributes)
    con.execute(
        engine.statement("clean_customers").format(
            customer_id=identifier_sql(table.at(table.columns.customer_id)),
            label=f"case when {label} in {UNKNOWN} then null else {table.at(table.columns.label)} end",
            has_left=f"case when {label} in {HAS_LEFT + HAS_LEFT_TOO} then true "
            f"when {label} in {HAS_STAYED + HAS_STAYED_TOO} then false end",
            attributes=f"cast(json_object({pairs}) as varchar)",
        )
    )
    met, reason = judging_sql(RULES, dataset)
    con.execute(f"create or replace temp table judged_rows as select *, {met}, {reason} as reason from typed_rows")


def _known(column: str) -> str:
    return f"case when lower({column}) in ('nan', 'null', 'n/a', '<na>', '?') then null else {column} end"


def _require_labels(con: duckdb.DuckDBPyConnection, table: _Table) -> None:
    """Raises UnreadableFile where the described label holds words and none of them can be read."""
    query = "select count(has_left), list(distinct label_text order by label_text) from typed_rows"
    readable, words = con.execute(query).fetchall()[0]
    if words and not readable:
        found = ", ".join(words[:MOST_LABELS_NAMED])
        raise UnreadableFile(
            table.key,
            f"column {table.columns.label} says neither yes nor no anywhere; it holds {found}. Write yes for a "
            "customer who left, no for one who stayed, nothing for one to be scored, and upload the file again.",
        )


def _looks_like_subscribers(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether, apart from repeats, nearly every row is another customer, and the label is of two known values."""
    query = """
        select count(*), count(distinct customer_id), count(distinct has_left), count(distinct lower(label_text))
        from typed_rows where broken is null and line_number = first_line
    """
    rows, customers, outcomes, words = con.execute(query).fetchall()[0]
    two = 2
    return bool(rows and customers >= LEAST_SHARE_OF_CUSTOMERS * rows and outcomes == two and words == two)


def _written(con: duckdb.DuckDBPyConnection, table: _Table, dataset: Dataset, work_dir: Path) -> CleanFile:
    clean, rejects = work_dir / "clean.parquet", work_dir / "rejects.csv"
    customers = f"select {', '.join(CUSTOMERS.column_names)} from judged_rows where reason is null order by customer_id"
    copy = f"copy ({customers}) to '{escaped(str(clean))}' (format parquet, compression zstd)"
    written = con.execute(copy).fetchall()[0][0]
    con.execute(f"copy ({rejects_query(RULES)}) to '{escaped(str(rejects))}' (format csv, header)")
    rows = count_rows(con)
    if rows.read != written + rows.rejected + rows.duplicate:
        raise IntegrityError(
            f"{table.key}: of {rows.read} rows {written} were kept, {rows.rejected} rejected and "
            f"{rows.duplicate} are repeats, which does not add up."
        )
    return CleanFile({CUSTOMERS.name: clean}, rejects, _quality(con, table, dataset, rows), rows, evidence={})


def _quality(con: duckdb.DuckDBPyConnection, table: _Table, dataset: Dataset, rows: RowCounts) -> dict[str, Json]:
    query = "select count(*), count(*) filter (has_left), count(has_left) from judged_rows where reason is null"
    customers, left, labelled = con.execute(query).fetchall()[0]
    return {
        "kind": "subscribers",
        "rows": {"read": rows.read, "kept": rows.kept, "rejected": rows.rejected, "duplicate": rows.duplicate},
        "rules": rules_report(con, dataset, RULES),
        "customers": customers,
        "customers_left": left,
        "customers_stayed": labelled - left,
        "customers_to_score": customers - labelled,
        "empty_cells": empty_cells(con, table.layout.header),
        "mapping": {"customer_id": table.columns.customer_id, "label": table.columns.label},
        "mapping_found_by": table.columns.found_by,
        "attributes": list(table.columns.attributes),
        "encoding": table.layout.encoding,
        "delimiter": table.layout.delimiter,
    }
