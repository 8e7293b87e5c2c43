"""Windows of the past, and who of each month's new customers came back."""

from datetime import date

from duckdb import DuckDBPyConnection

from perennial.report.order_measures import cohorts, past_windows

ORDERS = (
    "create table orders as select * from (values {}) as rows(customer_id, order_id, ordered_at, amount, is_return)"
)
AS_OF = date(2024, 6, 30)


def fill(con: DuckDBPyConnection, *orders: tuple[str, str, float]) -> None:
    rows = ", ".join(f"('{who}', 'o{at}', timestamp '{day}', {amount}, {amount < 0})"
                     for at, (who, day, amount) in enumerate(orders))  # fmt: skip
    con.execute(ORDERS.format(rows))


def test_a_window_is_thirty_whole_days_that_end_on_the_last_day(con: DuckDBPyConnection):
    fill(con, ("a", "2024-05-02", 10.0), ("a", "2024-06-30", 5.0), ("b", "2024-06-01", 3.0))
    windows = past_windows(con, AS_OF)
    assert [(window.days_back, window.spend, window.spend_of_known) for window in windows] == [
        (30, 10.0, 0.0),
        (0, 8.0, 5.0),
    ]


def test_a_window_that_began_before_the_first_order_is_left_out(con: DuckDBPyConnection):
    fill(con, ("a", "2024-06-10", 10.0))
    assert past_windows(con, AS_OF) == []


def test_the_windows_hold_all_that_was_spent_in_their_days(shop: DuckDBPyConnection):
    days = len(past_windows(shop, AS_OF)) * 30
    total = sum(window.spend for window in past_windows(shop, AS_OF))
    query = "select cast(sum(amount) as double) from orders where ordered_at > date '2024-06-30' - cast(? as integer)"
    assert shop.execute(query, [days]).fetchall() == [(total,)]


def test_a_cohort_is_followed_to_the_last_whole_month(con: DuckDBPyConnection):
    fill(con, ("a", "2024-03-05", 1.0), ("b", "2024-03-06", 1.0), ("a", "2024-04-20", 1.0), ("b", "2024-06-02", 1.0),
         ("c", "2024-05-01", 1.0))  # fmt: skip
    found = cohorts(con, AS_OF)
    assert found.months == ("Mar 2024", "May 2024")
    assert found.customers == (2, 1)
    assert found.shares == ((0.5, 0.0, 0.5), (0.0, None, None))


def test_a_month_that_is_not_over_says_nothing_of_coming_back(con: DuckDBPyConnection):
    fill(con, ("a", "2024-05-05", 1.0), ("a", "2024-06-02", 1.0))
    assert cohorts(con, date(2024, 6, 29)).shares == ()


def test_bringing_something_back_is_no_coming_back(con: DuckDBPyConnection):
    fill(con, ("a", "2024-04-05", 5.0), ("a", "2024-05-05", -5.0))
    assert cohorts(con, AS_OF).shares == ((0.0, 0.0),)
