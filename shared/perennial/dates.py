"""How the dates of one file are written, decided on the whole column and never row by row."""

from dataclasses import dataclass

import duckdb

from perennial.errors import InvalidDescription, UnreadableFile
from perennial.layout import landing_key

ISO = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}([ T]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?(Z|UTC|[-+]\d{2}(:?\d{2})?))?)?"  # ISO 8601
COMPACT = r"\d{8}"
NUMERIC = r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:[ T]|$)"
TIMES = (" %H:%M", "", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
DAY_FIRST = "%d/%m/"
MONTH_FIRST = "%m/%d/"
CLEAR_MAJORITY = 10


@dataclass(frozen=True, slots=True)
class DateReading:
    """An SQL expression that turns the text of a column into a timestamp or null, and what was decided, in words."""

    sql: str
    decision: str


def date_reading(con: duckdb.DuckDBPyConnection, key: str, column: str, date_format: str | None) -> DateReading:
    """How to read this text column of `raw_rows`.

    Raises UnreadableFile where days and months cannot be told apart, InvalidDescription for an unknown date_format.
    """
    if date_format is not None:
        require_date_format(con, landing_key(key).dataset, date_format)
        return DateReading(f"try_strptime({column}, {_quoted(date_format)})", f"as {date_format}")
    iso = (
        f"case when regexp_full_match({column}, '{ISO}') then try_cast({column} as timestamp) "
        f"when regexp_full_match({column}, '{COMPACT}') then try_strptime({column}, '%Y%m%d') "
    )
    others = _NumericDates.of(con, column)
    if others.count == 0:
        return DateReading(f"{iso}end", "year first")
    order = others.order(key)
    formats = [f"{order}{year}{time}" for year in others.years() for time in TIMES]
    slashes = f"replace(replace(replace({column}, '-', '/'), '.', '/'), 'T', ' ')"
    sql = f"{iso}when regexp_matches({column}, '{NUMERIC}') then try_strptime({slashes}, {formats}) end"
    return DateReading(sql, "day first" if order == DAY_FIRST else "month first")


def require_date_format(con: duckdb.DuckDBPyConnection, dataset: str, date_format: str) -> None:
    """Raises InvalidDescription unless this is a strptime format."""
    try:
        con.execute("select try_strptime('', $1)", [date_format])
    except duckdb.Error as error:
        reason = f"date_format {date_format!r} is not a strptime format. Write it like %d/%m/%Y %H:%M."
        raise InvalidDescription(dataset, reason) from error


@dataclass(frozen=True, slots=True)
class _NumericDates:
    """What the dates written as two numbers and a year say about which of the two is the day."""

    count: int
    only_day_first: int
    only_month_first: int
    either: int
    dotted: bool
    short_years: bool
    example: str

    @classmethod
    def of(cls, con: duckdb.DuckDBPyConnection, column: str) -> "_NumericDates":
        rows = con.execute(
            f"""
            with parts as (
                select {column} as text, regexp_extract({column}, '{NUMERIC}', ['first', 'second', 'year']) as part
                from raw_rows
                where regexp_matches(left({column}, 3), '[-/.]') and regexp_matches({column}, '{NUMERIC}')
            ),
            numbers as (
                select text, length(part.year) = 2 as short_year,
                    cast(part.first as integer) as first, cast(part.second as integer) as second
                from parts
            )
            select count(*),
                count(*) filter (first > 12 and second <= 12),
                count(*) filter (second > 12 and first <= 12),
                count(*) filter (first <= 12 and second <= 12 and first <> second),
                coalesce(bool_and(regexp_matches(text, '^\\d+\\.')), false),
                coalesce(bool_or(short_year), false),
                coalesce(min(text) filter (first <> second), '')
            from numbers
            """
        ).fetchall()
        return cls(*rows[0])

    def order(self, key: str) -> str:
        if self.only_day_first > CLEAR_MAJORITY * self.only_month_first:
            return DAY_FIRST
        if self.only_month_first > CLEAR_MAJORITY * self.only_day_first:
            return MONTH_FIRST
        # Dates with dots are written day first wherever they are in use, and where day and month agree it is all one.
        if self.only_day_first == self.only_month_first == 0 and (self.dotted or self.either == 0):
            return DAY_FIRST
        raise UnreadableFile(
            key,
            f"its dates could be day/month or month/day (such as {self.example}), and no row decides it. "
            "Upload a dataset.json beside it with date_format, for example %d/%m/%Y %H:%M.",
        )

    def years(self) -> tuple[str, ...]:
        """Short years first: %Y would read 10 as the year 10."""
        return ("%y", "%Y") if self.short_years else ("%Y",)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
