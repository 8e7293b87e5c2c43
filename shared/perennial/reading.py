"""From the bytes of a landing object to its rows: encoding, delimiter, header, physical lines.

Rows come with the line they begin on and the text they were read from, so that nothing rejected later is lost.
A quote that is never closed must not swallow the rows after it: where a row of several lines does not hold together,
only its first line is broken and reading goes on at the next one.
"""

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from perennial.cells import cell_rows, cells_of
from perennial.encodings import open_text, text_encoding
from perennial.headers import find_header

MAX_ROW_LINES = 100
MAX_ROW_CHARACTERS = 100_000
BAD_QUOTE = "a quote is not closed, or text follows the closing quote"
TOO_LONG = f"longer than {MAX_ROW_CHARACTERS:,} characters; the text is cut there"


@dataclass(frozen=True, slots=True)
class Format:
    """How a file is written.

    `header` has the column names, unique, in order: column_1, column_2, … where the file has none (`has_header`).
    `header_lines` counts the physical lines before the first row. `delimiter` is one character, or BLANKS for runs of
    blanks; with `trailing_delimiter` every line ends in one that begins no column. `notes` tell in words what else was
    found out.
    """

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    header_lines: int
    has_header: bool
    trailing_delimiter: bool
    line_end: str
    notes: tuple[str, ...]


class Row(NamedTuple):
    """One row: the physical line it begins on (from 1), its text, and what is broken about it or else its fields."""

    line_number: int
    raw: str
    broken: str | None
    fields: list[str]


def detect_format(key: str, path: Path) -> Format:
    """How the file is written; raises UnreadableFile for one that is empty, not text, or has no columns."""
    encoding = text_encoding(key, path)
    with open_text(path, encoding.name) as stream:
        header = find_header(key, stream)
        line_end = stream.newlines if isinstance(stream.newlines, str) else "\n"
    return Format(
        encoding.name,
        header.delimiter,
        header.names,
        header.lines,
        header.given,
        header.trailing_delimiter,
        line_end,
        (*encoding.notes, *header.notes),
    )


def read_rows(path: Path, layout: Format) -> Iterator[Row]:
    """The rows below the header in file order, broken ones among them; blank lines are no rows."""
    with open_text(path, layout.encoding) as stream:
        for _ in range(layout.header_lines):
            next(stream)
        yield from rows_of(stream, layout)


def rows_of(lines: Iterable[str], layout: Format) -> Iterator[Row]:
    """The rows of these lines, the first of which stands in the file below `layout.header_lines` others."""
    return _rows(_Lines(iter(lines)), layout)


class _Lines:
    """Physical lines; those of the row being read are kept so that they can be read again."""

    def __init__(self, stream: Iterator[str]) -> None:
        self._stream = stream
        self._again: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) == MAX_ROW_LINES:
            raise StopIteration
        line = self._again.popleft() if self._again else next(self._stream)
        self.taken.append(line)
        return line

    def keep_first(self) -> None:
        """Give back all lines of the row but its first."""
        self._again.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]


def _rows(lines: _Lines, layout: Format) -> Iterator[Row]:
    reader = cell_rows(lines, layout.delimiter)
    width = len(layout.header)
    line_number = layout.header_lines + 1
    while True:
        lines.taken.clear()
        try:
            fields = next(reader, [])
            if layout.trailing_delimiter and len(fields) == width + 1 and not fields[-1].strip():
                fields.pop()
            broken = None if len(fields) == width and len(lines.taken) == 1 else _problem(fields, lines, layout)
        except csv.Error:
            fields, broken = [], BAD_QUOTE
        if not lines.taken:
            return
        if broken is not None:
            lines.keep_first()
        row = _row(line_number, "".join(lines.taken).rstrip("\r\n"), broken, fields)
        if broken is None or row.raw.strip():
            yield row
        line_number += len(lines.taken)


def _row(line_number: int, raw: str, broken: str | None, fields: list[str]) -> Row:
    if len(raw) > MAX_ROW_CHARACTERS:
        return Row(line_number, raw[:MAX_ROW_CHARACTERS], TOO_LONG, [])
    return Row(line_number, raw, broken, fields)


def _problem(fields: list[str], lines: _Lines, layout: Format) -> str | None:
    width = len(layout.header)
    if len(lines.taken) > 1:
        # Lines that would be whole rows by themselves are rows that an open quote swallowed. The last line of a field
        # in the first column is the one that always looks like a row.
        alone = [len(cells_of(line, layout.delimiter)) for line in lines.taken]
        if width in (alone[1:] if alone[0] > 1 else alone[1:-1]):
            return BAD_QUOTE
    return None if len(fields) == width else f"{len(fields)} fields instead of {width}"
