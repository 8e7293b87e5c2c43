"""What the clean rows of one file look like: ranges, days covered and missing, who came back, amounts far out.

Everything is an aggregate over `clean_rows` or `judged_rows`, so that it costs little on ten million rows.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from itertools import pairwise

import duckdb

from perennial.records import Json

MEASURED = ("quantity", "unit_price", "amount", "total", "ordered_at")
QUARTILES = (0.25, 0.5, 0.75)
# Quartiles of more rows than this are those of about so many of them, chosen by what the rows hold.
ROWS_FOR_QUARTILES = 200_000
# Far out, as in a box plot over the logarithms of amounts: Tukey, Exploratory Data Analysis (1977), chapter 2.
FAR_OUT = 3.0
LONGEST_GAPS_NAMED = 5
LEAST_GAP_DAYS = 2
LEAST_WEEKS_FOR_RHYTHM = 4


def file_figures(con: duckdb.DuckDBPyConnection) -> dict[str, Json]:
    """The figures of `clean_rows`; money in currency, times as ISO text. What a table does not have is left out."""
    columns = dict(con.execute("select column_name, column_type from (describe clean_rows)").fetchall())
    figures: dict[str, Json] = {"ranges": _ranges(con, columns)}
    if "ordered_at" in columns:
        figures["coverage"] = _coverage(con)
    if "customer_id" in columns and "order_id" in columns:
        figures["repeat"] = _repeat(con)
    if "amount" in columns:
        figures["outliers"] = _outliers(con, columns)
    return figures


def amounts_by_reason(con: duckdb.DuckDBPyConnection) -> dict[str, float]:
    """What the rows that each rule removed from `judged_rows` would have added to revenue, in currency."""
    rows = con.execute(
        "select reason, coalesce(sum(amount), 0) from judged_rows where reason is not null group by reason"
    ).fetchall()
    return {reason: float(amount) for reason, amount in rows}


def amount_capped(con: duckdb.DuckDBPyConnection) -> float:
    """By how much the cap lowered the kept rows of `judged_rows`, in currency."""
    over = "select coalesce(sum(sign(amount) * (abs(amount) - outlier_cap)), 0) from judged_rows"
    return float(con.execute(f"{over} where reason is null and met_outlier").fetchall()[0][0])


def _ranges(con: duckdb.DuckDBPyConnection, columns: dict[str, str]) -> dict[str, Json]:
    """For each measured column its type, nulls, least, quartiles and greatest."""
    measured = [name for name in MEASURED if name in columns]
    if not measured:
        return {}
    ends = ", ".join(f"count(*) - count({name}), min({name}), max({name})" for name in measured)
    found = con.execute(f"select count(*), {ends} from clean_rows").fetchall()[0]
    quartiles = ", ".join(f"quantile_disc({name}, {list(QUARTILES)})" for name in measured)
    middles = con.execute(f"select {quartiles} from clean_rows where {_some(columns, found[0])}").fetchall()[0]
    return {
        name: {
            "type": columns[name],
            "null": found[1 + 3 * at],
            "min": _plain(found[2 + 3 * at]),
            "quartiles": None if middles[at] is None else [_plain(value) for value in middles[at]],
            "max": _plain(found[3 + 3 * at]),
        }
        for at, name in enumerate(measured)
    }


def _coverage(con: duckdb.DuckDBPyConnection) -> dict[str, Json]:
    """Days with orders among all days, weekdays without any, and the longest stretches of other days without."""
    rows = con.execute(
        "select distinct cast(ordered_at as date) as day from clean_rows where ordered_at is not null order by day"
    ).fetchall()
    days = [day for (day,) in rows]
    closed = closed_weekdays(days)
    gaps = sorted(_gaps(days, closed), key=lambda gap: (-gap[2], gap[0]))[:LONGEST_GAPS_NAMED]
    return {
        "days": (days[-1] - days[0]).days + 1 if days else 0,
        "days_with_orders": len(days),
        "weekdays_without_orders": [f"{date(2024, 1, 1 + weekday):%A}" for weekday in closed],
        "longest_gaps": [
            {"after": before.isoformat(), "before": after.isoformat(), "usual_days_without_orders": missing}
            for before, after, missing in gaps
        ],
    }


def closed_weekdays(days: Sequence[date]) -> tuple[int, ...]:
    """The weekdays (Monday is 0) on which a shop of so many weeks never sold anything; `days` rise."""
    if not days or (days[-1] - days[0]).days < 7 * LEAST_WEEKS_FOR_RHYTHM:
        return ()
    open_on = {day.weekday() for day in days}
    return tuple(weekday for weekday in range(7) if weekday not in open_on)


def _gaps(days: Sequence[date], closed: Sequence[int]) -> list[tuple[date, date, int]]:
    """The days before and after each gap, and how many usual selling days are missing between them."""
    gaps = []
    for before, after in pairwise(days):
        between = (before + timedelta(days=passed) for passed in range(1, (after - before).days))
        missing = sum(day.weekday() not in closed for day in between)
        if missing >= LEAST_GAP_DAYS:
            gaps.append((before, after, missing))
    return gaps


def _repeat(con: duckdb.DuckDBPyConnection) -> dict[str, Json]:
    """How many customers have more than one order in this file; both are told apart by hash, which is cheap."""
    customers, returning = con.execute(
        "select count(*), count(*) filter (least <> greatest) from (select hash(customer_id) as customer, "
        "min(hash(order_id)) as least, max(hash(order_id)) as greatest from clean_rows group by customer)"
    ).fetchall()[0]
    share = round(returning / customers, 4) if customers else None
    return {"customers": customers, "with_several_orders": returning, "share_with_several_orders": share}


def _outliers(con: duckdb.DuckDBPyConnection, columns: Collection[str]) -> dict[str, Json]:
    """Lines far above the usual: the limit, how many lie above it, and what they are worth together."""
    total = con.execute("select count(*) from clean_rows where amount > 0").fetchall()[0][0]
    low, high = con.execute(
        "select ln(cast(quantile_disc(amount, 0.25) as double)), ln(cast(quantile_disc(amount, 0.75) as double)) "
        f"from clean_rows where amount > 0 and {_some(columns, total)}"
    ).fetchall()[0]
    if low is None:
        return {"limit": None, "rows": 0, "amount": 0.0}
    rows, amount, limit = con.execute(
        "with fence as (select round(exp($1), 2) as fence) select count(*) filter (amount > fence), "
        "coalesce(sum(amount) filter (amount > fence), 0), any_value(fence) from clean_rows, fence",
        [high + FAR_OUT * (high - low)],
    ).fetchall()[0]
    return {"limit": limit, "rows": rows, "amount": float(amount)}


def _some(columns: Collection[str], rows: int) -> str:
    """A condition that about so many rows meet as quartiles are taken of, chosen by their numbers."""
    every = 1 + rows // ROWS_FOR_QUARTILES
    return f"hash({', '.join(name for name in MEASURED if name in columns)}) % {every} = 0"


def _plain(value: object) -> Json:
    """A number or an ISO text."""
    if value is None or isinstance(value, int | float):
        return value
    return value.isoformat() if isinstance(value, date) else float(str(value))
