"""What a table means as far as the dataset's description says so; what it leaves open is inferred."""

import re
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from perennial.dataset import ColumnMapping, Dataset
from perennial.errors import UnknownColumns
from perennial.fitting import Fit
from perennial.layout import landing_key
from perennial.looking import Guess, Look
from perennial.mapping import finder, given_columns, mapped_names
from perennial.subscriber_choice import named_subscribers
from perennial.table_choice import EXTRAS, guess_of, missing_fields
from perennial.table_files import TableFiles

MEMBER = re.compile(r"(?P<key>.*?)(?: \((?P<member>.*)\))?\Z", re.DOTALL)
WHY = "the description says so"
SURE = 1.0


def described_guess(look: Look, dataset: Dataset) -> Guess | None:
    """The table as the description has it; None where the description leaves it open.

    Raises UnknownColumns, naming what is missing, where the table lacks what the description names.
    """
    table = described_table(look.key, dataset)
    if table is not None:
        return _of_table(look, *table)
    mapping = _mapping_for(look, dataset)
    if mapping is not None:
        given = _given(look, mapped_names(mapping))
        return Guess("order_lines", (_extras(look, given) if mapping in dataset.other_mappings else {}) | given)
    if dataset.described_kind() == "subscribers":
        return _of_subscribers(look, dataset)
    return None


def described_table(key: str, dataset: Dataset) -> tuple[str, TableFiles] | None:
    """The table whose pattern of file names this file, or the member of it, matches; the first by the table's name."""
    parts = MEMBER.match(key)
    member = (parts and parts["member"]) or ""
    names = {landing_key(parts["key"] if parts else key).file_name, member, PurePosixPath(member).name} - {""}
    for table in sorted(dataset.tables):
        pattern = dataset.tables[table].files
        if any(fnmatchcase(name.lower(), pattern.lower()) for name in names):
            return table, dataset.tables[table]
    return None


def _mapping_for(look: Look, dataset: Dataset) -> ColumnMapping | None:
    """The first of the other mappings whose columns the table all has, else the one for all files."""
    find = finder(look.header)
    fitting = (one for one in dataset.other_mappings if all(find(name) is not None for name in one.columns()))
    return next(fitting, dataset.mapping)


def _extras(look: Look, given: dict[str, Fit]) -> dict[str, Fit]:
    """What a mapping of one file has no word for: the column of the order's status, and of the currency."""
    taken = {fit.column.name for fit in given.values()}
    return {field: fit for field, fit in look.best(EXTRAS).items() if fit.column.name not in taken}


def _of_table(look: Look, table: str, files: TableFiles) -> Guess:
    given = _given(look, files.columns)
    taken = {fit.column.name for fit in given.values()}
    inferred = guess_of(table, look).found
    found = {
        field: fit for field, fit in inferred.items() if field not in given and fit.column.name not in taken
    } | given
    missing = missing_fields(table, found)
    if missing:
        raise UnknownColumns(look.key, missing, look.header)
    return Guess(table, found)


def _of_subscribers(look: Look, dataset: Dataset) -> Guess:
    named = {"customer_id": dataset.customer_id, "label": dataset.label}
    find = finder(look.header)
    inferred = named_subscribers(look)
    found: dict[str, Fit] = {}
    missing = []
    for field, name in named.items():
        column = find(name) if name is not None else None
        if column is not None:
            found[field] = _fit(look, column)
        elif name is None and field in inferred:
            found[field] = inferred[field]
        else:
            missing.append(name or field)
    if missing:
        raise UnknownColumns(look.key, tuple(missing), look.header)
    return Guess("customers", found)


def _given(look: Look, names: dict[str, str]) -> dict[str, Fit]:
    return {field: _fit(look, column) for field, column in given_columns(names, look.key, look.header).items()}


def _fit(look: Look, column: str) -> Fit:
    return Fit(look.profiles[look.header.index(column)], SURE, WHY)
