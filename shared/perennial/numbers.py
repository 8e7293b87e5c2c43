"""Amounts and quantities as shops write them; the decimal mark is decided on the whole column, never row by row."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import batched

import duckdb

from perennial.number_forms import COMMA, POINT, decorated_sql, looks_like_thousands, proves

TYPE = "decimal(18, 4)"
AS_CAST = "decimal point"


@dataclass(frozen=True, slots=True)
class NumberReading:
    """How the number columns of one file are written.

    `marks` holds the decimal mark of each column that needs more than a cast, `decision` says in words what was found.
    """

    marks: dict[str, str]
    decision: str

    def sql(self, column: str) -> str:
        """A text expression of the number in the form that decimal casts read; null or unreadable where it is none."""
        mark = self.marks.get(column)
        return column if mark is None else decorated_sql(column, mark)


def number_reading(con: duckdb.DuckDBPyConnection, columns: Sequence[str]) -> NumberReading:
    """How these text columns of `raw_rows` write numbers.

    A column is read with the decimal mark that most of its values prove: `2,5` and `1.963,10` prove a comma, `2.5` and
    `1,963.10` a point, `1,234` neither. A column that proves nothing follows the other columns, and where none of them
    proves anything a comma stands before thousands and a point before decimals. Values in the other mark are no
    numbers, rather than wrong ones.
    """
    columns = tuple(dict.fromkeys(columns))
    if not columns or _all_plain(con, columns):
        return NumberReading({}, AS_CAST)
    proofs = _proofs(con, columns)
    commas = sum(comma > point for comma, point in proofs.values())
    points = sum(point > comma for comma, point in proofs.values())
    otherwise = COMMA if commas > points else POINT
    marks = {
        column: otherwise if comma == point else (COMMA if comma > point else POINT)
        for column, (comma, point) in proofs.items()
    }
    return NumberReading(marks, _words(marks, proven=commas + points > 0))


def _all_plain(con: duckdb.DuckDBPyConnection, columns: Sequence[str]) -> bool:
    """Whether a cast reads every value as it is meant, which no value with three digits after its only point says."""
    counts = ", ".join(
        f"count({column}) = count(try_cast({column} as {TYPE})) and "
        f"(count(*) filter (contains({column}, '.')) > count(*) filter ({looks_like_thousands(column)}) "
        f"or not coalesce(bool_or(contains({column}, '.')), false))"
        for column in columns
    )
    return all(con.execute(f"select {counts} from raw_rows").fetchall()[0])


def _proofs(con: duckdb.DuckDBPyConnection, columns: Sequence[str]) -> dict[str, tuple[int, int]]:
    """For each column how many values prove a decimal comma and how many a decimal point.

    Values such as 1.234, 12.500 and 950 together prove that the point stands before thousands: who writes three
    decimals writes them everywhere, and who leaves trailing zeros out writes 12.5.
    """
    counts = ", ".join(
        f"count(*) filter ({proves(column, COMMA)}), count(*) filter ({proves(column, POINT)}), "
        f"count(*) filter ({looks_like_thousands(column)} and ends_with({column}, '0')), "
        f"count(*) filter (not contains({column}, '.') and strlen({column}) <= 3), "
        f"count(*) filter (contains({column}, '.')) = count(*) filter ({looks_like_thousands(column)})"
        for column in columns
    )
    found = con.execute(f"select {counts} from raw_rows").fetchall()[0]
    proofs = {}
    for column, (comma, point, zeros, short, only_thousands) in zip(columns, batched(found, 5), strict=True):
        is_thousands = only_thousands and zeros and short and not point
        proofs[column] = (comma + zeros if is_thousands else comma, point)
    return proofs


def _words(marks: dict[str, str], *, proven: bool) -> str:
    kinds = set(marks.values())
    if not proven:
        return "decimal point; no value proves it: three digits after a comma are thousands, after a point decimals"
    if kinds == {COMMA}:
        return "decimal comma"
    return AS_CAST if kinds == {POINT} else "decimal comma or point, by column"
