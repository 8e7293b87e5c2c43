"""Who is about to leave: how many, what it costs, and whom to speak to first."""

from duckdb import DuckDBPyConnection

from perennial.report.leaving import NOT_KNOWN, by_segment, leaving, of_orders, of_subscribers
from perennial.report.measures import at_risk
from perennial.report.words import money
from tests.report_facts import sources, subscriber_sources

TOLD = of_orders(90, 90)


def test_the_title_counts_those_at_high_risk_and_what_is_at_stake_with_them(shop: DuckDBPyConnection):
    section = leaving(sources(), shop, TOLD, None)
    stake = money(at_risk(shop).value, "GBP")
    assert section.title == f"10 customers at high risk of leaving, {stake} at stake"


def test_those_to_speak_to_first_are_valuable_and_not_safe(shop: DuckDBPyConnection):
    section = leaving(sources(), shop, TOLD, None)
    (table,) = section.tables
    assert section.key_figures[2].value == "18"
    assert table.rows[0][:4] == ("c60", "60 in 100", "£60", "£36")
    assert "18 valuable customers" in section.advice


def test_segments_are_shown_by_how_many_leave(shop: DuckDBPyConnection):
    chart = by_segment(sources(), "leave")
    assert chart is not None
    assert chart.labels == ("lost", "promising", "champions")
    assert chart.told.title == "60 in 100 customers who are “lost” leave"


def test_where_risk_is_withheld_nothing_is_guessed(shop: DuckDBPyConnection):
    assert leaving(sources(), shop, of_orders(90, None), None).title == NOT_KNOWN
    shop.execute("update scores set churn_probability_90d = null")
    assert leaving(sources(), shop, TOLD, None).title == NOT_KNOWN


def test_nobody_at_risk_gives_no_advice_and_no_empty_table(shop: DuckDBPyConnection):
    shop.execute("update scores set risk = 'low'")
    section = leaving(sources(), shop, TOLD, None)
    assert (section.tables, section.advice) == ((), "")
    assert section.title.startswith("0 customers at high risk")


def test_of_subscribers_the_valuable_are_told_by_their_segment(subscription: DuckDBPyConnection):
    section = leaving(subscriber_sources(), subscription, of_subscribers({"churn_probability", "expected_value"}), None)
    assert section.key_figures[2].value == "10"
    assert "a segment that begins with “valuable”" in section.advice
