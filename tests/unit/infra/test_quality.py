"""What a run prints about its data."""

import io
from datetime import date
from typing import Any

import pytest
from rich.console import Console

from infra.cli.quality import quality_tables
from perennial.features import write_tables
from perennial.trade_quality import trade_figures
from tests.order_lines import Line, staged

JOINING = {
    "rows": 90,
    "used": 80,
    "repeats": 3,
    "replaced": 5,
    "set_aside": {"unknown_customer": 2},
    "value_from": "order_items",
    "orders_without_lines": 1,
    "totals_compared": 40,
    "totals_differing": 4,
}


@pytest.fixture
def printed():
    def show(**found: Any) -> str:
        quality = {"rules": [], "files": {"ignored": []}, **found}
        screen = Console(file=io.StringIO(), width=140)
        for table in quality_tables(quality):
            screen.print(table)
        assert isinstance(screen.file, io.StringIO)
        return screen.file.getvalue()

    return show


def test_without_anything_to_say_nothing_is_said(printed):
    assert printed() == ""


def test_a_rule_that_no_row_met_is_not_named(printed):
    rules = [
        {"name": "missing_customer", "rows_meeting": 1234, "rows_removed": 1200},
        {"name": "zero_amount", "rows_meeting": 0, "rows_removed": 0},
    ]
    text = printed(rules=rules)
    assert "1,234" in text
    assert "zero_amount" not in text


def test_the_orders_as_a_whole_are_summed_up(printed, work_dir):
    lines = [Line("anna", str(n), f"2024-01-{n + 1:02}", str(10 + n)) for n in range(9)]
    with staged(
        work_dir, [*lines, Line("ben", "99", "2024-03-01", "9000"), Line("ben", "C", "2024-03-01", "-5")]
    ) as con:
        write_tables(con, date(2024, 3, 1), work_dir)
        text = printed(**trade_figures(con))
    assert "2024-01-01 to 2024-03-01, 10 of 61 with one" in text
    assert "1 of 2 customers" in text
    assert "9,126.00 bought, 5.00 taken back" in text
    assert "1 lines far above the others" in text
    assert "51 days without an order after 2024-01-09" in text


def test_how_the_tables_fit_together_is_told(printed):
    text = printed(joining=JOINING)
    assert "3 lines that another file holds too" in text
    assert "order items" in text
    assert "2 lines of a customer that no table knows" in text
    assert "4 of 40 differ from the sum of their lines" in text


def test_files_that_are_not_needed_are_named_with_what_they_are(printed):
    text = printed(files={"ignored": [{"key": "landing/shop/[a].csv", "reason": "reviews"}]})
    assert "landing/shop/[a].csv" in text
    assert "reviews" in text
