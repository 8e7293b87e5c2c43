"""The features of a customer nobody has seen, out of raw orders, by the very cleaning and SQL that files go through."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from perennial import engine
from perennial.cleaning import clean_file
from perennial.dataset import ColumnMapping, Dataset
from perennial.features import features_at, last_order_day, stage_order_lines
from perennial.policies import POLICY_FIELDS
from perennial.records import Json
from perennial.tables import ORDER_LINES

KEY = "orders"
CUSTOMER = "customer"
FIELDS = ("order_id", "ordered_at", "product_id", "quantity", "unit_price", "amount")
NUMBERS = ("quantity", "unit_price", "amount")
OF_FILES = ("date_format", "currency", "rates")  # policies that say how texts are read; here nothing is left open
THOUSANDS_DIGITS = 3
FIRST_LINE = 2


@dataclass(frozen=True, slots=True)
class SetAside:
    """An order that counts for nothing, and the cleaning rule that says why."""

    order_id: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class OrdersSeen:
    """A customer's row of the feature table at the end of `as_of`, and which orders are not in it.

    `features` is None where no purchase is left.
    """

    as_of: date | None
    features: dict[str, Json] | None
    set_aside: tuple[SetAside, ...]


def features_of_orders(
    orders: Sequence[Mapping[str, Any]], dataset: Dataset, work_dir: Path, *, at_least: date | None, as_of: date | None
) -> OrdersSeen:
    """The features of one customer with these orders (FIELDS; times as ISO text, money in the dataset's currency).

    They are looked at from the end of `as_of`, or else of the later of `at_least` and the last order's day.
    """
    used = [name for name in FIELDS if any(order.get(name) is not None for order in orders)]
    source = work_dir / "orders.csv"
    _write(source, orders, used)
    cleaned = clean_file(KEY, source, _description(dataset, used), work_dir, known_evidence={})
    with engine.connection(work_dir) as con:
        stage_order_lines(con, [cleaned.tables[ORDER_LINES.name]])
        last = last_order_day(con)
        day = as_of or max((one for one in (last, at_least) if one is not None), default=None)
        rows = [] if day is None else features_at(con, day).fetchall()
        names = [] if day is None else features_at(con, day).columns
    found = {name: _json(value) for name, value in zip(names, rows[0], strict=True)} if rows else None
    return OrdersSeen(day, found, _set_aside(cleaned.rejects, orders))


def _description(dataset: Dataset, used: Sequence[str]) -> Dataset:
    """The dataset's policies, and columns that are called what they are."""
    policies = dataset.model_dump(mode="json", include=set(POLICY_FIELDS) - set(OF_FILES), exclude_unset=True)
    fields = {name: name for name in used if name not in ("ordered_at", "amount")}
    fields |= {"customer_id": "customer_id", "order_datetime": "ordered_at"}
    mapping = fields | ({"order_total": "amount"} if "amount" in used else {})
    return Dataset.model_validate({**policies, "mapping": ColumnMapping.model_validate(mapping)})


def _write(path: Path, orders: Sequence[Mapping[str, Any]], used: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["customer_id", *used])
        for order in orders:
            writer.writerow([CUSTOMER, *(_text(name, order.get(name)) for name in used)])


def _text(name: str, value: object) -> str:
    """A cell; a number is written so that no point in it could stand before thousands."""
    if value is None:
        return ""
    if name not in NUMBERS:
        return str(value)
    text = format(Decimal(repr(value)), "f")
    return f"{text}0" if len(text.partition(".")[2]) == THOUSANDS_DIGITS else text


def _set_aside(rejects: Path, orders: Sequence[Mapping[str, Any]]) -> tuple[SetAside, ...]:
    with rejects.open(encoding="utf-8", newline="") as file:
        return tuple(
            SetAside(str(orders[int(row["line_number"]) - FIRST_LINE]["order_id"]), row["reason"], row["detail"])
            for row in csv.DictReader(file)
        )


def _json(value: date | str | float | None) -> Json:
    return value.isoformat() if isinstance(value, date) else value
