"""Which further columns are kept beside the fields: the declared ones, or by default what customers differ by."""

from collections.abc import Iterable

from perennial.dataset import Dataset
from perennial.errors import UnknownColumns
from perennial.looking import Look
from perennial.mapping import finder
from perennial.naming import words_of
from perennial.vocabulary import MEANINGS, words_in

KEPT_WORDS = words_in(
    "country land pais pays nation region state estado provincia province bundesland city stadt ort ciudad cidade "
    "ville channel kanal canal gender geschlecht sexo sexe sex"
)
STANDING_FOR_THEMSELVES = ("order_lines", "customers")


def attributes_of(
    dataset: Dataset, table: str, look: Look, personal: tuple[str, ...], used: Iterable[str]
) -> tuple[str, ...]:
    """The names of the extra columns to keep, sorted; personal ones only where the description declares them.

    Without a declaration a subscriber's every column is kept, of an order where and who the customer is, of a product
    its category. Raises UnknownColumns where a table that stands for itself lacks a declared column.
    """
    amount = () if dataset.recurring_amount is None else (dataset.recurring_amount,)
    declared = (*(dataset.attributes or ()), *amount)
    kept = _found(declared, look, required=table in STANDING_FOR_THEMSELVES and not dataset.tables)
    if dataset.attributes is None:
        kept |= {name for name in look.header if name not in personal and _kept(table, name)}
    return tuple(sorted(kept - set(used)))


def _found(names: tuple[str, ...], look: Look, *, required: bool) -> set[str]:
    find = finder(look.header)
    missing = tuple(name for name in names if find(name) is None)
    if missing and required:
        raise UnknownColumns(look.key, missing, look.header)
    return {column for name in names if (column := find(name)) is not None}


def _kept(table: str, name: str) -> bool:
    if table == "customers":
        return True
    words = words_of(name)
    if table == "products":
        return any("category" in MEANINGS.get(word, ()) for word in words)
    # where or who a customer is, at most with a word for the customer before it
    before = (MEANINGS.get(word, frozenset()) for word in words[:-1])
    return bool(words) and words[-1] in KEPT_WORDS and all("customer" in meanings for meanings in before)
