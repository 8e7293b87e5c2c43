"""The first line of a table: which character separates its columns, and what they are called."""

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from perennial.errors import UnreadableFile

DELIMITERS = (",", ";", "\t", "|")
VALUE = re.compile(r"[-+]?\d[\d.,]*\Z|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")
MAX_CHARACTERS = 20_000
REMEDY = "Put a line with the column names first, separated like the rows, and upload the file again."

SEPARATE = "Save the table with one of them between its columns, the names in the first line, and upload it again."


@dataclass(frozen=True, slots=True)
class Header:
    """The column names in order (blank ones named by position), their delimiter, and the physical lines they take."""

    delimiter: str
    names: tuple[str, ...]
    lines: int


def find_header(key: str, lines: Iterable[str]) -> Header:
    """The header of these lines, read no further than it goes; raises UnreadableFile where there is none."""
    blank_lines, first = next((at for at in enumerate(lines) if at[1].strip()), (0, ""))
    if len(first) > MAX_CHARACTERS:
        raise UnreadableFile(key, f"its first line is longer than {MAX_CHARACTERS:,} characters. {REMEDY}")
    header = max((_split(first, delimiter, blank_lines) for delimiter in DELIMITERS), key=lambda h: len(h.names))
    if len(header.names) == 1:
        raise UnreadableFile(key, f"its first line has none of the separators comma, semicolon, tab and |. {SEPARATE}")
    values = sum(VALUE.match(name) is not None for name in header.names)
    if values:
        raise UnreadableFile(key, f"{values} of the cells in its first line are values, not column names. {REMEDY}")
    repeated = [name for name, count in Counter(header.names).items() if count > 1]
    if repeated:
        raise UnreadableFile(key, f"its header names {', '.join(repeated)} more than once. Rename the columns.")
    return header


def _split(line: str, delimiter: str, blank_lines: int) -> Header:
    cells = next(csv.reader([line], delimiter=delimiter))
    names = (cell.strip() or f"column_{position}" for position, cell in enumerate(cells, start=1))
    return Header(delimiter, tuple(names), blank_lines + 1)
