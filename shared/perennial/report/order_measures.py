"""What the report counts over orders: what windows of the past brought, and who of each month came back."""

from dataclasses import dataclass
from datetime import date

from duckdb import DuckDBPyConnection

WINDOW_DAYS = 30
MOST_WINDOWS = 18
MOST_COHORTS = 15


@dataclass(frozen=True, slots=True)
class Window:
    """Thirty days of the past: net spend in currency of everybody, and of those who had bought before it began."""

    days_back: int
    spend: float
    spend_of_known: float


def past_windows(con: DuckDBPyConnection, as_of: date) -> list[Window]:
    """Whole windows of thirty days that end on `as_of`, oldest first; the first may begin before the first order."""
    rows = con.execute(
        "with first_days as (select customer_id, min(cast(ordered_at as date)) as first_day from orders group by all), "
        "placed as (select amount, date_diff('day', cast(ordered_at as date), $as_of) // $days as back, "
        "date_diff('day', first_day, $as_of) // $days as first_back from orders join first_days using (customer_id)) "
        "select back, cast(sum(amount) as double), "
        "cast(coalesce(sum(amount) filter (first_back > back), 0) as double) from placed "
        "where back >= 0 and "
        "(back + 1) * $days <= (select date_diff('day', min(first_day), $as_of) + 1 from first_days) "
        "group by back order by back limit $most",
        {"as_of": as_of, "days": WINDOW_DAYS, "most": MOST_WINDOWS},
    ).fetchall()
    return [Window(int(back) * WINDOW_DAYS, spend, known) for back, spend, known in reversed(rows)]


@dataclass(frozen=True, slots=True)
class Cohorts:
    """By month of the first order how many customers it brought, and which share of them ordered n months later."""

    months: tuple[str, ...]
    customers: tuple[int, ...]
    shares: tuple[tuple[float | None, ...], ...]


def cohorts(con: DuckDBPyConnection, as_of: date) -> Cohorts:
    """The newest cohorts; a share is None where its month is not over, or is that of the first order itself."""
    rows = con.execute(
        "with months as (select distinct customer_id, date_trunc('month', ordered_at) as month from orders "
        "where not is_return), firsts as (select customer_id, min(month) as first from months group by all) "
        "select cast(first as date), date_diff('month', first, month) as later, count(*) "
        "from months join firsts using (customer_id) group by all order by all"
    ).fetchall()
    found: dict[date, dict[int, int]] = {}
    for first, later, customers in rows:
        found.setdefault(first, {})[int(later)] = int(customers)
    whole = _whole_months(as_of)
    newest = [first for first in sorted(found) if _months_between(first, whole) > 0][-MOST_COHORTS:]
    longest = max((_months_between(first, whole) for first in newest), default=0)
    shares = tuple(
        tuple(
            found[first].get(later, 0) / found[first][0] if later <= _months_between(first, whole) else None
            for later in range(1, longest + 1)
        )
        for first in newest
    )
    return Cohorts(tuple(f"{first:%b %Y}" for first in newest), tuple(found[f][0] for f in newest), shares)


def _whole_months(as_of: date) -> date:
    """The first day of the last month that was over by the end of `as_of`."""
    after = date.fromordinal(as_of.toordinal() + 1)
    year, month = (after.year - 1, 12) if after.month == 1 else (after.year, after.month - 1)
    return date(year, month, 1)


def _months_between(first: date, last: date) -> int:
    return 12 * (last.year - first.year) + last.month - first.month
