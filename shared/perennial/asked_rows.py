"""A table of customers to be predicted: told apart by id, or described by features; every row keeps its place.

A row that cannot be answered says why in `problem`, and stands in the answer all the same.
"""

from dataclasses import dataclass
from pathlib import Path

from duckdb import DuckDBPyConnection

from perennial.containers import Member
from perennial.csv_safety import safe_sql
from perennial.encodings import open_text, text_encoding
from perennial.errors import UnreadableFile
from perennial.loading import SEPARATOR, column_at, create_rows, load_rows
from perennial.mapping import finder, normal_name
from perennial.reading import Format, detect_format, read_rows
from perennial.sql_text import escaped
from perennial.tables import FEATURES, Table

UNKNOWN = "not among the scored customers"
CUSTOMER = "customer_id"
LARGEST = 1e12
OF_MODELS = tuple(column for column in FEATURES.columns if column.type in ("INTEGER", "BIGINT", "DOUBLE", "BOOLEAN"))
NEITHER = (
    "it has neither a column customer_id nor one of the features, such as recency_days, frequency and monetary. Name "
    "its columns so in the first line, and upload it again."
)


@dataclass(frozen=True, slots=True)
class AskedRows:
    """The rows of `asked_rows`, and where the customer's id and the features stand in them."""

    layout: Format
    rows: int
    customer: str | None
    features: dict[str, str]


def load_asked(con: DuckDBPyConnection, key: str, member: Member, work_dir: Path) -> AskedRows:
    """Make `asked_rows` of a table; raises UnreadableFile where it tells of no customer."""
    layout = _list_of_ids(key, member.path) or detect_format(key, member.path)
    create_rows(con, "asked_rows", len(layout.header))
    rows = load_rows(con, "asked_rows", read_rows(member.path, layout), len(layout.header), work_dir)
    find = finder(layout.header)
    at = {name: column_at(layout.header.index(name)) for name in layout.header}
    features = {column.name: at[name] for column in OF_MODELS if (name := find(column.name)) is not None}
    customer = find(CUSTOMER)
    if customer is None and not features:
        raise UnreadableFile(key, NEITHER)
    return AskedRows(layout, rows, None if customer is None else at[customer], features)


def _list_of_ids(key: str, path: Path) -> Format | None:
    """How a file of nothing but customer ids is written: nothing separates columns where there is one."""
    encoding = text_encoding(key, path).name
    with open_text(path, encoding) as stream:
        name = stream.readline().strip().strip('"')
    if normal_name(name) != normal_name(CUSTOMER):
        return None
    return Format(encoding, SEPARATOR, (name,), 1, True, False, "\n", ())


def join_scores(con: DuckDBPyConnection, asked: AskedRows, scores: Path) -> None:
    """Make `answers`: each asked row with the score of its customer in a scores.parquet."""
    stored = f"read_parquet('{escaped(str(scores))}')"
    con.execute(
        f"create or replace temp table answers as select line_number, {asked.customer} as asked_id, scores.*, "
        f"case when broken is not null then broken when scores.customer_id is null then '{UNKNOWN}' end as problem "
        f"from asked_rows left join {stored} as scores on {asked.customer} = scores.customer_id"
    )


def describe_asked(con: DuckDBPyConnection, asked: AskedRows, as_of: str) -> None:
    """Make `features` of the rows whose features can all be read, their `customer_id` being the line they stand in."""
    values = ", ".join(f"{_number(cell)} as {name}" for name, cell in asked.features.items())
    con.execute(
        f"create or replace table features as select cast(line_number as varchar) as customer_id, "
        f"cast($as_of as date) as as_of, {values} from asked_rows where {_problem(asked)} is null order by line_number",
        {"as_of": as_of},
    )


def join_predictions(con: DuckDBPyConnection, asked: AskedRows) -> None:
    """Make `answers`: each asked row with its row of `scores`, or why it has none."""
    who = asked.customer or "cast(null as varchar)"
    con.execute(
        f"create or replace temp table answers as select line_number, {who} as asked_id, scores.*, "
        f"{_problem(asked)} as problem from asked_rows left join scores "
        "on cast(line_number as varchar) = scores.customer_id"
    )


def write_answers(con: DuckDBPyConnection, table: Table, path: Path) -> tuple[int, int]:
    """Write `answers` in the order of the lines asked, safe to open in a spreadsheet; how many rows, and answered."""
    names = [column.name for column in table.columns if column.name != CUSTOMER]
    texts = [column.name for column in table.columns if column.type == "VARCHAR" and column.name != CUSTOMER]
    safe = ", ".join([safe_sql("asked_id"), *(safe_sql(name) if name in texts else f'"{name}"' for name in names)])
    columns = ", ".join(f'"{name}"' for name in names)
    con.sql(
        f"select line_number, asked_id as {CUSTOMER}, {columns}, problem from (select line_number, {safe}, "
        f"{safe_sql('problem')} from answers) order by line_number"
    ).write_csv(str(path), header=True)
    rows, answered = con.execute("select count(*), count(*) filter (problem is null) from answers").fetchall()[0]
    return rows, answered


def _number(cell: str) -> str:
    """The number of a text; yes and no are those of features that are either."""
    words = f"case lower({cell}) when 'true' then 1 when 'yes' then 1 when 'false' then 0 when 'no' then 0 end"
    number = f"coalesce(try_cast({cell} as double), {words})"
    return f"case when {number} between {-LARGEST} and {LARGEST} then {number} end"


def _problem(asked: AskedRows) -> str:
    """Why a row cannot be predicted: the first feature with a text that is no number, or nothing known at all."""
    unread = [
        f"when {cell} is not null and {_number(cell)} is null then '{name}: ' || {cell} || ' is not a number'"
        for name, cell in asked.features.items()
    ]
    nothing = f"when coalesce({', '.join(asked.features.values())}) is null then 'no feature is given'"
    return f"case when broken is not null then broken {' '.join(unread)} {nothing} end"
