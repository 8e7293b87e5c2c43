"""The rows of a table as values: which expression over the file's own columns gives each of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb

from perennial import engine
from perennial.currencies import CurrencyReading, currency_reading
from perennial.dataset import Dataset
from perennial.date_forms import plain_sql
from perennial.dates import DateReading, date_reading
from perennial.identifiers import identifier_sql, repeats_header_sql
from perennial.loading import column_at
from perennial.numbers import NumberReading, number_reading
from perennial.reading import Format
from perennial.sql_text import escaped

ABSENT = "cast(null as varchar)"
NO_MOMENT = "cast(null as timestamp)"
MONEY = "decimal(18, 4)"
IDENTIFIERS = ("customer_id", "order_id", "product_id", "person_id", "item_line", "payment_sequential")
TEXTS = ("order_status", "order_datetime", "quantity", "unit_price", "total")
TOTALS = ("order_total", "line_total", "payment_value")
EXACT_AMOUNT = f"try_cast(cast(exact_quantity as decimal(28, 6)) * cast(unit_price as decimal(28, 4)) as {MONEY})"
# Below this a double holds whole quantity x price to more than four decimals; wide decimals cost ten times as much.
MAX_AMOUNT_AS_DOUBLE = 1_000_000_000
# What a row keeps of itself while nothing about it is doubtful; the file's columns in `typed_rows`, and their types.
VALUES: Mapping[str, str] = {
    **dict.fromkeys(("customer_id", "order_text", "product_id", "person_id", "item", "payment", "status"), "varchar"),
    **{"currency": "varchar", "rate": "double", "repeats_header": "boolean", "ordered_at": "timestamp"},
    **{"quantity": "double", "unit_price": MONEY, "total": MONEY, "amount": MONEY},
}


@dataclass(frozen=True, slots=True)
class Columns:
    """The file's columns by what they hold, as SQL text expressions over `raw_rows`; attributes by their own name."""

    fields: dict[str, str]
    names: dict[str, str]
    attributes: dict[str, str]
    header: dict[str, str]

    @property
    def numbers(self) -> tuple[str, ...]:
        """The columns that hold quantities and amounts."""
        return tuple(self.fields[field] for field in ("quantity", "unit_price", "total") if field in self.fields)


@dataclass(frozen=True, slots=True)
class Readings:
    """How the texts of a file are read as dates, numbers and money; `dates` is None for a table without dates."""

    dates: DateReading | None
    numbers: NumberReading
    currency: CurrencyReading


def columns_of(columns: Mapping[str, str], attributes: Iterable[str], layout: Format) -> Columns:
    """Where the columns that mean something stand: those of a Meaning."""
    at = {name: column_at(position) for position, name in enumerate(layout.header)}
    names = {"total" if field in TOTALS else field: name for field, name in columns.items()}
    header = {at[name]: name for name in names.values()} if layout.has_header else {}
    return Columns({field: at[name] for field, name in names.items()}, names, {n: at[n] for n in attributes}, header)


def readings_of(
    con: duckdb.DuckDBPyConnection, key: str, columns: Columns, dataset: Dataset, known_order: str | None
) -> Readings:
    """How the columns of `raw_rows` are read.

    Raises UndecidedDates, UnreadableFile or InvalidDescription where that cannot be told.
    """
    dates = None
    if "order_datetime" in columns.fields:
        dates = date_reading(
            con,
            key,
            columns.fields["order_datetime"],
            dataset.date_format,
            known_order=known_order,
            column_name=columns.names["order_datetime"],
            time_zone=dataset.time_zone,
        )
    numbers = number_reading(con, columns.numbers)
    amounts = tuple(column for column in numbers.marks if column != columns.fields.get("quantity"))
    return Readings(dates, numbers, currency_reading(con, key, columns.fields.get("currency"), amounts, dataset))


def typed_sql(columns: Columns, readings: Readings, source: str, passed: str) -> str:
    """A query for the values of the rows of `source`; `passed` are columns of it that come along."""
    fields = dict.fromkeys((*IDENTIFIERS, *TEXTS), ABSENT) | columns.fields
    identifiers = {name: identifier_sql(columns.fields[name]) for name in IDENTIFIERS if name in columns.fields}
    numbers = {name: readings.numbers.sql(fields[name]) for name in ("quantity", "unit_price", "total")}
    money = readings.currency.money_sql
    return engine.statement("clean_typed_rows").format(
        **(fields | identifiers | {"currency": readings.currency.code_sql}),
        source=source,
        passed=passed,
        date=NO_MOMENT if readings.dates is None else readings.dates.sql,
        quantity_number=numbers["quantity"],
        unit_price_money=money(numbers["unit_price"]),
        total_money=money(numbers["total"]),
        amount=_amount(columns),
        attributes=attributes_sql(columns.attributes),
        rate=readings.currency.rate_sql,
        repeats_header=_repeats_header(columns.header),
    )


def attributes_sql(attributes: Mapping[str, str]) -> str:
    """The attributes' columns together as one JSON object, names sorted."""
    pairs = ", ".join(f"'{escaped(name)}', {column}" for name, column in sorted(attributes.items()))
    return f"cast(json_object({pairs}) as varchar)" if pairs else ABSENT


def misread_sql(columns: Columns, readings: Readings) -> str:
    """Whether a row of a typed query has a text that is no value, or a date in no plain form where all are plain."""
    doubts = []
    if readings.dates is not None:
        plain = f" or not {plain_sql('date_text')}" if readings.dates.sql == _cast_date(columns) else ""
        doubts.append(f"(date_text is not null and (ordered_at is null{plain}))")
    doubts += [
        f"({text} is not null and {value} is null)"
        for field, text, value in (
            ("quantity", "quantity_text", "quantity"),
            ("unit_price", "price_text", "unit_price"),
            ("total", "total_text", "total"),
        )
        if field in columns.fields
    ]
    return " or ".join(doubts) or "false"


def is_plain(columns: Columns, readings: Readings) -> bool:
    """Whether casts alone read the dates and numbers, so that a few rows may speak for all until one does not fit."""
    return not readings.numbers.marks and (readings.dates is None or readings.dates.sql == _cast_date(columns))


def _cast_date(columns: Columns) -> str:
    return f"try_cast({columns.fields.get('order_datetime')} as timestamp)"


def _amount(columns: Columns) -> str:
    """What the row is worth: its total, and where that is not known quantity x price."""
    if "total" not in columns.fields:
        return _line_amount(columns)
    return f"coalesce(total, {_line_amount(columns)})" if "unit_price" in columns.fields else "total"


def _line_amount(columns: Columns) -> str:
    if "quantity" not in columns.fields:
        return "unit_price"
    product = "cast(exact_quantity as double) * cast(unit_price as double)"
    is_small = f"abs({product}) < {MAX_AMOUNT_AS_DOUBLE} and exact_quantity = floor(exact_quantity)"
    return f"case when {is_small} then cast({product} as {MONEY}) else {EXACT_AMOUNT} end"


def _repeats_header(header: Mapping[str, str]) -> str:
    """Asked of the rows alone whose first cell says it."""
    if not header:
        return "false"
    first = dict([next(iter(header.items()))])
    return f"case when {repeats_header_sql(first)} then {repeats_header_sql(header)} else false end"
