"""The common ways to write a date that the engine parses by itself, found by a look at a few values.

They give what the patterns of date_sql.py give, only faster: a value that they do not read is tried with those.
"""

from dataclasses import dataclass
from itertools import product

import duckdb

from perennial.date_forms import LONG, SHORT, YEAR

LOOKED_AT = 64
CLOCKS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", "T%H:%M:%S", " %H:%M:%S.%f")
NAMED = {
    "named_day_first": ("%d-%b-%y", "%d-%b-%Y", "%d %b %Y", "%d %B %Y", "%d. %B %Y"),
    "named_month_first": ("%b %d, %Y", "%B %d, %Y", "%b %d %Y"),
}


@dataclass(frozen=True, slots=True)
class Quick:
    """Expressions of the timestamp or null: `day_first` and `month_first` are the same where the form says which."""

    form: str
    day_first: str
    month_first: str

    @property
    def either(self) -> str:
        """The timestamp in one order or the other."""
        if self.day_first == self.month_first:
            return self.day_first
        return f"coalesce({self.day_first}, {self.month_first})"

    def sql(self, order: str | None) -> str | None:
        """The timestamp in this order of day and month; None where each value has its own."""
        if self.day_first == self.month_first:
            return self.day_first
        return {"day first": self.day_first, "month first": self.month_first}.get(order or "")


def quick_dates(con: duckdb.DuckDBPyConnection, column: str, time_zone: str | None) -> Quick | None:
    """What reads most of a few values of this column of `raw_rows`, if anything does."""
    candidates = _candidates(column, time_zone)
    counts = ", ".join(f"count({quick.either})" for quick in candidates)
    few = f"select {column} from raw_rows where {column} is not null limit {LOOKED_AT}"
    read = con.execute(f"select {counts} from ({few})").fetchall()[0]
    best = max(range(len(candidates)), key=lambda position: read[position])
    return candidates[best] if read[best] else None


def _candidates(column: str, time_zone: str | None) -> tuple[Quick, ...]:
    found = [_format(column, YEAR, f"%Y{mark}%m{mark}%d{clock}") for mark, clock in product("/.", CLOCKS)]
    for (form, year), mark, clock in product(((SHORT, "%y"), (LONG, "%Y")), "/-.", CLOCKS):
        day = _format(column, form, f"%d{mark}%m{mark}{year}{clock}")
        month = _format(column, form, f"%m{mark}%d{mark}{year}{clock}")
        found.append(Quick(form, day.day_first, month.month_first))
    for form, dates in NAMED.items():
        found.extend(_format(column, form, date + clock) for date, clock in product(dates, CLOCKS))
    if time_zone is None:
        found.append(_iso(column))
    return tuple(found)


def _format(column: str, form: str, date_format: str) -> Quick:
    # The engine takes words such as infinity and epoch for dates, and two digits for a year of four.
    named_first = date_format.startswith(("%b", "%B"))
    could_be = f"contains({column}, ' ')" if named_first else f"{column} between '0' and ':'"
    if form == YEAR:
        could_be += f" and {column} like '____{date_format[2]}%'"
    sql = f"case when {could_be} then try_strptime({column}, '{date_format}') end"
    return Quick(form, sql, sql)


def _iso(column: str) -> Quick:
    """A cast reads the clock as it is written and leaves its offset out, but also AM and PM, which it must not."""
    noon = " or ".join(f"ends_with({column}, '{end}')" for end in ("M", "m", "."))
    sql = f"case when {column} like '____-__-__%' and not ({noon}) then try_cast({column} as timestamp) end"
    return Quick(YEAR, sql, sql)
