"""What the order lines of a whole dataset look like: days covered and missing, customers, how many came back, outliers.

Everything is counted over `order_lines` and `features` (tables.ORDER_LINES, FEATURES) as features.write_tables leaves
them: joined, and cut at the last day.
"""

from duckdb import DuckDBPyConnection

from perennial.records import Json

LONGEST_GAPS_NAMED = 5
QUARTILES = (0.25, 0.5, 0.75)
# Far out, as in a box plot drawn over the logarithms of amounts: three quartile distances beyond the quartiles.
# Tukey, Exploratory Data Analysis (1977), chapter 2.
FAR_OUT = 3.0


def trade_figures(con: DuckDBPyConnection) -> dict[str, Json]:
    """The figures; money in currency, days as ISO text. Empty tables have zeros and no days."""
    return {"coverage": _coverage(con), "customers": _customers(con), "amounts": _amounts(con)}


def _coverage(con: DuckDBPyConnection) -> dict[str, Json]:
    """First and last day, days and months with an order, and the longest stretches of days without one."""
    first, last, days, months = con.execute(
        "select min(day), max(day), count(*), count(distinct date_trunc('month', day)) "
        "from (select distinct cast(ordered_at as date) as day from order_lines) as days"
    ).fetchall()[0]
    gaps = con.execute(
        "select before, after, date_diff('day', before, after) - 1 as days_without from ("
        "select day as after, lag(day) over (order by day) as before "
        "from (select distinct cast(ordered_at as date) as day from order_lines) as days) as steps "
        "where date_diff('day', before, after) > 1 order by days_without desc, before limit $1",
        [LONGEST_GAPS_NAMED],
    ).fetchall()
    span = 0 if first is None else (last - first).days + 1
    return {
        "first_day": None if first is None else first.isoformat(),
        "last_day": None if last is None else last.isoformat(),
        "days": span,
        "days_with_orders": days,
        "months_with_orders": months,
        "longest_gaps": [
            {"after": before.isoformat(), "before": after.isoformat(), "days_without_orders": length}
            for before, after, length in gaps
        ],
    }


def _customers(con: DuckDBPyConnection) -> dict[str, Json]:
    """How many bought, how many of them more than once or on more than one day, and orders for each of them."""
    customers, repeat, repeat_days, orders, most = con.execute(
        "select count(*), count(*) filter (frequency > 1), count(*) filter (repeat_days > 0), "
        "coalesce(sum(frequency), 0), coalesce(max(frequency), 0) from features"
    ).fetchall()[0]
    return {
        "buyers": customers,
        "with_several_orders": repeat,
        "with_several_days": repeat_days,
        "orders": int(orders),
        "most_orders": most,
    }


def _amounts(con: DuckDBPyConnection) -> dict[str, Json]:
    """Sum of purchases and returns, quartiles of an order line's amount, and lines far outside them."""
    bought, returned, low, median, high = con.execute(
        "select coalesce(sum(amount) filter (not is_return), 0), coalesce(sum(amount) filter (is_return), 0), "
        f"{', '.join(f'quantile_disc(amount, {share}) filter (amount > 0 and not is_return)' for share in QUARTILES)} "
        "from order_lines"
    ).fetchall()[0]
    outliers, share = con.execute(
        "select count(*), coalesce(cast(sum(amount) as double), 0) from order_lines "
        "where not is_return and amount > 0 and $2 > $1 and ln(amount) > ln($2) + $3 * (ln($2) - ln($1))",
        [None if low is None else float(low), None if high is None else float(high), FAR_OUT],
    ).fetchall()[0]
    return {
        "purchases": float(bought),
        "returns": float(returned),
        "line_quartiles": [None if value is None else float(value) for value in (low, median, high)],
        "far_out_lines": outliers,
        "far_out_amount": share,
    }
