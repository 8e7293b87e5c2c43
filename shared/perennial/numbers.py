"""How the numbers of one file are written: with a decimal point or a decimal comma, decided on the whole file."""

from collections.abc import Sequence

import duckdb

COMMA = ","
COMMA_DECIMALS = r",(\d{1,2}|\d{4,})$"
POINT_DECIMALS = r"\.(\d{1,2}|\d{4,})$"
THOUSANDS_BY_COMMA = r"[-+]?\d{1,3}(,\d{3})+(\.\d*)?"
THOUSANDS_BY_POINT = r"[-+]?\d{1,3}(\.\d{3})+(,\d*)?"


def uses_decimal_comma(con: duckdb.DuckDBPyConnection, columns: Sequence[str]) -> bool:
    """Whether these text columns of `raw_rows` hold numbers like 2,55 and none like 2.55.

    Three digits after the last mark say nothing: they may be thousands.
    """
    return (
        _any_matches(con, columns, COMMA)  # the cheap question first: most files have no comma in a number
        and _any_matches(con, columns, COMMA_DECIMALS)
        and not _any_matches(con, columns, POINT_DECIMALS)
    )


def number_sql(column: str, *, decimal_comma: bool) -> str:
    """An SQL text expression of the number in the form that casts read: no thousands marks, a decimal point."""
    if decimal_comma:
        return (
            f"case when contains({column}, '.') and not regexp_full_match({column}, '{THOUSANDS_BY_POINT}') then null "
            f"else replace(replace({column}, '.', ''), ',', '.') end"
        )
    return (
        f"case when contains({column}, ',') and regexp_full_match({column}, '{THOUSANDS_BY_COMMA}') "
        f"then replace({column}, ',', '') else {column} end"
    )


def _any_matches(con: duckdb.DuckDBPyConnection, columns: Sequence[str], pattern: str) -> bool:
    conditions = " or ".join(f"coalesce(regexp_matches({column}, $1), false)" for column in columns)
    return bool(con.execute(f"select coalesce(bool_or({conditions}), false) from raw_rows", [pattern]).fetchall()[0][0])
