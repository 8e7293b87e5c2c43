"""Which of two numbers is the day: what a column proves, and when it has to be asked for.

A value above 12 proves an order; dots stand between day, month and year wherever they are in use (CLDR). Density proves
nothing: the first twelve days of a month and one day of each of twelve months are the same twelve texts, and shops with
monthly billing write the latter.
"""

from dataclasses import dataclass

import duckdb

from perennial.errors import UndecidedDates

DAY_FIRST = "day first"
MONTH_FIRST = "month first"
YEAR_FIRST = "year first"
CLEAR_MAJORITY = 100
FEW_UNDECIDED = 100
FEW_YEARS = 2
PARTS = r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:\D|$)"


def date_order_of(column_name: str) -> str:
    """What the order of day and month in a column of this name is called as evidence for other files."""
    return f"date_order:{column_name}"


@dataclass(frozen=True, slots=True)
class DayOrder:
    """The order of day and month: `words` is None where each value has to prove its own; `evidence` if proven here."""

    words: str | None
    decision: str
    evidence: str | None = None

    @classmethod
    def none(cls) -> "DayOrder":
        """The order of a column that writes no date as numbers in need of one."""
        return cls(DAY_FIRST, "")


@dataclass(frozen=True, slots=True)
class _Parts:
    """What the dates written as two numbers and a year say about which of the two is the day."""

    only_day_first: int
    only_month_first: int
    either: int
    dotted: bool
    year_leads: int
    year_ends: int
    leading_years: int
    ending_years: int
    example: str

    @property
    def could_lead_with_year(self) -> bool:
        """Whether short years seem to differ from row to row while what would be the day hardly does."""
        impossible = self.only_month_first or self.year_ends
        return not impossible and self.ending_years > max(self.leading_years, FEW_YEARS)


def day_order(
    con: duckdb.DuckDBPyConnection, key: str, column: str, name: str, *, dates: int, known_order: str | None
) -> DayOrder:
    """The order of the dates written as numbers in this text column of `raw_rows`, `dates` of which are dates.

    Raises UndecidedDates where nothing decides it and more than a few dates depend on it.
    """
    parts = _parts(con, column)
    if parts.year_leads and not parts.year_ends:
        return DayOrder(YEAR_FIRST, YEAR_FIRST)
    if parts.could_lead_with_year:
        raise UndecidedDates(key, _asked(name, parts.example, "day first or year first"), date_order_of(name))
    if parts.only_day_first > CLEAR_MAJORITY * parts.only_month_first:
        return DayOrder(DAY_FIRST, DAY_FIRST, DAY_FIRST)
    if parts.only_month_first > CLEAR_MAJORITY * parts.only_day_first:
        return DayOrder(MONTH_FIRST, MONTH_FIRST, MONTH_FIRST)
    if parts.only_day_first:
        return DayOrder(None, "day first in some and month first in others, read where a value can be only one of them")
    order = _unproven(parts, dates, known_order)
    if order is None:
        raise UndecidedDates(key, _asked(name, parts.example, "day/month or month/day"), date_order_of(name))
    return order


def _unproven(parts: _Parts, dates: int, known_order: str | None) -> DayOrder | None:
    """The order that no value proves: by dots, by other files, or of too few dates to ask for it."""
    if parts.either == 0 or parts.dotted:
        return DayOrder(DAY_FIRST, DAY_FIRST)
    if known_order is not None:
        return DayOrder(known_order, f"{known_order}, as other files of the dataset prove")
    if parts.either * FEW_UNDECIDED <= dates:
        return DayOrder(None, "a few could be day/month or month/day and are not read")
    return None


def _asked(name: str, example: str, orders: str) -> str:
    return (
        f"its dates in column {name} could be {orders} (such as {example}), and no row decides it. Upload a "
        "dataset.json beside it with date_format, for example %d/%m/%Y %H:%M, or another file of the dataset with a "
        "day after the 12th."
    )


def _parts(con: duckdb.DuckDBPyConnection, column: str) -> _Parts:
    """Counted over the whole column, so the order of rows decides nothing."""
    rows = con.execute(
        f"""
        with days as (
            select left({column}, 10) as text, count(*) as rows from raw_rows
            where {column} between '0' and ':' group by text
        ),
        parts as (
            select text, rows, regexp_extract(text, '{PARTS}', ['first', 'second', 'third']) as part
            from days where regexp_matches(text, '{PARTS}')
        ),
        numbers as (
            select text, rows, cast(part.first as integer) as first, cast(part.second as integer) as second,
                case when strlen(part.third) = 2 then cast(part.third as integer) end as third
            from parts
        )
        select
            coalesce(sum(rows) filter (first between 13 and 31 and second <= 12), 0),
            coalesce(sum(rows) filter (second > 12 and first <= 12), 0),
            coalesce(sum(rows) filter (first <= 12 and second <= 12 and first <> second), 0),
            coalesce(bool_and(regexp_matches(text, '^\\d+\\.')) filter (first <> second), false),
            coalesce(sum(rows) filter (third is not null and first > 31 and third between 1 and 31), 0),
            coalesce(sum(rows) filter (third is null or third > 31 or third = 0), 0),
            coalesce(max(first) filter (third is not null) - min(first) filter (third is not null), 0),
            coalesce(max(third) - min(third), 0),
            coalesce(min(regexp_extract(text, '^[0-9./-]+')) filter (first <> second), '')
        from numbers
        """
    ).fetchall()
    return _Parts(*rows[0])
