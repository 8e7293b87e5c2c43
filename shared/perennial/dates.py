"""How the dates of one file are written, decided on the whole column and never row by row."""

from dataclasses import dataclass

import duckdb

from perennial.date_forms import CALENDAR, COUNTED, FORMS, NUMERIC, PLAIN_FORM, YEAR, form_sql, plain_sql
from perennial.date_sql import dated_sql
from perennial.day_order import CLEAR_MAJORITY, DayOrder, day_order
from perennial.errors import InvalidDescription
from perennial.layout import landing_key
from perennial.quick_dates import Quick, quick_dates

FIRST_LONG_YEAR = 1000


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
    found = _found(con, column, time_zone)
    if found.is_plain:
        return DateReading(f"try_cast({column} as timestamp)", CALENDAR[YEAR].words)
    order = DayOrder.none()
    if any(form in NUMERIC for form in found.read):
        dates = sum(found.counts.values())
        order = day_order(con, key, column, column_name or column, dates=dates, known_order=known_order)
    return DateReading(_sql(column, found, order, time_zone), _decision(found.read, order), order.evidence)


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
    """How many values of a column have each form, and what reads most of them quickly; all of them if it is plain."""

    counts: dict[str, int]
    is_plain: bool = False
    quick: Quick | None = None

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


def _found(con: duckdb.DuckDBPyConnection, column: str, time_zone: str | None) -> _Found:
    unlike = f"select count(*) from raw_rows where {column} is not null and not {plain_sql(column)}"
    if con.execute(unlike).fetchall()[0][0] == 0:
        return _Found({}, is_plain=True)
    quick = quick_dates(con, column, time_zone)
    counts, first_year = _counts(con, column, quick)
    if first_year < FIRST_LONG_YEAR:  # a format for four digits read a year of two
        quick = None
        counts, _ = _counts(con, column, quick)
    return _Found(counts, quick=quick)


def _counts(con: duckdb.DuckDBPyConnection, column: str, quick: Quick | None) -> tuple[dict[str, int], int]:
    form = form_sql(column)
    parsed = "cast(null as timestamp)" if quick is None else quick.either
    if quick is not None:
        form = f"case when {plain_sql(column)} or {parsed} is null then {form} else '{quick.form}' end"
    rows = con.execute(
        f"select {form} as form, count(*), min(year({parsed})) from raw_rows where {column} is not null "
        "group by form order by form"
    ).fetchall()
    years = [year for _, _, year in rows if year is not None]
    return {form: count for form, count, _ in rows if form is not None}, min(years, default=FIRST_LONG_YEAR)


def _sql(column: str, found: _Found, order: DayOrder, time_zone: str | None) -> str:
    """Cheap ways first: the later are tried only for what the earlier do not read."""
    cases = [
        f"when '{form}' then {_form_sql(column, form, order, time_zone)}" for form in found.read if form != PLAIN_FORM
    ]
    slow = f"case {form_sql(column)} {' '.join(cases)} end" if cases else "null"
    quick = None if found.quick is None else found.quick.sql(order.words)
    other = slow if quick is None else f"coalesce({quick}, {slow})"
    return f"case when {plain_sql(column)} then try_cast({column} as timestamp) else {other} end"


def _form_sql(column: str, form: str, order: DayOrder, time_zone: str | None) -> str:
    if form not in NUMERIC or order.words is not None:
        return dated_sql(column, form, order.words or "", time_zone)
    day, month = (dated_sql(column, form, words, time_zone) for words in ("day first", "month first"))
    return f"case when {day} = {month} or {month} is null then {day} when {day} is null then {month} end"


def _decision(forms: tuple[str, ...], order: DayOrder) -> str:
    words = [order.decision if form in NUMERIC else FORMS[form].words for form in forms if form != PLAIN_FORM]
    plain = [CALENDAR[YEAR].words] if PLAIN_FORM in forms else []
    return "; ".join(dict.fromkeys(plain + words)) or "no dates"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
