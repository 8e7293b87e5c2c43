"""The SQL that turns the text of one form into a timestamp: calendar text by way of ISO 8601, counts by arithmetic."""

from dataclasses import dataclass

from perennial.date_forms import (
    AS_NUMBER,
    CALENDAR,
    CLOCK,
    MILLISECONDS,
    NOON,
    PLAIN_FORM,
    SECONDS,
    SERIAL,
    YEAR,
    ZONE,
)
from perennial.months import MONTHS

SECONDS_A_DAY = 86_400
FIRST_SERIAL, LAST_SERIAL = 25_569, 73_415  # 1970-01-01 and 2100-12-31 in spreadsheet days
LAST_SECOND = 4_133_980_799  # 2100-12-31
NO_CENTURY_BEFORE = 69  # POSIX strptime: 69 to 99 are the 1900s, 00 to 68 the 2000s
ORDERS = {"day first": r"\3-\2-\1 \4", "month first": r"\3-\1-\2 \4", "year first": r"\1-\2-\3 \4"}
NAMED = {"named_day_first": "day first", "named_month_first": "month first", "named_year_first": "year first"}
ZONED = rf"({CLOCK})(?: ?{NOON})? ?({ZONE})$"
HALF_DAY = rf"({CLOCK}) ?([AaPp])\.?[Mm]"


@dataclass(frozen=True, slots=True)
class Clock:
    """What the times of day of a column need: 12-hour halves, odd marks, the zone that offsets are turned into."""

    halves: bool
    odd_marks: bool
    time_zone: str | None


def dated_sql(column: str, form: str, order: str, clock: Clock) -> str:
    """The timestamp of a text that has this form; null for a day that no calendar has."""
    if form == PLAIN_FORM:
        return f"try_cast({column} as timestamp)"
    if form == AS_NUMBER:
        return _compact(column)
    if form in (SERIAL, SECONDS, MILLISECONDS):
        return _counted(column, form, clock)
    template = ORDERS[NAMED.get(form, "year first" if form == YEAR else order)]
    text = f"regexp_replace({CALENDAR[form].text(column)}, '^{CALENDAR[form].pattern}$', '{template}')"
    if form in NAMED:
        text = _numbered(text)
    if form != YEAR:
        text = _with_century(text)
    return _moment(column, text, clock)


def _numbered(text: str) -> str:
    """The ISO text with the number of its month instead of the name."""
    name = f"split_part({text}, '-', 2)"
    number = f"map {{{', '.join(f"'{name}': '{month}'" for name, month in MONTHS.items())}}}"
    return f"replace({text}, {name}, {number}[{name}])"


def _with_century(text: str) -> str:
    century = f"case when {text} < '{NO_CENTURY_BEFORE}' then '20' else '19' end"
    return f"(case when {text} like '__-%' then {century} else '' end || {text})"


def _moment(column: str, text: str, clock: Clock) -> str:
    if clock.odd_marks:
        text = f"translate({text}, ',h', '.:')"
    at = f"try_cast(rtrim({text}) as timestamp)"
    if clock.halves:
        half = f"lower(regexp_extract({column}, '{HALF_DAY}', 2))"
        at = (
            f"case {half} when 'p' then {at} + to_hours(case when hour({at}) < 12 then 12 else 0 end) "
            f"when 'a' then case when hour({at}) = 12 then {at} - interval 12 hour "
            f"when hour({at}) < 12 then {at} end else {at} end"
        )
    return at if clock.time_zone is None else _in_zone(column, at, clock.time_zone)


def _in_zone(column: str, at: str, time_zone: str) -> str:
    """The clock of the shop's zone for a time written with its offset from UTC; other times as they are written."""
    zone = f"regexp_extract(upper({column}), '{ZONED}', 2)"
    minutes = (
        f"(try_cast({zone}[2:3] as integer) * 60 + coalesce(try_cast(right({zone}, 2) as integer) "
        f"* cast(strlen({zone}) > 3 as integer), 0)) * case {zone}[1] when '-' then -1 else 1 end"
    )
    utc = f"{at} - to_minutes(case when regexp_matches({zone}, '^[-+]') then {minutes} else 0 end)"
    return f"case when {zone} = '' then {at} else {_local(utc, time_zone)} end"


def _local(utc: str, time_zone: str) -> str:
    return f"timezone('{time_zone}', timezone('UTC', {utc}))"


def _compact(column: str) -> str:
    digits = f"regexp_replace({column}, '[ T_:]', '', 'g')"
    formats = {8: "%Y%m%d", 10: "%Y%m%d%H", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
    cases = " ".join(f"when {length} then try_strptime({digits}, '{form}')" for length, form in formats.items())
    return f"case strlen({digits}) {cases} end"


def _counted(column: str, form: str, clock: Clock) -> str:
    number = f"try_cast(replace({column}, ',', '.') as double)"
    if form == SERIAL:
        at = f"timestamp '1899-12-30' + to_seconds(cast(round({number} * {SECONDS_A_DAY}) as bigint))"
        return f"case when {number} >= {FIRST_SERIAL} and {number} < {LAST_SERIAL + 1} then {at} end"
    seconds = number if form == SECONDS else f"{number} / 1000"
    utc = f"make_timestamp(cast(round({seconds} * 1000000) as bigint))"
    at = utc if clock.time_zone is None else _local(utc, clock.time_zone)
    return f"case when {seconds} <= {LAST_SECOND} then {at} end"
