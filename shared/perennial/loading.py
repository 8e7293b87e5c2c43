"""Rows into the SQL engine: one text column for each column of the file, nothing interpreted."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb

from perennial.errors import IntegrityError
from perennial.reading import Row

SEPARATOR = "\x1f"
LONGEST_LINE_BYTES = 1 << 23


def column_at(position: int) -> str:
    """The name of the file's column at this position (from 0) in `raw_rows`."""
    return f"c{position}"


def create_rows(con: duckdb.DuckDBPyConnection, table: str, width: int) -> None:
    """Make an empty table of rows: line_number, raw, broken (what is, or null), and c0, c1, … as text."""
    columns = ", ".join(f"{name} {type_}" for name, type_ in _columns(width).items())
    con.execute(f"create or replace temp table {table} ({columns})")


def load_rows(con: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Row], width: int, work_dir: Path) -> int:
    """Append rows to the table, their cells without the blanks around them and null where nothing else is left.

    They pass through a file that leaves the engine nothing to guess. Answers how many they were; raises IntegrityError
    where they do not all arrive.
    """
    written = 0

    def counted() -> Iterator[list[object]]:
        nonlocal written
        for cells in _cells(rows, width):
            written += 1
            yield cells

    staged = work_dir / "rows.csv"
    with staged.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=SEPARATOR, lineterminator="\n").writerows(counted())
    arrived = con.execute(
        f"insert into {table} select * from read_csv($path, columns=$columns, delim=$delimiter, "
        "quote='\"', escape='\"', header=false, auto_detect=false, new_line='\\n', strict_mode=true, "
        f"max_line_size={LONGEST_LINE_BYTES})",
        {"path": str(staged), "columns": _columns(width), "delimiter": SEPARATOR},
    ).fetchall()[0][0]
    staged.unlink()
    if arrived != written:
        raise IntegrityError(f"of {written} rows {arrived} arrived in the SQL engine.")
    return written


def _columns(width: int) -> dict[str, str]:
    columns = {"line_number": "BIGINT", "raw": "VARCHAR", "broken": "VARCHAR"}
    return columns | dict.fromkeys(map(column_at, range(width)), "VARCHAR")


def _cells(rows: Iterable[Row], width: int) -> Iterator[list[object]]:
    empty = [""] * width
    for line_number, raw, broken, fields in rows:
        yield [line_number, raw, broken, *(empty if broken is not None else map(str.strip, fields))]
