"""What we expect: the totals of the scores, their ranges, and what the last test showed."""

from dataclasses import replace

from duckdb import DuckDBPyConnection

from perennial.report.expectation import NOTHING_GIVEN, between, expectation, main_total, missed, spend_so_far
from perennial.report.words import NOTHING, money
from tests.report_facts import sources


def test_the_headline_is_the_total_at_the_horizon_customers_are_compared_at(shop: DuckDBPyConnection):
    section = expectation(sources(), shop)
    assert "£90,000 in the next 90 days, likely between £72,000 and £117,000 (8 in 10)" in section.title
    assert main_total(sources()) == sources().totals[1]


def test_every_horizon_has_its_total_and_a_withheld_one_its_reason(shop: DuckDBPyConnection):
    figures = expectation(sources(), shop).key_figures
    assert [(one.label, one.value) for one in figures] == [
        ("next 30 days", "£30,000"),
        ("next 90 days", "£90,000"),
        ("next 365 days", NOTHING),
    ]
    assert figures[2].note == "Not shown: needs orders over 760 days, has 400."


def test_the_last_test_says_what_was_expected_and_what_came(shop: DuckDBPyConnection):
    (table,) = expectation(sources(), shop).tables
    assert table.rows[0] == ("2 April 2024 to 1 May 2024", "£750", "£1,000", "25 % too low", "82 %")


def test_the_forecast_is_drawn_per_thirty_days_beside_the_past(shop: DuckDBPyConnection):
    (chart,) = expectation(sources(), shop).charts
    everybody, known, ahead = chart.series
    assert ahead.y == (30_000.0, 30_000.0)
    assert (ahead.low, ahead.high) == ((24_000.0, 24_000.0), (39_000.0, 39_000.0))
    assert all(mine <= all_of_them for mine, all_of_them in zip(known.y, everybody.y, strict=True))


def test_where_everything_is_withheld_that_is_what_is_said(shop: DuckDBPyConnection):
    silent = sources(scores=dict(sources().scores) | {"totals": []})
    section = expectation(silent, shop)
    assert section.title == NOTHING_GIVEN
    assert section.charts == ()
    assert {one.value for one in section.key_figures} == {NOTHING}


def test_a_total_without_a_range_claims_none():
    assert between({"low": None, "high": None}, "GBP") == ""


def test_a_number_that_was_not_backtested_and_a_corrected_level_are_small_print(shop: DuckDBPyConnection):
    known = sources()
    noted = replace(known, manifest=dict(known.manifest) | {"notes": {"expected_spend_90d": "not backtested"}})
    notes = expectation(noted, shop).notes
    assert notes[0] == "The next 90 days: not backtested."
    assert money(900.0 * 30, "GBP") in notes[1]


def test_a_miss_says_on_which_side():
    assert [missed(error) for error in (0.1, -0.25, None)] == ["10 % too high", "25 % too low", NOTHING]


def test_what_was_bought_so_far_is_said_before_and_after_returns():
    words = spend_so_far(sources())
    assert "60 customers placed 240 orders between 1 January 2023 and 30 June 2024" in words
    assert "£12,000 before and £11,500 after returns" in words
