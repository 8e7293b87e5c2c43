"""Lines of text into cells, for every separator alike, and what a cell looks like: a value, or text."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

BLANKS = " "
LONGEST_VALUE = 40
WORD = re.compile(r"[^ \t\r\n]+")
TOKEN = re.compile(rf'"((?:[^"]|"")*)"(?![^ \t\r\n])|({WORD.pattern})')
SYMBOL = r"(?:US|R)?[$€£¥₹]"
CODE = "(?:[A-Z]{3}|kr|zł)"
DIGITS = r"\d[\d.,'\u2019]*(?:[ \u00a0\u202f]\d{3}(?!\d)[\d.,]*)*(?:[eE][-+]?\d+)?"
NUMBER = rf"[-+(]?\s?(?:{SYMBOL}\s?|{CODE}\s)?[-+]?{DIGITS}(?:\s?{SYMBOL}|\s{CODE}|\s?%)?\)?-?"
TIME = r"\d{1,2}[:h]\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s?[AaPp]\.?[Mm]\.?)?(?:\s?Z|\s?[-+]\d{2}:?\d{2})?"
MONTH = r"[^\W\d_]{3,10}\.?"
DAY = r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}"
NAMED_DAY = rf"\d{{1,4}}[-/. ]?{MONTH}[-/. ,]{{0,2}}\d{{1,4}}|{MONTH} \d{{1,2}},? \d{{4}}"
VALUE = re.compile(rf"{NUMBER}|(?:{DAY}|{NAMED_DAY})(?:[T, ]+{TIME})?|{TIME}")


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a sample: the line it begins on (from 0), how many lines it takes, and its cells."""

    line: int
    lines: int
    cells: Sequence[str]


def cell_rows(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """The cells row after row; raises csv.Error at a quote that is never closed or has text behind it.

    Blanks before a cell count for nothing, so that a quote behind them is one. With BLANKS every line is a row, and
    runs of blanks separate.
    """
    if delimiter == BLANKS:
        return map(_tokens, lines)
    return csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)


def cells_of(line: str, delimiter: str) -> list[str]:
    """The cells of a line by itself; a quote that it does not close ends with it."""
    return (
        _tokens(line)
        if delimiter == BLANKS
        else next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
    )


def sample_records(lines: Sequence[str], delimiter: str, longest: int) -> list[Record]:
    """The records of these lines that hold anything; one longer than `longest` lines is taken for its first line."""
    found: list[Record] = []
    at = 0
    while at < len(lines):
        record = _record(lines, at, delimiter, longest)
        if any(cell and not cell.isspace() for cell in record.cells):
            found.append(record)
        at += record.lines
    return found


def is_value(cell: str) -> bool:
    """Whether the cell looks like a number, an amount of money, a date or a time."""
    text = cell.strip()
    return len(text) <= LONGEST_VALUE and VALUE.fullmatch(text) is not None


def _record(lines: Sequence[str], at: int, delimiter: str, longest: int) -> Record:
    if '"' in lines[at] and delimiter != BLANKS:
        reader = csv.reader(lines[at : at + longest], delimiter=delimiter, skipinitialspace=True, strict=True)
        with suppress(csv.Error):  # quotes that do not hold together: the line stands alone
            return Record(at, reader.line_num, cells) if (cells := next(reader)) else Record(at, 1, [])
    return Record(at, 1, cells_of(lines[at], delimiter))


def _tokens(line: str) -> list[str]:
    if '"' not in line:
        return WORD.findall(line)
    return [word or quoted.replace('""', '"') for quoted, word in TOKEN.findall(line)]
