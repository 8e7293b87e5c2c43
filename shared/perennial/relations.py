"""What the columns of a sample say about each other: products of two, and values that settle other values."""

import duckdb

from perennial.loading import column_at
from perennial.number_forms import COMMA, POINT, decorated_sql

FEWEST_ROWS = 10
CENT = 0.011
RELATIVE_MISS = 0.005


def product_share(con: duckdb.DuckDBPyConnection, factors: tuple[int, int], product: int) -> float | None:
    """The share of rows in which the two factors (columns by position) give the product.

    Rows where a factor is 0 or 1 show nothing and are left out; None where fewer than FEWEST_ROWS are left.
    """
    first, second = map(number_at, factors)
    rows, hits = con.execute(
        f"""
        with numbers as (select {first} as a, {second} as b, {number_at(product)} as c from sample_rows)
        select count(*), count(*) filter (abs(abs(a * b) - abs(c)) <= {CENT} + {RELATIVE_MISS} * abs(c))
        from numbers where abs(a) not in (0, 1) and abs(b) not in (0, 1) and c is not null
        """
    ).fetchall()[0]
    return hits / rows if rows >= FEWEST_ROWS else None


def settled_share(con: duckdb.DuckDBPyConnection, by: tuple[int, ...], value: int) -> float | None:
    """Of the values of `by` (columns by position, taken together) on several rows, the share with one `value`.

    1 means that an order has one customer; None where fewer than FEWEST_ROWS values stand on several rows.
    """
    columns = [column_at(position) for position in by]
    known = " and ".join(f"{column} is not null" for column in columns)
    repeated, settled = con.execute(
        f"""
        with groups as (
            select count(distinct {column_at(value)}) as different from sample_rows
            where {known} and {column_at(value)} is not null group by {", ".join(columns)} having count(*) > 1
        )
        select count(*), count(*) filter (different = 1) from groups
        """
    ).fetchall()[0]
    return settled / repeated if repeated >= FEWEST_ROWS else None


def price_is_of_the_line(con: duckdb.DuckDBPyConnection, product: int, quantity: int, price: int) -> bool | None:
    """Whether a price is for the whole line, seen on products that were sold in different quantities.

    The price of one stays where the quantity changes; that of a line goes with it. None where nothing decides.
    """
    each, line = con.execute(
        f"""
        with numbers as (
            select {column_at(product)} as product, {number_at(quantity)} as quantity, {number_at(price)} as price
            from sample_rows
        ),
        spreads as (
            select stddev_pop(price) / avg(price) as of_price, stddev_pop(price / quantity) / avg(price / quantity)
                as of_each
            from numbers where quantity > 0 and price > 0 group by product having count(distinct quantity) > 1
        )
        select count(*) filter (of_price < of_each), count(*) filter (of_each < of_price) from spreads
        """
    ).fetchall()[0]
    if each + line < FEWEST_ROWS or min(each, line) * 2 > max(each, line):
        return None
    return bool(line > each)


def number_at(position: int) -> str:
    """A column's text as a number, in SQL, with whichever decimal mark reads it."""
    column = column_at(position)
    point, comma = (decorated_sql(column, mark) for mark in (POINT, COMMA))
    return f"try_cast(coalesce({point}, {comma}) as double)"
