"""What to say of a table that is not understood: what is missing, and the best guess as a mapping to correct."""

from typing import NoReturn

from perennial.dataset import MAPPED_FIELDS
from perennial.errors import UnknownColumns
from perennial.fitting import SURE_ENOUGH, Fit
from perennial.looking import Guess, Look
from perennial.money_columns import LACKING
from perennial.naming import means
from perennial.not_orders import what_without_money

OPEN = "which column?"
LEAST_OF_A_GUESS = 0.15
WORDS = {
    "customer_id": "who bought",
    "order_id": "which order",
    "order_datetime": "when",
    "product_id": "what",
    "quantity": "how many",
    "unit_price": "the price of one",
    "order_total": "the amount",
    "line_total": "the amount of the line",
    "order_status": "how far the order got",
    "currency": "the currency",
    "item_line": "which line of the order",
    "payment_value": "the amount paid",
    "payment_sequential": "which payment",
    "person_id": "which person",
    "label": "who left",
}


def explained(field: str, fit: Fit) -> str:
    """Why a column was taken for a field, in a sentence."""
    kept = (
        " It is personal, and kept because nothing else tells customers apart." if _is_personal_id(field, fit) else ""
    )
    return f"{fit.column.name} is {WORDS[field]}: {fit.why}.{kept}"


def refuse_columns(look: Look, lines: Guess, by_values: Guess) -> NoReturn:
    """Raises UnknownColumns: what a table lacks as order lines, and a mapping as near as names and values bring it."""
    found = by_values.found | look.best(MAPPED_FIELDS, LEAST_OF_A_GUESS) | lines.found
    guess = _one_column_each(found, lines)
    missing = lines.missing or tuple(f for f, fit in found.items() if fit.confidence < SURE_ENOUGH)
    raise UnknownColumns(look.key, missing, look.header, guess, _what(look, missing))


def _what(look: Look, missing: tuple[str, ...]) -> str:
    return what_without_money(look) if missing and all(LACKING in words for words in missing) else ""


def refuse_subscribers(look: Look, guess: Guess) -> NoReturn:
    """Raises UnknownColumns for a table that says who left and has no column that tells its customers apart."""
    found = {field: fit.column.name for field, fit in guess.found.items() if field not in guess.missing}
    raise UnknownColumns(
        look.key, guess.missing, look.header, {"kind": "subscribers", "customer_id": OPEN, "label": OPEN} | found
    )


def _one_column_each(found: dict[str, Fit], lines: Guess) -> dict[str, str]:
    """A mapping with one column for a field, the surer first, and a question where a needed field has none."""
    surest = sorted(found.items(), key=lambda item: (item[0] not in lines.found, -item[1].confidence))
    columns: dict[str, str] = {}
    for field, fit in surest:
        if field in MAPPED_FIELDS and fit.column.name not in columns.values():
            columns[field] = fit.column.name
    if {"quantity", "unit_price"} <= columns.keys():
        columns.pop("order_total", None)
    elif "order_total" not in columns:
        columns["order_total"] = OPEN
    asked = {field: OPEN for field in ("customer_id", "order_datetime") if field not in columns} | columns
    return {field: asked[field] for field in MAPPED_FIELDS if field in asked}


def _is_personal_id(field: str, fit: Fit) -> bool:
    return field == "customer_id" and (fit.column.email_share > SURE_ENOUGH or means(fit.column.name, ("phone",)))
