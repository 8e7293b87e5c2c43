"""How well each column of a file fits each field: what its name says times what its values allow."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from perennial.naming import name_score
from perennial.profiles import ColumnProfile

SURE_ENOUGH = 0.5
ENOUGH_ROWS = 20
MOST = 0.95
CLEAR_NAME = 0.8
LONGEST_CURRENCY = 4
MOST_STATUSES = 60
UNLIKELY = 0.7
OPTIONAL = ("order_id", "product_id", "order_status", "currency", "item_line", "payment_sequential")
LONGEST_LINE_NUMBER = 2
NUMBERS = ("quantity", "unit_price", "order_total", "line_total", "payment_value")


@dataclass(frozen=True, slots=True)
class Fit:
    """A column that may be what a field asks for: how sure that is, 0 to 1, and why, in words."""

    column: ColumnProfile
    confidence: float
    why: str


def fits_of(field: str, profiles: Sequence[ColumnProfile], *, date_format: str | None = None) -> list[Fit]:
    """The columns that may be this field, surest first, of equals the first in the file.

    With a `date_format` any text may be a date.
    """
    found = [_fit(field, profile, given_format=date_format is not None) for profile in profiles]
    return sorted((fit for fit in found if fit is not None), key=lambda fit: (-fit.confidence, fit.column.position))


def _fit(field: str, profile: ColumnProfile, *, given_format: bool) -> Fit | None:
    named = name_score(profile.name, field)
    if named == 0.0:
        return None
    allowed = 1.0 if field == "order_datetime" and given_format else _allowed(field, profile, named)
    confidence = named * allowed * (0.6 + 0.4 * profile.filled_share)
    return Fit(profile, round(confidence, 3), _why(field, profile)) if confidence > 0 else None


def _allowed(field: str, profile: ColumnProfile, named: float) -> float:
    """How far the values of a column allow it to be the field, 0 to 1; a clearer name is given more credit."""
    if field in NUMBERS:
        return _number(profile, named)
    if field in OPTIONAL and not profile.filled:
        return 0.0
    if field in VALUES:
        return VALUES[field](profile)
    return {"customer_id": _customer, "order_datetime": _date}[field](profile, named)


def _identifier(profile: ColumnProfile) -> float:
    if profile.date_share > MOST and profile.counted_share < MOST:
        return 0.0
    if profile.fraction_share > 1 - MOST and profile.number_share > MOST:
        return 0.0
    if profile.year_share > MOST and profile.filled >= ENOUGH_ROWS:
        return 0.0
    constant = profile.distinct == 1 and profile.filled >= ENOUGH_ROWS
    return UNLIKELY if constant else 1.0


def _customer(profile: ColumnProfile, named: float) -> float:
    if profile.email_share < MOST and profile.person_share > MOST and named < CLEAR_NAME:
        return 0.0
    return _identifier(profile)


def _date(profile: ColumnProfile, named: float) -> float:
    readable = max(profile.date_share, profile.counted_share if named >= SURE_ENOUGH else 0.0)
    if readable >= SURE_ENOUGH or not profile.filled:
        return 1.0
    few = profile.filled < ENOUGH_ROWS and profile.number_share < MOST
    return UNLIKELY if readable > 0 or (few and named >= CLEAR_NAME) else 0.0


def _number(profile: ColumnProfile, named: float) -> float:
    if profile.date_share > MOST and profile.counted_share < MOST:
        return 0.0
    if profile.number_share >= SURE_ENOUGH or not profile.filled:
        return 1.0
    few = profile.filled < ENOUGH_ROWS
    return UNLIKELY if profile.number_share > 0 or (few and named >= CLEAR_NAME) else 0.0


def _product(profile: ColumnProfile) -> float:
    small_numbers = profile.integer_share == 1 and profile.mean_length <= LONGEST_LINE_NUMBER
    return UNLIKELY if small_numbers and profile.filled >= ENOUGH_ROWS else _identifier(profile)


def _status(profile: ColumnProfile) -> float:
    return 0.0 if profile.number_share > MOST or profile.distinct > MOST_STATUSES else 1.0


def _currency(profile: ColumnProfile) -> float:
    return 0.0 if profile.number_share > 1 - MOST or profile.mean_length > LONGEST_CURRENCY else 1.0


def _label(profile: ColumnProfile) -> float:
    return 0.0 if profile.date_share > MOST else 1.0


VALUES: Mapping[str, Callable[[ColumnProfile], float]] = {
    "person_id": _identifier,
    "order_id": _identifier,
    "product_id": _product,
    "order_status": _status,
    "currency": _currency,
    "item_line": _identifier,
    "payment_sequential": _identifier,
    "label": _label,
}


def _why(field: str, profile: ColumnProfile) -> str:
    return f"its name says so{_values_say(field, profile)}"


def _values_say(field: str, profile: ColumnProfile) -> str:
    such = f", such as {profile.examples[0]}" if profile.examples else ""
    if field == "order_datetime":
        return f"; {profile.date_share:.0%} of its values are written as dates{such}"
    if field in NUMBERS:
        return f"; {profile.number_share:.0%} of its values are numbers{such}"
    return f"; {profile.distinct:,} different values in {profile.filled:,} rows looked at{such}"
