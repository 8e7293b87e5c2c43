"""Everything a person is called in the clean tables of a dataset: their ids, and the orders that are theirs alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from duckdb import DuckDBPyConnection

from perennial.part_tables import ORDER_HEADERS, ORDER_ITEMS, PAYMENTS, PERSONS
from perennial.tables import ORDER_LINES

type Files = Mapping[str, Sequence[Path]]

NAMED_BY_ORDER = (ORDER_ITEMS.name, PAYMENTS.name)  # their rows name an order and nobody


@dataclass(frozen=True, slots=True)
class Person:
    """`ids` are what customer columns call them; `orders` their orders, where rows of some table name nothing else."""

    ids: frozenset[str]
    orders: frozenset[str] = frozenset()


def person_of(con: DuckDBPyConnection, files: Files, customer_id: str) -> Person:
    """The person behind a customer's id, over the clean files of a dataset by table."""
    ids = {customer_id} | _aliases(con, files, customer_id)
    if not any(files.get(table) for table in NAMED_BY_ORDER):
        return Person(frozenset(ids))
    return Person(frozenset(ids), frozenset(_orders(con, files, sorted(ids))))


def _aliases(con: DuckDBPyConnection, files: Files, customer_id: str) -> set[str]:
    """The ids under which a person ordered: a shop may give one to every order."""
    paths = files.get(PERSONS.name)
    if not paths:
        return set()
    query = "select customer_id, person_id from read_parquet($files) where $id in (customer_id, person_id)"
    found = con.execute(query, {"files": _names(paths), "id": customer_id}).fetchall()
    persons = {person for _, person in found}
    query = "select customer_id from read_parquet($files) where list_contains($persons, person_id)"
    others = con.execute(query, {"files": _names(paths), "persons": sorted(persons)}).fetchall() if persons else []
    return persons | {name for (name,) in others}


def _orders(con: DuckDBPyConnection, files: Files, ids: list[str]) -> set[str]:
    """The orders that these ids placed and nobody else had a part in."""
    orders: set[str] = set()
    for table in (ORDER_HEADERS.name, ORDER_LINES.name):
        if paths := files.get(table):
            query = (
                "select order_id from read_parquet($files) where order_id is not null group by order_id "
                "having bool_and(list_contains($ids, customer_id))"
            )
            orders |= {order for (order,) in con.execute(query, {"files": _names(paths), "ids": ids}).fetchall()}
    return orders


def _names(paths: Sequence[Path]) -> list[str]:
    return [str(path) for path in paths]


def write_without(con: DuckDBPyConnection, source: Path, target: Path, ids: Sequence[str]) -> bool:
    """Write a Parquet file of customers without these; False, and nothing written, where it holds none of them."""
    parameters: dict[str, object] = {"source": str(source), "ids": list(ids)}
    query = "select count(*) from read_parquet($source) where list_contains($ids, customer_id)"
    if con.execute(query, parameters).fetchall()[0][0] == 0:
        return False
    kept = con.sql(
        "from read_parquet($source) where not list_contains($ids, customer_id) order by customer_id", params=parameters
    )
    kept.write_parquet(str(target), compression="zstd")
    return True
