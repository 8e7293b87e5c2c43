"""Tables that are recognised and hold no orders and no subscribers: what they are, and what is needed instead."""

import re

from perennial.errors import NotNeeded, UnreadableFile
from perennial.fitting import CLEAR_NAME
from perennial.looking import Look
from perennial.naming import read_name

MONTH_COLUMN = re.compile(
    r"(?:(?:19|20)\d{2}[-_/. ]?(?:0?[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])[-_/.](?:19|20)\d{2}"
    r"|(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz]|ene|abr|ago|dic|fev|f[eé]v|avr|ao[uû]t|juin|juil)"
    r"[a-zûé]*\.?[-_ ]?(?:(?:19|20)?\d{2})?)(?:[-_ ].*)?",
    re.IGNORECASE,
)
FEWEST_MONTHS = 3
SUMMED_UP = frozenset(("recency", "frequency", "monetary", "orders", "average", "balance"))
FEWEST_SUMMED = 2
ONE_EACH = 0.9
NUMBERS = 0.9


def refuse_what_is_no_use(look: Look) -> None:
    """Raises NotNeeded for a table beside orders that no forecast is made of, such as reviews or sellers."""
    reviews, sellers, places = (look.named(meaning) for meaning in ("review", "seller", "place"))
    keyed = look.best(("customer_id", "order_id", "product_id"))
    if len(reviews) > 1 and not look.best(("customer_id", "order_total", "unit_price"), CLEAR_NAME):
        raise NotNeeded(look.key, _beside("reviews"))
    if sellers and not keyed:
        raise NotNeeded(look.key, _beside("sellers"))
    if places and look.named("zip") and not keyed:
        raise NotNeeded(look.key, _beside("places"))


def refuse_employees(look: Look) -> None:
    """Raises UnreadableFile for a table of people who may leave a job."""
    if look.named("employee") and not look.best(("customer_id",), CLEAR_NAME):
        raise UnreadableFile(
            look.key,
            "it is a table of employees: who leaves a job is not who leaves a shop. If these are customers after all, "
            "upload a dataset.json beside it with kind subscribers, customer_id and label.",
        )


def refuse_summed_up(look: Look) -> None:
    """Raises UnreadableFile for a table that orders were summed up in, by customer or by month."""
    if _is_by_month(look):
        raise UnreadableFile(look.key, f"it is a table with a column for each month: {_NEEDS_ORDERS}")
    if _is_by_customer(look):
        raise UnreadableFile(look.key, f"it has one row per customer with RFM columns or other sums: {_NEEDS_ORDERS}")


def what_without_money(look: Look) -> str:
    """What to say of a log of events that have a customer and a time and no amount; nothing where it is none."""
    is_log = len(look.best(("customer_id", "order_datetime"))) > 1 and (look.named("event") or look.named("session"))
    return "it is a log of what customers did, without money: it needs what they paid; " if is_log else ""


_NEEDS_ORDERS = (
    "it needs the orders behind them, one row for each order or each of its lines, with customer, date and amount."
)


def _beside(what: str) -> str:
    return (
        f"it is a table of {what}, which no forecast is made of; it is left out, and the other files go on without it."
    )


def _is_by_month(look: Look) -> bool:
    months = [
        profile
        for profile in look.profiles
        if MONTH_COLUMN.fullmatch(profile.name.strip()) and profile.number_share >= NUMBERS
    ]
    return len(months) >= FEWEST_MONTHS


def _is_by_customer(look: Look) -> bool:
    customer = look.best(("customer_id",)).get("customer_id")
    if (
        customer is None
        or customer.column.distinct_share < ONE_EACH
        or look.best(("order_id", "order_datetime"), CLEAR_NAME)
    ):
        return False
    summed = [profile for profile in look.profiles if _sums_up(profile.name) and profile.number_share >= NUMBERS]
    return len(summed) >= FEWEST_SUMMED


def _sums_up(name: str) -> bool:
    meanings = read_name(name).all_meanings
    counted = {"total", "order"} <= meanings or {"quantity", "order"} <= meanings or {"total", "amount"} <= meanings
    return bool(meanings & SUMMED_UP) or counted
