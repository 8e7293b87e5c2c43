"""The SQL that turns the text of one form into a timestamp: calendar text by way of ISO 8601, counts by arithmetic."""

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
ORDERS = {"day first": r"\3-\2-\1 \4", "month first": r"\3-\1-\2 \4", "year first": r"\1-\2-\3 \4"}
NAMED = {"named_day_first": "day first", "named_month_first": "month first", "named_year_first": "year first"}
ZONED = rf"({CLOCK})(?: ?{NOON})? ?({ZONE})$"
HALF_DAY = r"(\d{1,2})[:h][\d:.,]+ ?([AaPp])\.?[Mm]"


def dated_sql(column: str, form: str, order: str, time_zone: str | None) -> str:
    """The timestamp of a text that has this form; null for a day that no calendar has."""
    if form == PLAIN_FORM:
        return f"try_cast({column} as timestamp)"
    if form == AS_NUMBER:
        return _compact(column)
    if form in (SERIAL, SECONDS, MILLISECONDS):
        return _counted(column, form, time_zone)
    template = ORDERS[NAMED.get(form, "year first" if form == YEAR else order)]
    text = f"regexp_replace({CALENDAR[form].text(column)}, '^{CALENDAR[form].pattern}$', '{template}')"
    if form in NAMED:
        text = _numbered(text)
    if form != YEAR:
        text = _with_century(text)
    return _moment(column, text, time_zone)


def _numbered(text: str) -> str:
    """The ISO text with the number of its month instead of the name."""
    numbers = f"map {{{', '.join(f"'{name}': '{month}'" for name, month in MONTHS.items())}}}"
    numbered = f"replace(iso, split_part(iso, '-', 2), {numbers}[split_part(iso, '-', 2)])"
    return f"list_transform([{text}], lambda iso: {numbered})[1]"


def _with_century(text: str) -> str:
    """POSIX strptime: 69 to 99 are the 1900s, 00 to 68 the 2000s."""
    return f"regexp_replace(regexp_replace({text}, '^(69|[7-9]\\d)-', '19\\1-'), '^(\\d\\d)-', '20\\1-')"


def _moment(column: str, text: str, time_zone: str | None) -> str:
    at = f"try_cast(rtrim(translate({text}, ',h', '.:')) as timestamp)"
    hour = f"try_cast(regexp_extract({column}, '{HALF_DAY}', 1) as integer)"
    half = f"lower(regexp_extract({column}, '{HALF_DAY}', 2))"
    after_noon = f"case when {hour} < 12 then 12 else 0 end"
    before_noon = f"case when {hour} = 12 then -12 when {hour} < 12 then 0 end"
    at = f"({at} + to_hours(case {half} when 'p' then {after_noon} when 'a' then {before_noon} else 0 end))"
    return at if time_zone is None else _in_zone(column, at, time_zone)


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


def _counted(column: str, form: str, time_zone: str | None) -> str:
    number = f"try_cast(replace({column}, ',', '.') as double)"
    if form == SERIAL:
        at = f"timestamp '1899-12-30' + to_seconds(cast(round({number} * {SECONDS_A_DAY}) as bigint))"
        return f"case when {number} >= {FIRST_SERIAL} and {number} < {LAST_SERIAL + 1} then {at} end"
    seconds = number if form == SECONDS else f"{number} / 1000"
    utc = f"make_timestamp(cast(round({seconds} * 1000000) as bigint))"
    at = utc if time_zone is None else _local(utc, time_zone)
    return f"case when {seconds} <= {LAST_SECOND} then {at} end"
