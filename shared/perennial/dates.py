"""How the dates of one file are written, decided on the whole column and never row by row."""

from dataclasses import dataclass

import duckdb

from perennial.date_forms import CALENDAR, COUNTED, FORMS, NUMERIC, PLAIN_FORM, YEAR, calendar_sql, form_sql, plain_sql
from perennial.date_sql import Clock, dated_sql
from perennial.day_order import CLEAR_MAJORITY, DayOrder, day_order
from perennial.errors import InvalidDescription
from perennial.layout import landing_key


@dataclass(frozen=True, slots=True)
class DateReading:
    """How a column is read: an SQL expression of the timestamp or null, and what was decided, in words.

    `evidence` is the order of day and month that this column alone proves, for other files that cannot.
    """

    sql: str
    decision: str
    evidence: str | None = None


def date_reading(
    con: duckdb.DuckDBPyConnection,
    key: str,
    column: str,
    date_format: str | None,
    *,
    known_order: str | None = None,
    column_name: str | None = None,
    time_zone: str | None = None,
) -> DateReading:
    """How to read this text column of `raw_rows`; `known_order` is what other files of the dataset prove.

    `column_name` is what the file calls the column, for messages and evidence.
    Times with an offset are turned into the clock of `time_zone`, or stay as they are written where it is None.
    Raises UndecidedDates where days and months cannot be told apart, InvalidDescription for an unknown date_format or
    time zone.
    """
    if time_zone is not None:
        require_time_zone(con, landing_key(key).dataset, time_zone)
    if date_format is not None:
        require_date_format(con, landing_key(key).dataset, date_format)
        return DateReading(f"try_strptime({column}, {_quoted(date_format)})", f"as {date_format}")
    found = _Found.of(con, column)
    if found.is_plain:
        return DateReading(f"try_cast({column} as timestamp)", CALENDAR[YEAR].words)
    order = DayOrder.none()
    if any(form in NUMERIC for form in found.read):
        dates = sum(found.counts.values())
        order = day_order(con, key, column, column_name or column, dates=dates, known_order=known_order)
    clock = Clock(found.halves, found.odd_marks, time_zone)
    cases = [f"when '{form}' then {_read_sql(column, form, order, clock)}" for form in found.read if form != PLAIN_FORM]
    other = f"case {form_sql(column)} {' '.join(cases)} end" if cases else "null"
    sql = f"case when {plain_sql(column)} then try_cast({column} as timestamp) else {other} end"
    return DateReading(sql, _decision(found.read, order), order.evidence)


def date_share_sql(column: str) -> str:
    """An aggregate: the share of the non-blank texts of a column that are calendar dates in one form or another."""
    return f"coalesce(count(*) filter ({calendar_sql(column)}) / nullif(count({column}), 0), 0)"


def require_date_format(con: duckdb.DuckDBPyConnection, dataset: str, date_format: str) -> None:
    """Raises InvalidDescription unless this is a strptime format."""
    try:
        con.execute("select try_strptime('', $1)", [date_format])
    except duckdb.Error as error:
        reason = f"date_format {date_format!r} is not a strptime format. Write it like %d/%m/%Y %H:%M."
        raise InvalidDescription(dataset, reason) from error


def require_time_zone(con: duckdb.DuckDBPyConnection, dataset: str, time_zone: str) -> None:
    """Raises InvalidDescription unless this is the name of a time zone."""
    try:
        con.execute("select timezone($1, timezone('UTC', timestamp '2020-01-01'))", [time_zone])
    except duckdb.Error as error:
        reason = f"time_zone {time_zone!r} is not a time zone. Write it like Europe/Berlin."
        raise InvalidDescription(dataset, reason) from error


@dataclass(frozen=True, slots=True)
class _Found:
    """How many values of a column have each form, and what their times of day need."""

    counts: dict[str, int]
    is_plain: bool
    halves: bool
    odd_marks: bool

    @classmethod
    def of(cls, con: duckdb.DuckDBPyConnection, column: str) -> "_Found":
        others = con.execute(
            f"select count(*) from raw_rows where {column} is not null and not {plain_sql(column)}"
        ).fetchall()[0][0]
        if others == 0:
            return cls({}, is_plain=True, halves=False, odd_marks=False)
        rows = con.execute(
            f"select {form_sql(column)} as form, count(*), "
            f"bool_or(regexp_matches({column}, '\\d ?[AaPp]\\.?[Mm]')), bool_or(regexp_matches({column}, '[,h]')) "
            f"from raw_rows where {column} is not null group by form order by form"
        ).fetchall()
        known = [row for row in rows if row[0] is not None]
        counts = {form: count for form, count, _, _ in known}
        return cls(counts, False, any(row[2] for row in known), any(row[3] for row in known))

    @property
    def read(self) -> tuple[str, ...]:
        """The forms that are read: a count of days or seconds only where the column is otherwise no date."""
        counted = max(
            (form for form in self.counts if form in COUNTED), key=lambda form: self.counts[form], default=None
        )
        calendar = tuple(form for form in self.counts if form not in COUNTED)
        dates = sum(self.counts[form] for form in calendar)
        if counted is None or self.counts[counted] <= CLEAR_MAJORITY * dates:
            return calendar
        return (*calendar, counted)


def _read_sql(column: str, form: str, order: DayOrder, clock: Clock) -> str:
    if form not in NUMERIC or order.words is not None:
        return dated_sql(column, form, order.words or "", clock)
    day, month = (dated_sql(column, form, words, clock) for words in ("day first", "month first"))
    return f"case when {day} = {month} or {month} is null then {day} when {day} is null then {month} end"


def _decision(forms: tuple[str, ...], order: DayOrder) -> str:
    words = [order.decision if form in NUMERIC else FORMS[form].words for form in forms if form != PLAIN_FORM]
    plain = [CALENDAR[YEAR].words] if PLAIN_FORM in forms else []
    return "; ".join(dict.fromkeys(plain + words)) or "no dates"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
