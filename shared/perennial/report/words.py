"""Numbers as a reader who never saw the code wants them: rounded to what is known, with their unit."""

import re
from collections.abc import Sequence
from datetime import date
from math import floor, isfinite, log10

NOTHING = "—"
MINUS = "\N{MINUS SIGN}"
TOTAL_DIGITS = 3
CUSTOMER_DIGITS = 2
SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$", "JPY": "¥", "INR": "₹", "BRL": "R$"}
FEW_PERCENT = 0.0995
WHOLE_FROM = 10.0
WITHOUT_CENTS_FROM = 1000.0
LONGEST_NAME = 40


def rounded(number: float, digits: int = TOTAL_DIGITS) -> str:
    """A number to so many significant figures, thousands apart; from ten on without decimals."""
    if number == 0:
        return "0"
    places = digits - 1 - floor(log10(abs(number)))
    if abs(number) >= WHOLE_FROM:
        return f"{round(number, min(places, 0)):,.0f}"
    return f"{round(number, places):,.{max(0, places)}f}"


def money(amount: float | None, currency: str | None, digits: int = TOTAL_DIGITS) -> str:
    """An amount with its currency: a sign before it where one is well known, else the code; a dash where unknown."""
    if amount is None or not isfinite(amount):
        return NOTHING
    sign = MINUS if amount < 0 else ""
    text = rounded(abs(amount), digits)
    if currency is None:
        return sign + text
    symbol = SYMBOLS.get(currency)
    return f"{sign}{symbol}{text}" if symbol else f"{sign}{currency} {text}"


def price(amount: float, currency: str | None) -> str:
    """An amount a customer, to the cent where it is small."""
    shown = f"{amount:,.2f}" if abs(amount) < WITHOUT_CENTS_FROM else f"{amount:,.0f}"
    symbol = "" if currency is None else SYMBOLS.get(currency, f"{currency} ")
    return f"{symbol}{shown}"


def count(number: int) -> str:
    """A whole number, thousands apart."""
    return f"{number:,}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number of things: 1 customer, 2 customers."""
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def percent(share: float | None) -> str:
    """A share (0 to 1) as per cent: whole ones, below ten with a decimal where it is not 0."""
    if share is None or not isfinite(share):
        return NOTHING
    places = 1 if abs(share) < FEW_PERCENT else 0
    shown = f"{100 * share:,.{places}f}".removesuffix(".0")
    return f"{shown} %".replace("-", MINUS)


def in_100(probability: float) -> str:
    """A probability as so many in a hundred."""
    hundredths = round(100 * probability)
    if hundredths == 0 and probability > 0:
        return "fewer than 1 in 100"
    return f"{hundredths} in 100"


def day(iso: str | date) -> str:
    """A day as it is said: 3 May 2024."""
    when = iso if isinstance(iso, date) else date.fromisoformat(iso[:10])
    return f"{when.day} {when:%B %Y}"


def listed(words: Sequence[str]) -> str:
    """Words in a row: a, b and c."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def spoken(name: str) -> str:
    """A column or model name as words."""
    return name.replace("_", " ")


def name(text: str) -> str:
    """A customer's or a file's name as it fits a table."""
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1]}…"


def brief(reason: str) -> str:
    """The first part of a reason, without what it says by the way."""
    first = re.sub(r" \([^()]*\)", "", reason).split(";")[0]
    return re.sub(r"^\d+ days: ", "", first)


def sentence(text: str) -> str:
    """A text that begins with a capital and ends with a full stop."""
    begun = text[:1].upper() + text[1:]
    return begun if begun.endswith((".", "!", "?")) else f"{begun}."
