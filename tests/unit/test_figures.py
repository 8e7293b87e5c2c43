"""The figures of one file's clean rows."""

from datetime import date, timedelta

import pytest

from perennial import engine
from perennial.figures import amount_capped, amounts_by_reason, closed_weekdays, file_figures

MONDAY = date(2024, 1, 1)


def figures(work_dir, *rows: tuple[str, str, str, float]) -> dict:
    with engine.connection(work_dir) as con:
        con.execute(
            "create temp table clean_rows (customer_id varchar, order_id varchar, ordered_at timestamp, "
            "amount decimal(18, 4))"
        )
        if rows:
            con.executemany("insert into clean_rows values (?, ?, ?, ?)", rows)
        return file_figures(con)


def days_of(work_dir, *days: date) -> dict:
    return figures(work_dir, *(("a", str(number), day.isoformat(), 1.0) for number, day in enumerate(days)))["coverage"]


def test_ranges_name_type_ends_and_quartiles(work_dir):
    found = figures(work_dir, *(("a", "1", f"2024-01-0{day}", float(day)) for day in range(1, 6)))["ranges"]
    assert found["amount"] == {
        "type": "DECIMAL(18,4)",
        "null": 0,
        "min": 1.0,
        "quartiles": [2.0, 3.0, 4.0],
        "max": 5.0,
    }
    assert found["ordered_at"]["quartiles"][1] == "2024-01-03T00:00:00"
    assert list(found) == ["amount", "ordered_at"]


def test_customers_with_several_orders_are_counted_by_order_and_not_by_line(work_dir):
    found = figures(
        work_dir,
        ("a", "1", "2024-01-01", 1.0),
        ("a", "2", "2024-01-02", 1.0),
        ("b", "3", "2024-01-01", 1.0),
        ("b", "3", "2024-01-01", 2.0),
    )["repeat"]
    assert found == {"customers": 2, "with_several_orders": 1, "share_with_several_orders": 0.5}


def test_a_stretch_without_orders_is_a_gap(work_dir):
    found = days_of(work_dir, MONDAY, MONDAY + timedelta(days=1), MONDAY + timedelta(days=9))
    assert (found["days"], found["days_with_orders"]) == (10, 3)
    assert found["longest_gaps"] == [
        {"after": "2024-01-02", "before": "2024-01-10", "usual_days_without_orders": 7},
    ]


def test_weekdays_on_which_a_shop_never_sells_are_no_gaps(work_dir):
    weekdays = [day for day in (MONDAY + timedelta(days=n) for n in range(60)) if day.weekday() < 5]
    found = days_of(work_dir, *weekdays)
    assert found["weekdays_without_orders"] == ["Saturday", "Sunday"]
    assert found["longest_gaps"] == []


def test_a_shop_of_few_weeks_has_no_rhythm_yet():
    assert closed_weekdays([MONDAY, MONDAY + timedelta(days=7)]) == ()
    assert closed_weekdays([]) == ()


def test_amounts_far_above_the_usual_are_counted_and_summed(work_dir):
    usual = [("a", str(number), "2024-01-01", 10.0 + number % 5) for number in range(100)]
    found = figures(work_dir, *usual, ("b", "x", "2024-01-01", 9000.0), ("b", "y", "2024-01-01", -9000.0))["outliers"]
    assert (found["rows"], found["amount"]) == (1, 9000.0)
    assert 14 < found["limit"] < 9000


def test_a_file_without_rows_has_figures_without_values(work_dir):
    found = figures(work_dir)
    assert found["ranges"]["amount"]["quartiles"] is None
    assert found["coverage"]["days"] == 0
    assert found["repeat"]["share_with_several_orders"] is None
    assert found["outliers"] == {"limit": None, "rows": 0, "amount": 0.0}


def test_what_a_table_does_not_have_is_left_out(work_dir):
    with engine.connection(work_dir) as con:
        con.execute("create temp table clean_rows as select 'a' as product_id")
        assert file_figures(con) == {"ranges": {}}


@pytest.mark.parametrize("turned", [False, True])
def test_money_taken_out_is_known_by_rule_and_by_the_cap(work_dir, turned):
    rows = [("zero", 5, False), ("zero", 2, False), (None, 130, True), (None, -120, True), (None, 9, False)]
    with engine.connection(work_dir) as con:
        con.execute(
            "create temp table judged_rows (reason varchar, amount decimal(18, 4), met_outlier boolean, "
            "outlier_cap decimal(18, 4))"
        )
        con.executemany("insert into judged_rows values (?, ?, ?, 100)", rows[::-1] if turned else rows)
        assert amounts_by_reason(con) == {"zero": 7.0}
        assert amount_capped(con) == 10.0
