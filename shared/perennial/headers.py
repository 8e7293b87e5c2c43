"""Where a table begins in its text: what its columns are called, and which lines above them are none of it.

The rows tell: a column that holds values further down and a name in one line has its header there. Where the first
full line holds values like all others, there is no header and the columns are called by their position.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from statistics import median
from typing import TextIO

from perennial.cells import LONGEST_VALUE, Record, is_value
from perennial.dialect import DELIMITER_NAMES, Dialect, find_dialect, hinted_dialect
from perennial.errors import UnreadableFile
from perennial.naming import read_name

SAMPLE_LINES = 400
MAX_CHARACTERS = 20_000
MAX_LINES_ABOVE = 50
MIN_VALUE_SHARE = 0.8
MIN_FILLED_SHARE = 0.5
MAX_VALUES_IN_HEADER = 0.25
MIN_BLANK_SHARE = 0.9
SENTENCE = re.compile(r"\w+ .*\w{2}[.!?]\s*\Z")
RULE = set("-=_+:* ")
REMEDY = "Put a line with the column names first, separated like the rows, and upload the file again."
SEPARATE = "Save the table with one of them between its columns, the names in the first line, and upload it again."


@dataclass(frozen=True, slots=True)
class Header:
    """The column names in order, how they are separated, the physical lines down to their end, and what was found."""

    delimiter: str
    names: tuple[str, ...]
    lines: int
    given: bool
    trailing_delimiter: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Start:
    """The record with the names (None: there is none), the first record that is not above the table, its width."""

    header: Record | None
    first: Record
    width: int
    trailing_delimiter: bool = False


def find_header(key: str, stream: TextIO) -> Header:
    """The header of this text, read no further than a sample; raises UnreadableFile where nothing separates columns."""
    lines = _sample(key, stream)
    dialect = hinted_dialect(lines) or find_dialect(lines)
    if dialect is None:
        raise UnreadableFile(key, f"nothing separates its columns; tried were {DELIMITER_NAMES}. {SEPARATE}")
    start = _start(dialect)
    if start.header is not None and any(SENTENCE.search(name) for name in start.header.cells):
        raise UnreadableFile(key, f"it begins with sentences, not with the rows of a table. {REMEDY}")
    above = [record for record in dialect.records if record.line < start.first.line]
    notes = [] if not above else [_lines_above(len(above))]
    if start.header is None:
        names = tuple(f"column_{position}" for position in range(1, start.width + 1))
        notes.append(f"it has no header; its columns are called {names[0]} to {names[-1]}")
        lines_above = start.first.line
    else:
        names, renamed = _unique(start.header.cells[: start.width])
        notes.extend(renamed)
        lines_above = start.header.line + start.header.lines
    if start.trailing_delimiter:
        notes.append("every row ends in a separator that begins no column")
    return Header(
        dialect.delimiter, names, lines_above, start.header is not None, start.trailing_delimiter, tuple(notes)
    )


def _sample(key: str, stream: TextIO) -> list[str]:
    """The first lines, up to one that is longer than any line of a table."""
    lines: list[str] = []
    while len(lines) < SAMPLE_LINES and (line := stream.readline(MAX_CHARACTERS + 1)):
        if len(line) > MAX_CHARACTERS:
            break
        lines.append(line)
    if not any(line.strip() for line in lines):
        raise UnreadableFile(key, f"its first line is longer than {MAX_CHARACTERS:,} characters. {REMEDY}")
    return lines


def _lines_above(count: int) -> str:
    return (
        "1 line above the table is no part of it" if count == 1 else f"{count} lines above the table are no part of it"
    )


def _start(dialect: Dialect) -> _Start:
    table = [record for record in dialect.records if len(record.cells) == dialect.width]
    first_row = _first_row(table)
    header = _header(table if first_row is None else table[:first_row], only_first=first_row is None)
    if header is not None:
        return _Start(header, header, dialect.width)
    row = table[first_row or 0]
    return _uneven_header(dialect, table, row) or _Start(None, row, dialect.width)


def _first_row(table: Sequence[Record]) -> int | None:
    """Where the rows begin: the first full record with values where the records below it have them."""
    filled, values = Counter[int](), Counter[int]()
    for record in table:
        filled.update(_filled(record))
        values.update(_values(record))
    typical = median(len(_filled(record)) for record in table)
    for at, record in enumerate(table[:MAX_LINES_ABOVE]):
        own, own_values = _filled(record), _values(record)
        filled.subtract(own)
        values.subtract(own_values)
        expected = {column for column in own if 0 < filled[column] * MIN_VALUE_SHARE <= values[column]}
        if not expected and at == len(table) - 1:
            expected = own
        if len(own) >= MIN_FILLED_SHARE * typical and len(expected & own_values) * 2 > len(expected):
            return at
    return None


def _header(candidates: Sequence[Record], *, only_first: bool) -> Record | None:
    """The one of these with the most cells that are words for columns, else the fullest, else the first."""
    named = [record for record in candidates if _holds_names(record)][: 1 if only_first else None]
    if len(named) < 2:  # noqa: PLR2004 - nothing to choose between
        return next(iter(named), None)
    return max(named, key=lambda record: (_known_names(record), len(_filled(record))))


def _known_names(record: Record) -> int:
    readings = [read_name(cell) for cell in record.cells if len(cell) <= LONGEST_VALUE]
    return sum(bool(reading.meanings) and not reading.unknown for reading in readings)


def _holds_names(record: Record) -> bool:
    filled, values = _filled(record), _values(record)
    if len(filled) < max(2, MIN_FILLED_SHARE * len(record.cells)):
        return False
    is_rule = all(set(cell) <= RULE for cell in record.cells)
    return not is_rule and len(values) < MAX_VALUES_IN_HEADER * len(filled)


def _uneven_header(dialect: Dialect, table: Sequence[Record], row: Record) -> _Start | None:
    """The header that does not have the width of the rows: one delimiter less than they, some more, or wrong."""
    above = next((record for record in reversed(dialect.records) if record.line < row.line), None)
    if above is None:
        return None
    named = len(above.cells) - next((at for at, cell in enumerate(reversed(above.cells)) if cell.strip()), 0)
    header = Record(above.line, above.lines, above.cells[:named])
    if not _holds_names(header) or named < MIN_FILLED_SHARE * dialect.width:
        return None
    rows = [record for record in table if record.line >= row.line]
    ends_blank = sum(not record.cells[-1].strip() for record in rows) >= MIN_BLANK_SHARE * len(rows)
    return _Start(header, header, named, trailing_delimiter=named == dialect.width - 1 and ends_blank)


def _unique(cells: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """The names without needless blanks, each only once, and what had to be changed for that."""
    given = [" ".join(cell.replace("\ufeff", "").split()) for cell in cells]
    taken, names, notes = set(given), list[str](), list[str]()
    for position, name in enumerate(given, start=1):
        if name and name not in names:
            names.append(name)
            continue
        wanted = (f"{name}_{number}" for number in count(2)) if name else (f"column_{n}" for n in count(position))
        free = next(free for free in wanted if free not in taken)
        taken.add(free)
        names.append(free)
        if name:
            notes.append(f"column {position} names {name} again and is called {free}")
    nameless = [called for called, name in zip(names, given, strict=True) if not name]
    if nameless:
        notes.append(f"columns without a name are called by their position: {', '.join(nameless)}")
    return tuple(names), notes


def _filled(record: Record) -> set[int]:
    return {column for column, cell in enumerate(record.cells) if cell.strip()}


def _values(record: Record) -> set[int]:
    return {column for column, cell in enumerate(record.cells) if is_value(cell)}
