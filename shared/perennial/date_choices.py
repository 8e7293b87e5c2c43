"""How the dates of a column are read, shown by one of them, and the ways there are where it could be several."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

from perennial.dataset import Dataset
from perennial.dates import date_reading
from perennial.errors import InvalidDescription, UndecidedDates
from perennial.loading import column_at
from perennial.seen_table import SeenTable

NUMBERS = re.compile(r"\s*(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(.*)\Z", re.DOTALL)
CLOCK = re.compile(r"([T ]+)\d{1,2}:\d{2}(:\d{2})?(?:( ?)[AaPp][Mm])?\s*\Z")
NEARLY_ALL = 0.9


@dataclass(frozen=True, slots=True)
class DateChoice:
    """One way to read a column: a date_format, and what it makes of the example in words."""

    date_format: str
    read: str


@dataclass(frozen=True, slots=True)
class DatesSeen:
    """An example of a column, how it is read in words (None: it is not), and between what ways a person has to say."""

    raw: str
    read: str | None
    ambiguous: bool
    choices: tuple[DateChoice, ...]


def dates_seen(table: SeenTable, name: str, dataset: Dataset, known_order: str | None) -> DatesSeen | None:
    """How the column of this name is read; None where it is blank."""
    column = column_at(table.layout.header.index(name))
    raw = _example(table, column)
    if raw is None:
        return None
    try:
        reading = date_reading(
            table.con,
            table.key,
            column,
            dataset.date_format,
            known_order=known_order,
            column_name=name,
            time_zone=dataset.time_zone,
        )
    except UndecidedDates:
        return DatesSeen(raw, None, True, tuple(_choices(table, column, raw)))
    except InvalidDescription:
        return DatesSeen(raw, None, False, ())
    found = table.con.execute(f"select {reading.sql} from (select $raw as {column})", {"raw": raw}).fetchall()[0][0]
    return DatesSeen(raw, None if found is None else in_words(found), False, ())


def in_words(moment: datetime) -> str:
    """`3 April 2024`, with the time of day where it is not midnight."""
    day = f"{moment.day} {moment:%B} {moment.year}"
    return day if moment.time() == time() else f"{day}, {moment:%H:%M}"


def _example(table: SeenTable, column: str) -> str | None:
    """A value that could be read in two ways where there is one, since that is the one worth looking at."""
    parts = f"regexp_extract({column}, '^(\\d{{1,2}})[-/.](\\d{{1,2}})[-/.]', ['first', 'second'])"
    rows = table.con.execute(
        f"select {column} from (select {column}, {parts} as part from sample_rows where {column} is not null) "
        "order by coalesce(try_cast(part.first as integer) <= 12 and try_cast(part.second as integer) <= 12 "
        f"and part.first <> part.second, false) desc, {column} limit 1"
    ).fetchall()
    return str(rows[0][0]) if rows else None


def _choices(table: SeenTable, column: str, raw: str) -> Iterator[DateChoice]:
    """The formats that read the example, and nearly all of the column with it, as different days."""
    told: set[str] = set()
    for date_format in _formats(raw):
        parsed = f"try_strptime({column}, '{date_format}')"
        share = table.con.execute(f"select count({parsed}) / count({column}) from sample_rows").fetchall()[0][0]
        example = f"select {parsed} from (select $raw as {column})"
        found = table.con.execute(example, {"raw": raw}).fetchall()[0][0]
        if found is None or share < NEARLY_ALL or (read := in_words(found)) in told:
            continue
        told.add(read)
        yield DateChoice(date_format, read)


def _formats(raw: str) -> Iterator[str]:
    numbers = NUMBERS.match(raw)
    if numbers is None:
        return
    mark, short, rest = numbers[2], len(numbers[4]) == len("24"), numbers[5]
    clock = CLOCK.match(rest)
    if rest.strip() and clock is None:
        return
    ending = "" if clock is None else _clock_format(clock)
    year = "%y" if short else "%Y"
    orders = [("%d", "%m", year), ("%m", "%d", year), *([("%y", "%m", "%d")] if short else [])]
    for order in orders:
        yield mark.join(order) + ending


def _clock_format(clock: re.Match[str]) -> str:
    blank, seconds, before_noon = clock.groups()
    half = before_noon is not None
    return f"{blank}{'%I' if half else '%H'}:%M{':%S' if seconds else ''}{f'{before_noon}%p' if half else ''}"
