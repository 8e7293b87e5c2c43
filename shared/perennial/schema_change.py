"""What changed between the files of one dataset: columns that came, went, or hold another type of value.

A file is cleaned by itself, so nothing here decides whether its rows count: it says what a person should know.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:  # the API reads schemas too, and goes without the SQL engine that profiles need
    from perennial.profiles import ColumnProfile

type Kind = Literal["blank", "whole number", "number", "date", "text"]
NEARLY_ALL = 0.99
# Where the type on the left became the one on the right, every value still reads as it did.
WIDER: Mapping[str, tuple[str, ...]] = {
    "whole number": ("number",),
    "blank": ("whole number", "number", "date", "text"),
}


@dataclass(frozen=True, slots=True)
class FileSchema:
    """A file's columns with the kind of value each holds, and those that its meaning needs; `name` tells its age."""

    name: str
    columns: Mapping[str, Kind]
    needed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """One difference between a file and the others of its table; `compatible` ones need nobody's attention."""

    file: str
    column: str
    change: Literal["new", "vanished", "type"]
    compatible: bool
    message: str


def kind_of(profile: "ColumnProfile") -> Kind:
    """The kind of value that nearly all of a column's cells hold."""
    if profile.blank == profile.rows:
        return "blank"
    if profile.date_share >= NEARLY_ALL:
        return "date"
    if profile.integer_share >= NEARLY_ALL:
        return "whole number"
    return "number" if profile.number_share >= NEARLY_ALL else "text"


def file_schema(name: str, report: Mapping[str, Any]) -> FileSchema:
    """The schema of a file from the quality report of the table it holds."""
    return FileSchema(name, dict(report["schema"]), tuple(sorted(report["mapping"].values())))


def schema_changes(files: Sequence[FileSchema]) -> tuple[SchemaChange, ...]:
    """What sets each file apart from the columns that most files of one table have; the order of files is all one.

    Of kinds that are equally common the widest counts, of columns those of the larger part of the files.
    """
    usual = _usual(files)
    changes = [change for file in files for change in _changes(file, usual)]
    return tuple(sorted(changes, key=lambda change: (change.file, change.column, change.change)))


def _usual(files: Sequence[FileSchema]) -> dict[str, Kind]:
    """The columns that at least half of the files have, each with its most common kind."""
    names = sorted({name for file in files for name in file.columns})
    usual: dict[str, Kind] = {}
    for name in names:
        kinds = [file.columns[name] for file in files if name in file.columns]
        if 2 * len(kinds) >= len(files):
            usual[name] = max(sorted(set(kinds)), key=lambda kind: (kind != "blank", kinds.count(kind)))
    return usual


def _changes(file: FileSchema, usual: Mapping[str, Kind]) -> list[SchemaChange]:
    changes = []
    for column in sorted({*file.columns, *usual}):
        if column not in usual:
            message = f"{file.name} has a column {column} that most other files do not have."
            changes.append(SchemaChange(file.name, column, "new", True, message))
        elif column not in file.columns:
            message = f"{file.name} has no column {column}, which most other files have."
            changes.append(SchemaChange(file.name, column, "vanished", column not in file.needed, message))
        elif file.columns[column] != usual[column]:
            changes.append(_other_kind(file, column, usual[column]))
    return changes


def _other_kind(file: FileSchema, column: str, usual: Kind) -> SchemaChange:
    kind = file.columns[column]
    compatible = column not in file.needed or usual in WIDER.get(kind, ()) or kind in WIDER.get(usual, ())
    message = f"{file.name} holds {kind} in column {column}, where most other files hold {usual}."
    return SchemaChange(file.name, column, "type", compatible, message)
