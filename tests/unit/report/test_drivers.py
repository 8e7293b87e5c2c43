"""Who drives it: shares of the most valuable, and who they are."""

from duckdb import DuckDBPyConnection

from perennial.report.drivers import NOT_KNOWN, drivers
from tests.report_facts import CUSTOMERS, sources

TOTAL = sum(range(1, CUSTOMERS + 1))


def test_the_title_is_what_the_first_fifth_brings(shop: DuckDBPyConnection):
    section = drivers(sources(), shop, "expected_spend_90d", "spend")
    share = sum(range(49, 61)) / TOTAL
    assert section.title == f"One customer in five brings {share:.0%}".replace("%", " %") + " of the spend"


def test_the_most_valuable_come_first_with_their_ranges(shop: DuckDBPyConnection):
    table = drivers(sources(), shop, "expected_spend_90d", "spend").tables[1]
    assert table.rows[0][:3] == ("c60", "£60", "£30 to £120")
    assert [row[0] for row in table.rows] == [f"c{n}" for n in range(60, 50, -1)]


def test_a_worth_without_ranges_shows_none(subscription: DuckDBPyConnection):
    table = drivers(sources(), subscription, "expected_value", "value").tables[1]
    assert "likely range (8 in 10)" not in table.columns
    assert all(len(row) == len(table.columns) for row in table.rows)


def test_who_has_left_is_not_counted_among_those_who_bring(subscription: DuckDBPyConnection):
    section = drivers(sources(), subscription, "expected_value", "value")
    assert f"of {CUSTOMERS - 10})" in section.paragraphs[0]


def test_a_worth_that_is_withheld_leaves_the_question_open(shop: DuckDBPyConnection):
    assert drivers(sources(), shop, "", "spend").title == NOT_KNOWN
