"""The rows of one text in the engine: its plain lines where they lie, the rest in a table, and a sample of both.

Three ways, tried in this order: the text is plain lines alone (the engine reads it by itself), it has them among others
(they are copied apart), or everything goes through Python's reader. Which one it is changes no result.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import duckdb

from perennial.loading import column_at, create_rows, load_rows
from perennial.plain_lines import (
    LONGEST_LINE_BYTES,
    Split,
    Survey,
    is_plain,
    lines_at,
    may_hold_plain_lines,
    plain_row,
    survey,
)
from perennial.reading import Format, Row, read_rows
from perennial.sampling import sampled_lines
from perennial.sql_text import escaped

PLAIN_FROM_BYTES = 1 << 22
WIDE_BLANKS = r"[\t-\r\x{1c}-\x{20}\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+"


@dataclass(frozen=True, slots=True)
class PlainText:
    """Plain lines in a file of their own (`split` tells where they come from), or the text itself below its header."""

    path: Path
    found: Survey
    split: Split | None = None


@dataclass(slots=True)
class RowStore:
    """The rows of a text: `rest_rows`, `plain_cells` where there are plain lines, both as `raw_rows`, `sample_rows`.

    Cells are c0, c1, …: text without the blanks around it, null where nothing else is left.
    """

    con: duckdb.DuckDBPyConnection
    path: Path
    layout: Format
    work_dir: Path
    plain: PlainText | None = None
    rest_rows: int = field(init=False, default=0)

    @property
    def cells(self) -> tuple[str, ...]:
        """The names of the text columns."""
        return tuple(column_at(position) for position in range(len(self.layout.header)))

    def open(self) -> bool:
        """Make the tables and views; False where the lines turn out not to be plain."""
        create_rows(self.con, "rest_rows", len(self.cells))
        if self.plain is None:
            self.rest_rows = self._add(read_rows(self.path, self.layout))
        elif self.plain.split is not None:
            self.rest_rows = self._add(self.plain.split.rest())
        if self.plain is not None:
            self._view_plain(self.plain)
        self.look_at_all()
        return self._sample()

    @property
    def plain_rows(self) -> int:
        """How many rows are plain lines."""
        if self.plain is None:
            return 0
        if self.plain.split is not None:
            return self.plain.split.plain_lines
        return self.plain.found.lines - self.layout.header_lines

    def take(self, positions: Iterable[int]) -> None:
        """Add the plain lines at these positions (from 0, rising) to `rest_rows`."""
        if self.plain is not None:
            numbers = self._line_numbers(self.plain, positions)
            self._add(self._plain_rows(self.plain, numbers))

    def _line_numbers(self, plain: PlainText, positions: Iterable[int]) -> Iterator[int]:
        if plain.split is not None:
            return plain.split.line_numbers(positions)
        return (self.layout.header_lines + 1 + position for position in positions)

    def _plain_rows(self, plain: PlainText, numbers: Iterable[int]) -> Iterator[Row]:
        for number, line in lines_at(self.path, numbers, plain.found.lines_before):
            if is_plain(line, self.layout.delimiter.encode(), len(self.cells)):
                yield plain_row(number, line, self.layout.delimiter)

    def _add(self, rows: Iterable[Row], table: str = "rest_rows") -> int:
        return load_rows(self.con, table, rows, len(self.cells), self.work_dir)

    def look_at_all(self) -> None:
        """Make `raw_rows` a view of all rows."""
        raw = f"select {', '.join(self.cells)}, broken from rest_rows"
        if self.plain is not None:
            raw += f" union all select {', '.join(self.cells)}, cast(null as varchar) as broken from plain_cells"
        self.con.execute(f"create or replace temp view raw_rows as {raw}")

    def look_at_sample(self) -> None:
        """Make `raw_rows` a view of the sample."""
        self.con.execute(
            "create or replace temp view raw_rows as select *, cast(null as varchar) as broken from sample_rows"
        )

    def _view_plain(self, plain: PlainText) -> None:
        strip = _all_stripped if plain.found.has_other_blanks else _trimmed
        cells = ", ".join(f"{strip(cell)} as {cell}" for cell in self.cells)
        self.con.execute(f"create or replace temp view plain_cells as select {cells} from {self._csv(plain)}")

    def _csv(self, plain: PlainText) -> str:
        columns = ", ".join(f"'{cell}': 'VARCHAR'" for cell in self.cells)
        skip, line_end = (0, "\\n") if plain.split else (self.layout.header_lines, repr(self.layout.line_end)[1:-1])
        return (
            f"read_csv('{escaped(str(plain.path))}', columns={{{columns}}}, delim='{escaped(self.layout.delimiter)}', "
            f"quote='', escape='', header=false, skip={skip}, auto_detect=false, new_line='{line_end}', "
            f"strict_mode=true, max_line_size={2 * LONGEST_LINE_BYTES})"
        )

    def _sample(self) -> bool:
        blocks = sampled_lines(self.layout.header_lines, self._last_line())
        create_rows(self.con, "sampled", len(self.cells))
        among = " or ".join(f"line_number between {first} and {last}" for first, last in blocks)
        self.con.execute(f"insert into sampled select * from rest_rows where broken is null and ({among})")
        fits = True
        if self.plain is not None:
            numbers = list(chain.from_iterable(range(first, last + 1) for first, last in blocks))
            rows = list(self._plain_rows(self.plain, numbers))
            self._add(rows, "sampled")
            fits = self.plain.split is not None or len(rows) == len(numbers) > 0
        self.con.execute(
            f"create or replace temp table sample_rows as select {', '.join(self.cells)} from sampled "
            "order by line_number"
        )
        return fits

    def _last_line(self) -> int:
        last = self.con.execute("select coalesce(max(line_number), 0) from rest_rows").fetchall()[0][0]
        if self.plain is None:
            return int(last)
        if self.plain.split is None:
            return self.plain.found.lines
        return max(int(last), *self.plain.split.line_numbers([self.plain.split.plain_lines - 1]))


def row_stores(
    con: duckdb.DuckDBPyConnection, path: Path, layout: Format, work_dir: Path, plain_from_bytes: int
) -> Iterator[RowStore]:
    """The ways to read the text, each opened, the quickest first; the last one always holds."""
    if path.stat().st_size >= plain_from_bytes:
        found = survey(path, layout.delimiter)
        if may_hold_plain_lines(path, layout, found):
            if not found.has_quotes and found.has_one_line_end(layout.line_end):
                store = RowStore(con, path, layout, work_dir, PlainText(path, found))
                if store.open():
                    yield store
            plain = work_dir / "plain.csv"
            split = RowStore(con, path, layout, work_dir, PlainText(plain, found, Split(path, layout, plain)))
            split.open()
            yield split
            plain.unlink()
    whole = RowStore(con, path, layout, work_dir)
    whole.open()
    yield whole


def _trimmed(cell: str) -> str:
    # To look at both ends costs a quarter of what it costs to trim, and few cells need it.
    return f"case when {cell} < '!' or ends_with({cell}, ' ') then nullif(trim({cell}), '') else {cell} end"


def _all_stripped(cell: str) -> str:
    return f"nullif(regexp_replace({cell}, '^{WIDE_BLANKS}|{WIDE_BLANKS}$', '', 'g'), '')"
