"""What kind of value each attribute of the customers holds, told from all of them together."""

from dataclasses import asdict, dataclass
from typing import Literal

from duckdb import DuckDBPyConnection

from perennial.csv_safety import safe_text
from perennial.naming import says_who_left
from perennial.number_forms import COMMA, POINT, decorated_sql
from perennial.records import Json

type Kind = Literal["number", "flag", "category"]
FLAGS = ({"yes", "no"}, {"true", "false"}, {"y", "n"}, {"t", "f"})
TRUE_WORDS = ("yes", "true", "y", "t")
SQL_TYPES: dict[Kind, str] = {"number": "DOUBLE", "flag": "BOOLEAN", "category": "VARCHAR"}
RESERVED = ("customer_id", "already_left")
# One number in a hundred may be garbled and is then unknown; with more of them the column holds words.
LEAST_READABLE_SHARE = 0.99
MOST_CATEGORIES = 50
IDENTIFIER_SHARE = 0.5
LEAST_ROWS_OF_AN_IDENTIFIER = 50


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute as a column of the features: `source` is its name in the files, `unreadable` counts values lost."""

    name: str
    source: str
    kind: Kind
    decimal_comma: bool
    known: int
    distinct: int
    unreadable: int

    def value_sql(self) -> str:
        """The typed value, over a row of `customers`."""
        text = text_sql(self.source)
        if self.kind == "category":
            return text
        if self.kind == "flag":
            return f"case when {text} is not null then lower({text}) in {TRUE_WORDS} end"
        return _finite(decorated_sql(text, COMMA if self.decimal_comma else POINT))

    def as_json(self) -> dict[str, Json]:
        """For the snapshot's own description."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Found:
    """What was counted of one attribute."""

    known: int
    distinct: int
    words: tuple[str, ...]
    with_point: int
    with_comma: int
    consecutive: bool


def infer_attributes(con: DuckDBPyConnection) -> tuple[tuple[Attribute, ...], dict[str, str]]:
    """The usable attributes of `customers` by name, and why each of the others is left out."""
    query = "select distinct unnest(json_keys(attributes)) as name from customers order by name"
    attributes: list[Attribute] = []
    left_out: dict[str, str] = {}
    for (source,) in con.execute(query).fetchall():
        found = _looked_at(con, source)
        reason = _why_useless(source, found)
        if reason is None:
            attributes.append(_attribute(source, found, {one.name.casefold() for one in attributes}))
        else:
            left_out[source] = reason
    return tuple(attributes), left_out


def text_sql(source: str) -> str:
    """The text of an attribute, over a row of `customers`; null where it is blank."""
    pointer = source.replace("~", "~0").replace("/", "~1").replace("'", "''")
    return f"json_extract_string(attributes, '/{pointer}')"


def _looked_at(con: DuckDBPyConnection, source: str) -> _Found:
    query = f"""
        with texts as (select {text_sql(source)} as v from customers),
        numbers as (
            select v, {_finite(decorated_sql("v", POINT))} as point,
                {_finite(decorated_sql("v", COMMA))} as comma
            from texts where v is not null
        )
        select count(*), count(distinct v), list_sort(list(distinct lower(v)))[:3], count(point), count(comma),
            count(distinct point) = count(*) and bool_and(point = floor(point))
                and max(point) - min(point) < 2 * count(*)
        from numbers
    """
    known, distinct, words, point, comma, consecutive = con.execute(query).fetchall()[0]
    return _Found(known, distinct, tuple(words or ()), point, comma, bool(consecutive))


def _why_useless(source: str, found: _Found) -> str | None:
    """The first reason that holds."""
    many = found.known >= LEAST_ROWS_OF_AN_IDENTIFIER
    reasons = {
        "it is named like the label, so it was filled in with the outcome known": says_who_left(source),
        "it is blank for every customer": found.known == 0,
        "it is the same for every customer": found.distinct == 1,
        "it numbers the customers": many and found.consecutive,
        "nearly every customer has a value of their own, like an id": many and _is_like_an_id(found),
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def _is_like_an_id(found: _Found) -> bool:
    return not _is_number(found) and found.distinct > max(MOST_CATEGORIES, IDENTIFIER_SHARE * found.known)


def _attribute(source: str, found: _Found, taken: set[str]) -> Attribute:
    kind: Kind = "category"
    if set(found.words) in FLAGS:
        kind = "flag"
    elif _is_number(found):
        kind = "number"
    comma = kind == "number" and found.with_comma > found.with_point
    readable = max(found.with_point, found.with_comma) if kind == "number" else found.known
    name = _column_name(source, taken)
    return Attribute(name, source, kind, comma, found.known, found.distinct, found.known - readable)


def _is_number(found: _Found) -> bool:
    return max(found.with_point, found.with_comma) >= LEAST_READABLE_SHARE * found.known


def _column_name(source: str, taken: set[str]) -> str:
    """The attribute's own name, made safe as a column name: names are told apart without case in SQL."""
    name = safe_text(source.replace('"', "'"))
    while name.casefold() in taken | set(RESERVED):
        name += "_"
    return name


def _finite(number: str) -> str:
    return f"case when isfinite(try_cast({number} as double)) then try_cast({number} as double) end"
