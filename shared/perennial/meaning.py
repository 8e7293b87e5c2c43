"""What a table is, and which of its columns holds what: by the description, or by names and values together."""

from dataclasses import dataclass
from typing import Literal

import duckdb

from perennial.attribute_columns import attributes_of
from perennial.content_guess import content_guess
from perennial.dataset import Dataset
from perennial.described import described_guess
from perennial.fitting import SURE_ENOUGH
from perennial.looking import Guess, Look
from perennial.not_orders import refuse_employees, refuse_summed_up, refuse_what_is_no_use
from perennial.personal import personal_columns
from perennial.profiles import ColumnProfile
from perennial.reading import Format
from perennial.subscriber_choice import subscribers_guess
from perennial.table_choice import order_lines_guess, part_guesses
from perennial.unknown import explained, refuse_columns, refuse_subscribers

SUBSCRIBERS = "customers"
PLAIN_ORDER_DATE = 0.8


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a table is for, and its columns: field -> the file's own name of the column.

    `table` is the name of tables.ORDER_LINES, of a part (part_tables) or of subscriber_tables.CUSTOMERS. `confidence`
    (0 to 1) and `explanation` (in words) are by field. `attributes` are the extra columns to keep, sorted; `personal`
    those that look like names, e-mail addresses, telephone numbers or postal addresses, and are left out.
    """

    kind: Literal["orders", "subscribers"]
    table: str
    columns: dict[str, str]
    attributes: tuple[str, ...]
    found_by: Literal["given", "inferred"]
    confidence: dict[str, float]
    explanation: dict[str, str]
    personal: tuple[str, ...]


def understand(
    key: str,
    layout: Format,
    profiles: tuple[ColumnProfile, ...],
    dataset: Dataset,
    con: duckdb.DuckDBPyConnection,
) -> Meaning:
    """What the table of these columns means; `con` holds its `sample_rows`.

    Raises UnknownColumns with the best guess where nothing is sure enough, NotNeeded for a table that no forecast is
    made of, UnreadableFile for one that is known to be something else.
    """
    look = Look(key, profiles, con, dataset.date_format)
    described = described_guess(look, dataset)
    if described is not None:
        return _meaning(look, dataset, described, "given")
    return _meaning(look, dataset, _inferred(look, dataset, has_names=layout.has_header), "inferred")


def _inferred(look: Look, dataset: Dataset, *, has_names: bool) -> Guess:
    lines = order_lines_guess(look)
    if dataset.described_kind() != "orders" and (subscribers := _subscribers(look, lines)) is not None:
        return subscribers
    refuse_summed_up(look)
    if lines.sure:
        return lines
    refuse_what_is_no_use(look)
    part = next((guess for guess in part_guesses(look) if guess.sure), None)
    if part is not None:
        return part
    by_values = content_guess(look)
    if has_names or not by_values.sure or any(fit.confidence < SURE_ENOUGH for fit in by_values.found.values()):
        refuse_columns(look, lines, by_values)
    return by_values


def _subscribers(look: Look, lines: Guess) -> Guess | None:
    """The table as one of subscribers; None where no label says who left, or it is plainly of orders."""
    guess = subscribers_guess(look)
    if "label" in guess.missing or _is_plainly_orders(lines):
        return None
    refuse_employees(look)
    if not guess.sure and "order_datetime" in lines.missing:
        refuse_subscribers(look, guess)
    return guess if guess.sure else None


def _is_plainly_orders(lines: Guess) -> bool:
    return lines.sure and lines.found["order_datetime"].confidence >= PLAIN_ORDER_DATE


def _meaning(look: Look, dataset: Dataset, guess: Guess, found_by: Literal["given", "inferred"]) -> Meaning:
    columns = {field: fit.column.name for field, fit in guess.found.items()}
    personal = tuple(name for name in personal_columns(look.profiles) if name not in columns.values())
    attributes = attributes_of(dataset, guess.table, look, personal, columns.values())
    return Meaning(
        "subscribers" if guess.table == SUBSCRIBERS else "orders",
        guess.table,
        columns,
        attributes,
        found_by,
        {field: fit.confidence for field, fit in guess.found.items()},
        {field: explained(field, fit) for field, fit in guess.found.items()},
        tuple(name for name in personal if name not in attributes),
    )
