"""What the columns of a file hold, looked at over its sample: shares, lengths and examples, nothing interpreted."""

from dataclasses import dataclass

import duckdb

from perennial.date_forms import COUNTED, form_sql
from perennial.loading import column_at
from perennial.number_forms import COMMA, POINT, decorated_sql
from perennial.reading import Format

EXAMPLES = 3
LONGEST_EXAMPLE = 40
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
EMAIL = r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}"
PHONE = r"(?:\+|00|\()\s?\d[\d\s()/.-]{6,18}|0\d{2,5}[\s/-]\d[\d\s-]{4,12}|\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}(?:x\d+)?"
PERSON = r"(?:\p{Lu}[\p{L}''.-]+,? ){1,3}\p{Lu}[\p{L}''.-]+"
STREET = (
    r"\d{1,5}[a-z]? (?:\p{L}+\.? ){1,4}(?:St|Street|Ave|Avenue|Rd|Road|Lane|Ln|Drive|Dr|Blvd|Way|Court|Ct)\.?"
    r"|\p{L}[\p{L} .-]*(?:str\.|stra(?:ss|\x{df})e|weg|gasse|platz|allee) ?\d+.*|(?:rue|calle|rua|avenida|via) .+\d+.*"
)
CODE = r"[#A-Za-z0-9_./:-]*\d[#A-Za-z0-9_./:-]*"
NUMBER = f"coalesce({decorated_sql('v', POINT)}, {decorated_sql('v', COMMA)})"
DATE_LIKE_NUMBERS = (*COUNTED, "compact")


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """One column over the sample; shares are of its non-blank values, 0 to 1, lengths in characters.

    `date_share` is of calendar dates, `counted_share` of numbers that may count days or seconds (spreadsheet serials,
    Unix time). `mean` and `largest` are of the values read as numbers, 0 where none is.
    """

    name: str
    position: int
    rows: int
    blank: int
    distinct: int
    examples: tuple[str, ...]
    number_share: float
    integer_share: float
    fraction_share: float
    date_share: float
    counted_share: float
    year_share: float
    email_share: float
    phone_share: float
    person_share: float
    street_share: float
    code_share: float
    mean_length: float
    mean: float
    largest: float

    @property
    def filled(self) -> int:
        """How many values are not blank."""
        return self.rows - self.blank

    @property
    def filled_share(self) -> float:
        """Share of the rows with a value."""
        return self.filled / self.rows if self.rows else 0.0

    @property
    def distinct_share(self) -> float:
        """Distinct values for each value: 1 where no value repeats."""
        return self.distinct / self.filled if self.filled else 0.0


SHARES = (
    "number is not null",
    "number = trunc(number)",
    "number <> trunc(number)",
    f"form not in {tuple(COUNTED)}",
    f"form in {DATE_LIKE_NUMBERS}",
    f"number = trunc(number) and number between {EARLIEST_YEAR} and {LATEST_YEAR} and length(v) = 4",
    *(f"regexp_full_match(v, '{pattern}')" for pattern in (EMAIL, PHONE, PERSON, STREET, CODE)),
)


def profile_columns(con: duckdb.DuckDBPyConnection, layout: Format) -> tuple[ColumnProfile, ...]:
    """A profile of each column of `sample_rows`, in file order; a function of the rows alone, not of their order."""
    rows = int(con.execute("select count(*) from sample_rows").fetchall()[0][0])
    con.execute(_counted_sql(len(layout.header)))
    shares = {position: values for position, *values in con.execute(SHARES_SQL).fetchall()}
    examples = dict(con.execute(EXAMPLES_SQL).fetchall())
    con.execute("drop table profiled_values")
    nothing = [0.0] * (len(SHARES) + len(("filled", "distinct", "mean_length", "mean", "largest")))
    return tuple(
        _profile(name, position, rows, shares.get(position, nothing), examples.get(position, []))
        for position, name in enumerate(layout.header)
    )


def _counted_sql(width: int) -> str:
    """Make `profiled_values`: each distinct value of each column and how often it stands there."""
    columns = ", ".join(map(column_at, range(width)))
    return (
        "create or replace temp table profiled_values as "
        "select cast(substr(name, 2) as integer) as position, v, count(*) as n "
        f"from (unpivot (select {columns} from sample_rows) on {columns} into name name value v) group by position, v"
    )


def _profile(name: str, position: int, rows: int, values: list[float], examples: list[str]) -> ColumnProfile:
    filled, distinct, *shares = values
    return ColumnProfile(name, position, rows, rows - int(filled), int(distinct), tuple(examples), *map(float, shares))


def _shares(conditions: tuple[str, ...]) -> str:
    return ", ".join(f"coalesce(sum(n) filter ({condition}) / sum(n), 0)" for condition in conditions)


SHARES_SQL = f"""
    with read as materialized (
        select position, v, n, {form_sql("v")} as form, try_cast({NUMBER} as double) as number from profiled_values
    )
    select position, sum(n), count(*), {_shares(SHARES)}, sum(n * length(v)) / sum(n),
        coalesce(sum(n * number) / sum(n) filter (number is not null), 0), coalesce(max(number), 0)
    from read group by position
"""
# The most frequent values, the first of them in text order where they are alike.
EXAMPLES_SQL = f"""
    select position, list(left(v, {LONGEST_EXAMPLE}) order by n desc, v)[:{EXAMPLES}] from profiled_values
    group by position
"""
