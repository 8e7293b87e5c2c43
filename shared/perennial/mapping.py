"""Column names as descriptions give them: how they are compared, and the columns that a given mapping names."""

import re
from collections.abc import Callable, Mapping

from perennial.dataset import MAPPED_FIELDS, ColumnMapping
from perennial.errors import UnknownColumns


def normal_name(name: str) -> str:
    """A column name as names are compared: without case, spaces, underscores and dashes."""
    return re.sub(r"[\s_-]+", "", name).casefold()


def finder(header: tuple[str, ...]) -> Callable[[str], str | None]:
    """Find a column by its exact name or else by one that is spelled alike."""
    alike = {normal_name(name): name for name in reversed(header)}
    return lambda name: name if name in header else alike.get(normal_name(name))


def given_columns(names: Mapping[str, str], key: str, header: tuple[str, ...]) -> dict[str, str]:
    """The file's own columns for the fields of a description; raises UnknownColumns where it lacks one."""
    find = finder(header)
    columns = {field: find(name) for field, name in names.items()}
    missing = tuple(names[field] for field, column in columns.items() if column is None)
    if missing:
        raise UnknownColumns(key, missing, header)
    return {field: column for field, column in columns.items() if column is not None}


def mapped_names(mapping: ColumnMapping) -> dict[str, str]:
    """The column name of every field that a mapping gives."""
    return {field: name for field in MAPPED_FIELDS if (name := getattr(mapping, field)) is not None}
