"""Which rows of a text are of persons who were erased: found by hash, dropped before any other rule looks at them."""

from collections.abc import Iterable
from dataclasses import dataclass

from perennial.cells import cells_of
from perennial.identifiers import identifier_of
from perennial.row_store import RowStore
from perennial.sql_text import escaped
from perennial.suppression import NOBODY, Kind, Suppression

ID_COLUMNS: dict[str, Kind] = {"customer_id": "person", "person_id": "person", "order_text": "order"}


@dataclass(frozen=True, slots=True)
class ErasedRows:
    """`sql` says over `typed_rows` whether a row is of an erased person; `hashes` are those that were met, sorted."""

    sql: str = "false"
    hashes: tuple[str, ...] = ()


def erased_rows(store: RowStore, suppression: Suppression) -> ErasedRows:
    """The erased persons' rows among `typed_rows`; of lines that could not be taken apart, those with such an id."""
    if suppression.hashes == NOBODY.hashes:
        return ErasedRows()
    typed = {name for (name,) in store.con.execute("select column_name from (describe typed_rows)").fetchall()}
    conditions, hashes = [], set()
    for column, kind in ID_COLUMNS.items():
        if column in typed:
            met = suppression.among(kind, _distinct(store, column))
            conditions += [f"{column} = '{escaped(text)}'" for text in sorted(met)]
            hashes |= set(met.values())
    broken = _broken_lines(store, suppression)
    conditions += [f"(broken is not null and line_number = {line})" for line in sorted(broken)]
    hashes |= {one for met in broken.values() for one in met}
    return ErasedRows(f"coalesce({' or '.join(conditions)}, false)" if conditions else "false", tuple(sorted(hashes)))


def _distinct(store: RowStore, column: str) -> Iterable[str]:
    query = f"select distinct {column} from typed_rows where {column} is not null"
    return (text for (text,) in store.con.execute(query).fetchall())


def _broken_lines(store: RowStore, suppression: Suppression) -> dict[int, list[str]]:
    """The lines that could not be taken apart and hold an erased person's id, each with the hashes it met."""
    lines = store.con.execute("select line_number, raw from rest_rows where broken is not null").fetchall()
    met: dict[int, list[str]] = {}
    for line_number, raw in lines:
        cells = (identifier_of(cell) for cell in cells_of(raw, store.layout.delimiter))
        texts = {cell for cell in cells if cell is not None}
        kinds: tuple[Kind, ...] = ("person", "order")
        found = [one for kind in kinds for one in suppression.among(kind, texts).values()]
        if found:
            met[line_number] = found
    return met
