"""Which further columns are kept beside the fields: the declared ones, or by default what customers differ by."""

from collections.abc import Iterable

from perennial.dataset import Dataset
from perennial.errors import UnknownColumns
from perennial.mapping import finder
from perennial.naming import words_of
from perennial.vocabulary import MEANINGS

KEPT_WORDS = frozenset(
    "country land pais pays nation region state estado provincia province bundesland city stadt ort ciudad cidade ville "
    "channel kanal canal gender geschlecht sexo sexe sex".split()
)
KEPT_OF_PRODUCTS = frozenset({"category"})
BESIDE = frozenset({"customer"})


def attributes_of(
    dataset: Dataset, key: str, table: str, header: tuple[str, ...], personal: tuple[str, ...], used: Iterable[str]
) -> tuple[str, ...]:
    """The names of the extra columns to keep, sorted; personal ones only where the description declares them.

    Raises UnknownColumns where a table that stands for itself lacks a declared column.
    """
    kept = set(_declared(dataset, key, table, header)) if _declares(dataset) else set(_default(table, header, personal))
    return tuple(sorted(kept - set(used)))


def _declares(dataset: Dataset) -> bool:
    return dataset.attributes is not None


def _declared(dataset: Dataset, key: str, table: str, header: tuple[str, ...]) -> tuple[str, ...]:
    find = finder(header)
    amount = [dataset.recurring_amount] if dataset.recurring_amount else []
    wanted = (*(dataset.attributes or ()), *amount)
    missing = tuple(name for name in wanted if find(name) is None)
    if missing and table in ("order_lines", "customers") and not dataset.tables:
        raise UnknownColumns(key, missing, header)
    return tuple(column for name in wanted if (column := find(name)) is not None)


def _default(table: str, header: tuple[str, ...], personal: tuple[str, ...]) -> tuple[str, ...]:
    if table == "customers":
        return tuple(name for name in header if name not in personal)
    if table == "products":
        return tuple(name for name in header if _is_category(name))
    return tuple(name for name in header if _differs_by(name) and name not in personal)


def _differs_by(name: str) -> bool:
    """Whether the name is a word for where or who a customer is, at most with a word for the customer before it."""
    words = words_of(name)
    return len(words) > 0 and words[-1] in KEPT_WORDS and all(BESIDE & MEANINGS.get(w, frozenset()) for w in words[:-1])


def _is_category(name: str) -> bool:
    return any("category" in MEANINGS.get(word, ()) for word in words_of(name))
