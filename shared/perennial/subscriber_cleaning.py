"""The rows of a subscriber table judged: every one is kept as a customer, set aside with its reason, or a repeat."""

import duckdb

from perennial import engine
from perennial.dataset import Dataset
from perennial.erased_rows import ErasedRows, erased_rows
from perennial.errors import UnreadableFile
from perennial.identifiers import identifier_sql
from perennial.judging import blank_cells, judging_sql
from perennial.labels import has_left_sql, label_sql
from perennial.loading import column_at
from perennial.meaning import Meaning
from perennial.quality import RowCounts, meaning_report, rules_report
from perennial.records import Json
from perennial.row_store import RowStore
from perennial.rule import BROKEN, DUPLICATES, ERASED_PERSON, LONGEST_ATTRIBUTES, LONGEST_ID, Rule
from perennial.subscriber_tables import CUSTOMERS
from perennial.suppression import Suppression
from perennial.typed_rows import ABSENT, attributes_sql

NOT_KNOWN = ("nan", "null", "n/a", "<na>", "?")
MOST_LABELS_NAMED = 5

RULES = (
    ERASED_PERSON,
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


def judge_customers(
    store: RowStore, key: str, meaning: Meaning, dataset: Dataset, suppression: Suppression
) -> ErasedRows:
    """Make `judged_rows` of a store without plain lines, and `clean_rows`, sorted by customer; answers who is erased.

    Raises UnreadableFile where the described label holds words and none of them can be read.
    """
    con = store.con
    at = {name: column_at(position) for position, name in enumerate(store.layout.header)}
    label = at.get(meaning.columns.get("label", ""), ABSENT)
    con.execute(
        engine.statement("clean_customers").format(
            customer_id=identifier_sql(at[meaning.columns["customer_id"]]),
            label=label_sql(label),
            has_left=has_left_sql(label),
            attributes=attributes_sql({name: _known(at[name]) for name in meaning.attributes}),
        )
    )
    if meaning.found_by == "given":
        _require_labels(con, key, meaning.columns.get("label", ""))
    met, reason = judging_sql(RULES, dataset)
    erased = erased_rows(store, suppression)
    con.execute(
        f"create or replace temp table judged_rest as select *, {met}, {reason} as reason "
        f"from (select *, {erased.sql} as is_erased from typed_rows)"
    )
    con.execute("create or replace temp view judged_rows as select * from judged_rest")
    columns = ", ".join(CUSTOMERS.column_names)
    customers = f"select {columns} from judged_rows where reason is null order by customer_id"
    con.execute(f"create or replace temp table clean_rows as {customers}")
    return erased


def subscriber_quality(store: RowStore, meaning: Meaning, dataset: Dataset, rows: RowCounts) -> dict[str, Json]:
    """What the quality report says of a subscriber table."""
    query = "select count(*), count(*) filter (has_left), count(has_left) from judged_rows where reason is null"
    customers, left, labelled = store.con.execute(query).fetchall()[0]
    layout = store.layout
    return {
        "kind": "subscribers",
        "table": meaning.table,
        "rows": {"read": rows.read, "kept": rows.kept, "rejected": rows.rejected, "duplicate": rows.duplicate},
        "rules": rules_report(store.con, dataset, RULES, {}),
        "customers": customers,
        "customers_left": left,
        "customers_stayed": labelled - left,
        "customers_to_score": customers - labelled,
        "empty_cells": dict(zip(layout.header, blank_cells(store), strict=True)),
        **meaning_report(layout, meaning),
    }


def _known(column: str) -> str:
    return f"case when lower({column}) in {NOT_KNOWN} then null else {column} end"


def _require_labels(con: duckdb.DuckDBPyConnection, key: str, label: str) -> None:
    query = "select count(has_left), list(distinct label_text order by label_text) from typed_rows"
    readable, words = con.execute(query).fetchall()[0]
    if words and not readable:
        found = ", ".join(words[:MOST_LABELS_NAMED])
        raise UnreadableFile(
            key,
            f"column {label} says neither yes nor no anywhere; it holds {found}. Write yes for a "
            "customer who left, no for one who stayed, nothing for one to be scored, and upload the file again.",
        )
