"""Figures of a dataset's order lines as a whole."""

from datetime import date

import pytest

from perennial.features import last_order_day, write_tables
from perennial.trade_quality import trade_figures
from tests.order_lines import Line, staged


@pytest.fixture
def figures(work_dir):
    def of(*lines: Line):
        with staged(work_dir, lines) as con:
            write_tables(con, last_order_day(con) or date.max, work_dir)
            return trade_figures(con)

    return of


def test_days_without_an_order_are_found_longest_first(figures):
    days = ("2024-01-01", "2024-01-02", "2024-01-05", "2024-03-01", "2024-03-01")
    coverage = figures(*(Line("anna", str(n), day, "1") for n, day in enumerate(days)))["coverage"]
    assert (coverage["first_day"], coverage["last_day"], coverage["days"]) == ("2024-01-01", "2024-03-01", 61)
    assert (coverage["days_with_orders"], coverage["months_with_orders"]) == (4, 2)
    assert coverage["longest_gaps"] == [
        {"after": "2024-01-05", "before": "2024-03-01", "days_without_orders": 55},
        {"after": "2024-01-02", "before": "2024-01-05", "days_without_orders": 2},
    ]


def test_customers_who_came_back_are_counted_by_order_and_by_day(figures):
    lines = [
        Line("anna", "1", "2024-01-01", "1"),
        Line("anna", "2", "2024-01-01", "1"),
        Line("ben", "3", "2024-01-01", "1"),
        Line("ben", "4", "2024-01-09", "1"),
        Line("carl", "5", "2024-01-01", "1"),
        Line("carl", "C5", "2024-01-03", "-1"),
    ]
    assert figures(*lines)["customers"] == {
        "buyers": 3,
        "with_several_orders": 2,
        "with_several_days": 1,
        "orders": 5,
        "most_orders": 2,
    }


def test_an_amount_far_from_the_others_is_told(figures):
    lines = [Line("anna", str(n), "2024-01-01", str(10 + n)) for n in range(20)]
    amounts = figures(*lines, Line("ben", "99", "2024-01-02", "9000"), Line("ben", "C", "2024-01-03", "-5"))["amounts"]
    assert (amounts["far_out_lines"], amounts["far_out_amount"]) == (1, 9000.0)
    assert amounts["line_quartiles"] == [15.0, 20.0, 25.0]
    assert (amounts["purchases"], amounts["returns"]) == (sum(range(10, 30)) + 9000.0, -5.0)


def test_nothing_has_figures_without_days(figures):
    assert figures() == {
        "coverage": {
            "first_day": None,
            "last_day": None,
            "days": 0,
            "days_with_orders": 0,
            "months_with_orders": 0,
            "longest_gaps": [],
        },
        "customers": {"buyers": 0, "with_several_orders": 0, "with_several_days": 0, "orders": 0, "most_orders": 0},
        "amounts": {
            "purchases": 0.0,
            "returns": 0.0,
            "line_quartiles": [None, None, None],
            "far_out_lines": 0,
            "far_out_amount": 0.0,
        },
    }
