"""Lines that are a row each: no quotes, the right number of cells. The SQL engine may take them apart by itself.

A line without a quote and with the right number of cells is a row by itself wherever it stands, also below a quote that
was never closed (see reading): so a file can be cut into such lines, and the rest that needs the whole reader.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from perennial.cells import BLANKS
from perennial.encodings import UTF_8
from perennial.reading import Format, Row, rows_of

CHUNK_BYTES = 1 << 20
LONGEST_LINE_BYTES = 50_000
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
LINE_ENDS = ("\n", "\r\n")
# What str.strip takes off besides the space, in UTF-8; the last ones are the first bytes of several blanks.
OTHER_BLANKS = tuple(bytes([byte]) for byte in b"\t\v\f\x1c\x1d\x1e\x1f")
WIDE_BLANKS = (b"\xc2\x85", b"\xc2\xa0", b"\xe1\x9a\x80", b"\xe2\x80", b"\xe2\x81\x9f", b"\xe3\x80\x80")


@dataclass(frozen=True, slots=True)
class Survey:
    """What one pass over the bytes of a file found.

    `lines_before` counts the line ends before each chunk and, last, in all; `returns` are the carriage returns,
    `paired` those before a line feed.
    """

    lines_before: tuple[int, ...]
    returns: int
    paired: int
    has_quotes: bool
    has_nul: bool
    has_other_blanks: bool
    is_ended: bool

    @property
    def lines(self) -> int:
        """The number of physical lines."""
        return self.lines_before[-1] + (not self.is_ended)

    def has_one_line_end(self, line_end: str) -> bool:
        """Whether every line ends like this, where `returns` are all `paired`."""
        return self.returns == (self.lines_before[-1] if line_end == "\r\n" else 0)


def survey(path: Path, delimiter: str) -> Survey:
    """Look at every byte of the file once."""
    before, returns, paired, last = [0], 0, 0, b""
    has_quotes = has_nul = has_other_blanks = False
    others = tuple(blank for blank in OTHER_BLANKS if blank != delimiter.encode())
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            before.append(before[-1] + chunk.count(b"\n"))
            if b"\r" in chunk:
                returns += chunk.count(b"\r")
                paired += chunk.count(b"\r\n")
            paired += last == b"\r" and chunk.startswith(b"\n")
            last = chunk[-1:]
            has_quotes = has_quotes or b'"' in chunk
            has_nul = has_nul or b"\0" in chunk
            has_other_blanks = has_other_blanks or _holds(chunk, others) or _holds_wide(chunk)
    return Survey(tuple(before), returns, paired, has_quotes, has_nul, has_other_blanks, last == b"\n")


def may_hold_plain_lines(path: Path, layout: Format, found: Survey) -> bool:
    """Whether the file is written in a way that its plain lines can be told by their bytes."""
    with path.open("rb") as file:
        marked = file.read(len(BYTE_ORDER_MARK)) == BYTE_ORDER_MARK
    return (
        layout.encoding == UTF_8
        and layout.delimiter != BLANKS
        and not layout.trailing_delimiter
        and layout.line_end in LINE_ENDS
        and found.returns == found.paired
        and not found.has_nul
        and not (marked and layout.header_lines == 0)
    )


def is_plain(line: bytes, delimiter: bytes, width: int) -> bool:
    """Whether the line is a row by itself whatever stands around it."""
    return line.count(delimiter) == width - 1 and b'"' not in line and len(line) <= LONGEST_LINE_BYTES


def plain_row(line_number: int, line: bytes, delimiter: str) -> Row:
    """The row of a plain line."""
    raw = line.rstrip(b"\r\n").decode()
    return Row(line_number, raw, None, raw.split(delimiter))


class Split:
    """The lines of a file taken apart: plain ones into a file of their own, one below the other, the rest as rows."""

    def __init__(self, source: Path, layout: Format, plain: Path) -> None:
        self.plain = plain
        self.plain_lines = 0
        self._source, self._layout = source, layout
        self._plain_before = array("q")

    def rest(self) -> Iterator[Row]:
        """The rows of the lines that are not plain; once all are read, the plain lines are written."""
        delimiter, width, header = self._layout.delimiter.encode(), len(self._layout.header), self._layout.header_lines
        run: list[bytes] = []
        with self._source.open("rb") as lines, self.plain.open("wb") as kept:
            for line in islice(lines, header, None):
                if not is_plain(line, delimiter, width):
                    self._plain_before.append(self.plain_lines)
                    run.append(line)
                    continue
                if run:
                    yield from self._rows(run)
                self.plain_lines += 1
                kept.write(line.rstrip(b"\r\n") + b"\n")
            yield from self._rows(run)

    def line_numbers(self, positions: Iterable[int]) -> Iterator[int]:
        """The physical line of each plain line, given by its position from 0 among the plain ones."""
        for position in positions:
            yield self._layout.header_lines + 1 + position + bisect_right(self._plain_before, position)

    def _rows(self, run: list[bytes]) -> Iterator[Row]:
        rest_before = len(self._plain_before) - len(run)
        line_before = self._layout.header_lines + rest_before + (self._plain_before[-1] if run else 0)
        yield from rows_of((line.decode() for line in run), replace(self._layout, header_lines=line_before))
        run.clear()


def lines_at(path: Path, numbers: Iterable[int], lines_before: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """These physical lines of the file, numbers rising; what lies far from them is not read."""
    with path.open("rb") as file:
        following = 1
        for number in numbers:
            chunk = max(bisect_left(lines_before, number - 1) - 1, 0)
            if following < lines_before[chunk] + 1:
                file.seek(chunk * CHUNK_BYTES)
                following = lines_before[chunk] + 1
            for _ in range(number - following):
                file.readline()
            yield number, file.readline()
            following = number + 1


def _holds(chunk: bytes, texts: Iterable[bytes]) -> bool:
    return any(text in chunk for text in texts)


def _holds_wide(chunk: bytes) -> bool:
    return not chunk.isascii() and _holds(chunk, WIDE_BLANKS)
