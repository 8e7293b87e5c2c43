"""A dropped object without the rows of one person; everything else in it stays, of a plain text byte for byte.

What an object is tells its content: a workbook, or an archive inside an archive, comes back as the texts it held.
"""

import gzip
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from perennial.cells import cells_of
from perennial.containers import Member, unpack
from perennial.encodings import MIXED, UTF_8, open_text
from perennial.file_kinds import GZIP, kind_of
from perennial.identifiers import identifier_of
from perennial.person import Person
from perennial.reading import Format, Row, detect_format, read_rows

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
ID_FIELDS = ("customer_id", "person_id")
ORDER_FIELD = "order_id"
# In a table that nobody understands any cell may be the id; a short one would be found among quantities.
LEAST_TELLING_LENGTH = 5
EARLIEST_ZIP_TIME = (1980, 1, 1, 0, 0, 0)

type Mappings = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Removed:
    """The object as it is to be, and how many rows it lost. Without `path` no row is left that could be read."""

    path: Path
    rows: int


def without_person(key: str, source: Path, work_dir: Path, person: Person, mappings: Mappings) -> Removed | None:
    """Write the object without the person's rows below `work_dir`; None where it holds none.

    `mappings` say by member which column holds what, of the members that were understood. Raises UnreadableFile for an
    object that cannot be unpacked.
    """
    unpacked = unpack(key, source, work_dir)
    found = [
        _without(key, member, work_dir / f"kept-{n}", person, mappings) for n, member in enumerate(unpacked.members)
    ]
    rows = sum(removed.rows for removed in found)
    if rows == 0:
        return None
    names = [member.name for member in unpacked.members]
    return Removed(_packed(source, dict(zip(names, found, strict=True)), work_dir / "rewritten"), rows)


def _without(key: str, member: Member, target: Path, person: Person, mappings: Mappings) -> Removed:
    layout = detect_format(f"{key} ({member.name})" if member.name else key, member.path)
    tell = _Telling(person, layout, mappings.get(member.name))
    doomed = [lines for row, lines in _with_lines(read_rows(member.path, layout)) if tell.is_theirs(row)]
    if not doomed:
        return Removed(member.path, 0)
    _copy_but(member.path, target, layout, doomed)
    return Removed(target, len(doomed))


@dataclass(frozen=True, slots=True)
class _Telling:
    person: Person
    layout: Format
    mapping: Mapping[str, str] | None

    def is_theirs(self, row: Row) -> bool:
        """Whether the row is the person's: by its customer, or by its order in a table that names nobody."""
        if self.mapping is None or row.broken is not None:
            cells = row.fields or cells_of(row.raw, self.layout.delimiter)
            return any(self._tells(identifier_of(cell)) for cell in cells)
        ids = self._cells(row, ID_FIELDS)
        if ids:
            return any(one in self.person.ids for one in ids)
        return any(one in self.person.orders for one in self._cells(row, (ORDER_FIELD,)))

    def _cells(self, row: Row, fields: Sequence[str]) -> list[str | None]:
        mapping = self.mapping or {}
        columns = [self.layout.header.index(mapping[field]) for field in fields if field in mapping]
        return [identifier_of(row.fields[column]) for column in columns]

    def _tells(self, text: str | None) -> bool:
        telling = text is not None and len(text) >= LEAST_TELLING_LENGTH
        return telling and (text in self.person.ids or text in self.person.orders)


def _with_lines(rows: Iterator[Row]) -> Iterator[tuple[Row, range]]:
    """Each row with the physical lines (from 1) it stands on, up to the next row; the last one's have no end."""
    last: Row | None = None
    for row, following in pairwise(_ended(rows)):
        if row is not None and following is not None:
            yield row, range(row.line_number, following.line_number)
        last = row
    if last is not None:
        yield last, range(last.line_number, 1 << 62)


def _ended(rows: Iterator[Row]) -> Iterator[Row | None]:
    yield from rows
    yield None


def _copy_but(source: Path, target: Path, layout: Format, doomed: Sequence[range]) -> None:
    """Copy the text without these lines, which rise."""
    encoding = "utf-8" if layout.encoding in {UTF_8, MIXED} else layout.encoding
    with source.open("rb") as raw:
        marked = raw.read(len(BYTE_ORDER_MARK)) == BYTE_ORDER_MARK
    waiting = iter(doomed)
    skipped = next(waiting, range(0))
    with open_text(source, layout.encoding) as lines, target.open("w", encoding=encoding, newline="") as kept:
        if marked:
            kept.write("\ufeff")
        for number, line in enumerate(lines, start=1):
            while number >= skipped.stop > 0:
                skipped = next(waiting, range(0))
            if number not in skipped:
                kept.write(line)


def _packed(source: Path, members: Mapping[str, Removed], target: Path) -> Path:
    if len(members) == 1:
        (only,) = members.values()
        if kind_of(source) != GZIP:
            return only.path
        with (
            only.path.open("rb") as text,
            target.open("wb") as raw,
            gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as zipped,
        ):
            shutil.copyfileobj(text, zipped)
        return target
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            info = zipfile.ZipInfo(name, EARLIEST_ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            with member.path.open("rb") as text, archive.open(info, "w") as zipped:
                shutil.copyfileobj(text, zipped)
    return target
