"""Rows as the engine holds them once a file is read: the table `sample_rows`, and what is seen of it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import duckdb

from perennial.loading import column_at
from perennial.looking import Look
from perennial.profiles import ColumnProfile, profile_columns
from perennial.reading import Format


def layout_of(header: Sequence[str], *, named: bool = True) -> Format:
    """A plain file with these columns."""
    return Format("utf-8-sig", ",", tuple(header), int(named), named, False, "\n", ())


@contextmanager
def sampled(header: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with these cells as its `sample_rows`; what is blank or None is missing."""
    with duckdb.connect() as con:
        columns = ", ".join(f"{column_at(position)} varchar" for position in range(len(header)))
        con.execute(f"create temp table sample_rows ({columns})")
        cells = [[None if cell is None or cell == "" else str(cell) for cell in row] for row in rows]
        if cells:
            con.executemany(f"insert into sample_rows values ({', '.join('?' * len(header))})", cells)
        yield con


@contextmanager
def looked_at(
    header: Sequence[str], rows: Sequence[Sequence[object]], key: str = "landing/shop/a.csv"
) -> Iterator[Look]:
    """These rows, profiled."""
    with sampled(header, rows) as con:
        yield Look(key, profile_columns(con, layout_of(header)), con)


def profile(name: str, values: Sequence[object]) -> ColumnProfile:
    """The profile of one column with these values."""
    with sampled((name,), [(value,) for value in values]) as con:
        return profile_columns(con, layout_of((name,)))[0]
