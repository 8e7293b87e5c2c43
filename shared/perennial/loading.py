"""Rows into the SQL engine: one text column for each column of the file, nothing interpreted."""

import csv
from collections.abc import Iterator
from pathlib import Path

import duckdb

from perennial.reading import Format, Row, read_rows

SEPARATOR = "\x1f"
LONGEST_LINE_BYTES = 1 << 23


def column_at(position: int) -> str:
    """The name of the file's column at this position (from 0) in `raw_rows`."""
    return f"c{position}"


def load_rows(con: duckdb.DuckDBPyConnection, path: Path, layout: Format, work_dir: Path) -> None:
    """Make the table `raw_rows`: line_number, raw, broken (what is, or null), and c0, c1, … as text, null where blank.

    Python's reader decides what a row is, since it alone tells the physical line of rows after broken ones; the rows
    then pass through a file that leaves the engine nothing to guess.
    """
    staged = work_dir / "rows.csv"
    width = len(layout.header)
    with staged.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=SEPARATOR, lineterminator="\n")
        writer.writerows(_cells(read_rows(path, layout), width))
    columns = {"line_number": "BIGINT", "raw": "VARCHAR", "broken": "VARCHAR"}
    columns |= dict.fromkeys(map(column_at, range(width)), "VARCHAR")
    con.execute(
        "create or replace temp table raw_rows as select * from read_csv($path, columns=$columns, delim=$delimiter, "
        "quote='\"', escape='\"', header=false, auto_detect=false, new_line='\\n', strict_mode=true, "
        f"max_line_size={LONGEST_LINE_BYTES})",
        {"path": str(staged), "columns": columns, "delimiter": SEPARATOR},
    )
    staged.unlink()


def _cells(rows: Iterator[Row], width: int) -> Iterator[list[object]]:
    empty = [""] * width
    for line_number, raw, broken, fields in rows:
        yield [line_number, raw, broken, *(empty if broken is not None else map(str.strip, fields))]
