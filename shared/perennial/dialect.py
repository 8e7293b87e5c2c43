"""Which character separates the columns of a text: decided over its first lines together.

Of all separators it is the one under which the lines have the same number of cells and the cells are values or plain
text: the comma of `1;12,50` makes two cells of every line as well, but `1;12` is neither.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from perennial.cells import BLANKS, Record, is_value, sample_records

DELIMITERS = (",", ";", "\t", "|", "~", BLANKS)
DELIMITER_NAMES = "comma, semicolon, tab, |, ~ and blanks"
MAX_RECORD_LINES = 20
MIN_SCORE = 0.25
# Prose has blanks too; only lines that nearly all have the same number of words are a table of blanks.
MIN_SCORE_OF_BLANKS = 0.8
EXCEL_HINT = re.compile(r'\ufeff?"?sep=([^\w"\r\n])"?\s*', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dialect:
    """A separator, the cells most lines have under it, the lines that hold anything, and how well it fits (0 to 1)."""

    delimiter: str
    width: int
    records: Sequence[Record]
    fit: float


def find_dialect(lines: Sequence[str]) -> Dialect | None:
    """How these lines are separated; None where nothing separates them."""
    found = [_dialect(lines, delimiter) for delimiter in DELIMITERS]
    likely = [one for one in found if one.fit >= (MIN_SCORE_OF_BLANKS if one.delimiter == BLANKS else MIN_SCORE)]
    return max(likely, key=lambda one: (one.fit, one.delimiter != BLANKS, one.width), default=None)


def hinted_dialect(lines: Sequence[str]) -> Dialect | None:
    """What the first line says, in the way of Excel's `sep=;`; the records are those below it."""
    hint = EXCEL_HINT.fullmatch(lines[0]) if lines else None
    if hint is None:
        return None
    found = _dialect(["", *lines[1:]], hint[1])
    return found if found.fit > 0 else None


def _dialect(lines: Sequence[str], delimiter: str) -> Dialect:
    records = sample_records(lines, delimiter, MAX_RECORD_LINES)
    widths = Counter(len(record.cells) for record in records if len(record.cells) > 1)
    if not widths:
        return Dialect(delimiter, 1, records, 0.0)
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    cells = [cell for record in records if len(record.cells) == width for cell in record.cells if cell.strip()]
    foreign = _foreign(delimiter)
    clean = sum(is_value(cell) or foreign.search(cell) is None for cell in cells)
    return Dialect(delimiter, width, records, count / len(records) * clean / len(cells))


def _foreign(delimiter: str) -> re.Pattern[str]:
    """What a cell does not hold under the right separator: the other ones, unless a blank follows as in prose."""
    others = "".join(re.escape(other) for other in DELIMITERS if other not in {delimiter, BLANKS})
    return re.compile(rf'[{others}](?! )|  +|"')
