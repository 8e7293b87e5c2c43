"""Which columns say who somebody is: names, e-mail addresses, telephone numbers and postal addresses."""

from collections.abc import Sequence

from perennial.naming import read_name
from perennial.profiles import ColumnProfile

MOST = 0.5
NEARLY_ALL = 0.8
FEW_DIGITS = 7
MANY_VALUES = 20
SHORT_TEXT = 6
OF_A_PERSON = frozenset({"customer", "lastfirst", "ship", "card", "seller", "billing"})


def personal_columns(profiles: Sequence[ColumnProfile]) -> tuple[str, ...]:
    """The names of the columns that look personal by name and values together, in file order.

    A column whose name says nothing is personal by its values alone where they are e-mail addresses, telephone
    numbers or streets with a house number: a name may as well be a town or a product.
    """
    return tuple(profile.name for profile in profiles if is_personal(profile))


def is_personal(profile: ColumnProfile) -> bool:
    """Whether this column looks personal."""
    if not profile.filled:
        return False
    named = read_name(profile.name).all_meanings
    if profile.email_share >= MOST or ("email" in named and profile.email_share > 0):
        return True
    return _is_phone(profile, named) or _is_name(profile, named) or _is_address(profile, named)


def _is_phone(profile: ColumnProfile, named: frozenset[str]) -> bool:
    if "phone" in named:
        long_numbers = profile.number_share >= MOST and profile.mean_length >= FEW_DIGITS
        return long_numbers or profile.phone_share >= MOST
    return profile.phone_share >= MOST and profile.number_share < MOST and profile.distinct >= MANY_VALUES


def _is_name(profile: ColumnProfile, named: frozenset[str]) -> bool:
    if profile.number_share >= MOST or profile.date_share >= MOST or profile.code_share >= MOST:
        return False
    if "personname" in named or named == {"lastfirst"}:
        return True
    of_person = "name" in named and bool(named & OF_A_PERSON)
    bare = named == {"name"} and profile.person_share >= NEARLY_ALL and profile.distinct >= MANY_VALUES
    return (of_person and "product" not in named) or bare


def _is_address(profile: ColumnProfile, named: frozenset[str]) -> bool:
    if "address" in named:
        return profile.mean_length >= SHORT_TEXT and profile.number_share < MOST
    return profile.street_share >= MOST and profile.distinct >= MANY_VALUES
