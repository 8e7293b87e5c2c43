"""Which column of a file holds what: as the description says, else by well-known column names."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from perennial.dataset import MAPPED_FIELDS, ColumnMapping, Dataset
from perennial.errors import UnknownColumns

# The first name that a file has wins; spelling is compared without case, spaces, underscores and dashes.
WELL_KNOWN_NAMES: Mapping[str, tuple[str, ...]] = {
    "customer_id": ("customer_id", "customer", "customer_no", "customer_number", "client_id", "user_id", "buyer_id"),
    "order_id": ("order_id", "invoice_no", "invoice", "invoice_number", "order_no", "order_number", "transaction_id"),
    "order_datetime": (
        "order_datetime",
        "ordered_at",
        "invoice_date",
        "order_date",
        "order_time",
        "transaction_date",
        "purchase_date",
        "datetime",
        "date",
        "timestamp",
    ),
    "product_id": ("product_id", "stock_code", "sku", "product", "product_code", "item_id", "article_id"),
    "quantity": ("quantity", "qty"),
    "unit_price": ("unit_price", "price", "item_price"),
    "order_total": ("order_total", "total", "total_amount", "amount", "order_value", "order_amount"),
}
WELL_KNOWN_ATTRIBUTES = ("country", "region", "state", "city", "channel", "gender")
QUANTITY_AND_PRICE = "quantity and unit_price (or order_total)"


@dataclass(frozen=True, slots=True)
class Resolution:
    """The mapping in the file's own column names, its attribute columns sorted, and how both were found."""

    mapping: ColumnMapping
    attributes: tuple[str, ...]
    found_by: Literal["given", "well-known names"]


def resolve_mapping(dataset: Dataset, key: str, header: tuple[str, ...]) -> Resolution:
    """What the columns of this header mean.

    Raises UnknownColumns, naming what is missing and what was found, where neither the description nor well-known
    names explain them.
    """
    find = finder(header)
    if dataset.mapping is not None:
        mapping = _given(dataset.mapping, key, header, find)
    else:
        mapping = _well_known(key, header, find)
    attributes = set(_attributes(dataset, key, header, find)) - set(mapping.columns())
    return Resolution(mapping, tuple(sorted(attributes)), "well-known names" if dataset.mapping is None else "given")


def normal_name(name: str) -> str:
    """A column name as names are compared: without case, spaces, underscores and dashes."""
    return re.sub(r"[\s_-]+", "", name).casefold()


def finder(header: tuple[str, ...]) -> Callable[[str], str | None]:
    """Find a column by its exact name or else by one that is spelled alike."""
    alike = {normal_name(name): name for name in reversed(header)}
    return lambda name: name if name in header else alike.get(normal_name(name))


def _given(
    mapping: ColumnMapping, key: str, header: tuple[str, ...], find: Callable[[str], str | None]
) -> ColumnMapping:
    names = {field: getattr(mapping, field) for field in MAPPED_FIELDS if getattr(mapping, field) is not None}
    columns = {field: find(name) for field, name in names.items()}
    missing = tuple(names[field] for field, column in columns.items() if column is None)
    if missing:
        raise UnknownColumns(key, missing, header)
    return ColumnMapping.model_validate(columns)


def _well_known(key: str, header: tuple[str, ...], find: Callable[[str], str | None]) -> ColumnMapping:
    columns = {
        field: next((column for name in names if (column := find(name)) is not None), None)
        for field, names in WELL_KNOWN_NAMES.items()
    }
    missing = [field for field in ("customer_id", "order_datetime") if columns[field] is None]
    line_amount = [field for field in ("quantity", "unit_price") if columns[field] is None]
    if line_amount and columns["order_total"] is None:
        missing.append(f"{' and '.join(line_amount)} (or order_total)")
    if missing:
        raise UnknownColumns(key, tuple(missing), header)
    if not line_amount:
        columns["order_total"] = None  # a total beside quantity and price may be the whole order's, on every line
    return ColumnMapping.model_validate(columns)


def _attributes(
    dataset: Dataset, key: str, header: tuple[str, ...], find: Callable[[str], str | None]
) -> tuple[str, ...]:
    if dataset.attributes is None:
        return tuple(column for name in WELL_KNOWN_ATTRIBUTES if (column := find(name)) is not None)
    missing = tuple(name for name in dataset.attributes if find(name) is None)
    if missing:
        raise UnknownColumns(key, missing, header)
    return tuple(column for name in dataset.attributes if (column := find(name)) is not None)


def given_columns(names: Mapping[str, str], key: str, header: tuple[str, ...]) -> dict[str, str]:
    """The file's own columns for the fields of a description; raises UnknownColumns where it lacks one."""
    find = finder(header)
    columns = {field: find(name) for field, name in names.items()}
    missing = tuple(names[field] for field, column in columns.items() if column is None)
    if missing:
        raise UnknownColumns(key, missing, header)
    return {field: column for field, column in columns.items() if column is not None}


def mapped_names(mapping: ColumnMapping) -> dict[str, str]:
    """The column name of every field that a mapping gives."""
    return {field: name for field in MAPPED_FIELDS if (name := getattr(mapping, field)) is not None}
