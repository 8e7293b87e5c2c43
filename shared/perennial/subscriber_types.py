"""What kind of value each attribute of the customers holds, told from all of them together."""

import re
from dataclasses import asdict, dataclass
from datetime import date
from typing import Literal

from duckdb import DuckDBPyConnection

from perennial.csv_safety import safe_text
from perennial.dates import date_reading
from perennial.errors import UnreadableFile
from perennial.naming import says_who_left
from perennial.number_forms import COMMA, POINT, decorated_sql
from perennial.records import Json
from perennial.subscriber_texts import spread_attributes

type Kind = Literal["number", "flag", "date", "category"]
FLAGS = ({"yes", "no"}, {"true", "false"}, {"y", "n"}, {"t", "f"})
TRUE_WORDS = ("yes", "true", "y", "t")
SQL_TYPES: dict[Kind, str] = {"number": "DOUBLE", "flag": "BOOLEAN", "date": "DOUBLE", "category": "VARCHAR"}
RESERVED = ("customer_id", "already_left")
# One number in a hundred may be garbled and is then unknown; with more of them the column holds words.
LEAST_READABLE_SHARE = 0.99
MOST_CATEGORIES = 50
IDENTIFIER_SHARE = 0.5
LEAST_ROWS_OF_AN_IDENTIFIER = 50
LEAST_KNOWN = 5
LIKE_A_DATE = r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T].*)?"
# As a word of its own, or behind a small letter: account_id and accountId, and not paid.
ID_NAME = re.compile(
    r"(?:(?:^|[^A-Za-z])(?i:id|number|no|nr|num|key|phone|code|zip|msisdn|iban)"
    r"|[a-z](?:I[Dd]|No|Nr|Num(?:ber)?|Key|Phone|Code|Zip))$"
)


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute as a column of the features: `source` is its name in the files, `unreadable` counts values lost.

    A date becomes days before `last_day` (ISO), which is the dataset's day, or else the column's own last one.
    """

    name: str
    source: str
    kind: Kind
    value_sql: str
    known: int
    distinct: int
    unreadable: int
    last_day: str | None = None

    def as_json(self) -> dict[str, Json]:
        """For the snapshot's own description."""
        return {name: value for name, value in asdict(self).items() if name != "value_sql"}


@dataclass(frozen=True, slots=True)
class _Found:
    """What was counted of one attribute; `column` is where `texts` holds it."""

    column: str
    source: str
    customers: int
    known: int
    distinct: int
    words: tuple[str, ...]
    with_point: int
    with_comma: int
    whole: bool
    consecutive: bool
    like_dates: int


def infer_attributes(
    con: DuckDBPyConnection, as_of: date | None = None
) -> tuple[tuple[Attribute, ...], dict[str, str]]:
    """The usable attributes of `customers` by name, and why each of the others is left out.

    Makes the table `texts`, over whose rows an attribute's `value_sql` is its typed value: customer_id, has_left, and
    the text of every attribute in the files, null where it is blank.
    """
    attributes: list[Attribute] = []
    left_out: dict[str, str] = {}
    for column, source in spread_attributes(con).items():
        found = _looked_at(con, column, source)
        reason = _why_useless(found)
        if reason is None:
            attributes.append(_attribute(con, found, {one.name.casefold() for one in attributes}, as_of))
        else:
            left_out[source] = reason
    return tuple(attributes), left_out


def _looked_at(con: DuckDBPyConnection, column: str, source: str) -> _Found:
    query = f"""
        with numbers as (
            select {column} as v, {_number_sql(column, decimal_comma=False)} as point,
                {_number_sql(column, decimal_comma=True)} as comma
            from texts where {column} is not null
        )
        select (select count(*) from texts), count(*), count(distinct v), list_sort(list(distinct lower(v)))[:3],
            count(point), count(comma),
            coalesce(bool_and(point = floor(point)), false) and count(distinct point) = count(*) as whole,
            whole and max(point) - min(point) < 2 * count(*),
            count(*) filter (point is null and regexp_full_match(v, '{LIKE_A_DATE}'))
        from numbers
    """
    customers, known, distinct, words, *rest = con.execute(query).fetchall()[0]
    return _Found(column, source, customers, known, distinct, tuple(words or ()), *rest)


def _why_useless(found: _Found) -> str | None:
    """The first reason that holds."""
    many = found.known >= LEAST_ROWS_OF_AN_IDENTIFIER
    reasons = {
        "it is named like the label, so it was filled in with the outcome known": says_who_left(found.source),
        "it is blank for every customer": found.known == 0,
        "it is the same for every customer": found.distinct == 1 and found.known == found.customers,
        "it is blank for nearly every customer": found.known < LEAST_KNOWN and found.customers >= 10 * LEAST_KNOWN,
        "it numbers the customers": many and (found.consecutive or (found.whole and _is_named_like_an_id(found))),
        "nearly every customer has a value of their own, like an id": many and _is_like_an_id(found),
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def _is_named_like_an_id(found: _Found) -> bool:
    return ID_NAME.search(found.source) is not None


def _is_like_an_id(found: _Found) -> bool:
    too_many = found.distinct > max(MOST_CATEGORIES, IDENTIFIER_SHARE * found.known)
    return too_many and not _is_number(found) and not _is_date(found)


def _attribute(con: DuckDBPyConnection, found: _Found, taken: set[str], as_of: date | None) -> Attribute:
    name = _column_name(found.source, taken)

    def typed(kind: Kind, sql: str, readable: int, last_day: str | None = None) -> Attribute:
        unreadable = found.known - readable
        return Attribute(name, found.source, kind, sql, found.known, found.distinct, unreadable, last_day)

    if set(found.words) in FLAGS:
        is_true = f"lower({found.column}) in {TRUE_WORDS}"
        return typed("flag", f"case when {found.column} is not null then {is_true} end", found.known)
    if _is_number(found):
        comma = found.with_comma > found.with_point
        sql = _number_sql(found.column, decimal_comma=comma)
        return typed("number", sql, max(found.with_point, found.with_comma))
    days = _days(con, found, as_of) if _is_date(found) else None
    return typed("date", *days) if days else typed("category", found.column, found.known)


def _days(con: DuckDBPyConnection, found: _Found, as_of: date | None) -> tuple[str, int, str] | None:
    """A date as days before the last day, how many can be read, and that day; None where day and month are unclear."""
    try:
        day = f"cast({date_reading(con, f'landing/attributes/{found.source}', found.column, None).sql} as date)"
    except UnreadableFile:
        return None
    last, readable = con.execute(f"select max({day}), count({day}) from texts").fetchall()[0]
    if readable < LEAST_READABLE_SHARE * found.known:
        return None
    last_day = (as_of or last).isoformat()
    return f"cast(date_diff('day', {day}, date '{last_day}') as double)", readable, last_day


def _is_number(found: _Found) -> bool:
    return max(found.with_point, found.with_comma) >= LEAST_READABLE_SHARE * found.known


def _is_date(found: _Found) -> bool:
    return found.like_dates >= LEAST_READABLE_SHARE * found.known


def _column_name(source: str, taken: set[str]) -> str:
    """The attribute's own name, made safe as a column name: names are told apart without case in SQL."""
    name = safe_text(source.replace('"', "'"))
    while name.casefold() in taken | set(RESERVED):
        name += "_"
    return name


def _number_sql(column: str, *, decimal_comma: bool) -> str:
    number = decorated_sql(f"trim(replace({column}, '%', ''))", COMMA if decimal_comma else POINT)
    return f"case when isfinite(try_cast({number} as double)) then try_cast({number} as double) end"
