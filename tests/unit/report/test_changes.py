"""What changed since the last report on other scores."""

from dataclasses import replace

from perennial.report.changes import FIRST, changes, headline
from perennial.report.measures import AtRisk
from perennial.report.words import MINUS, NOTHING
from tests.report_facts import sources

NOW = headline(sources(), AtRisk(10, 200.0))
BEFORE = {
    "as_of": "2024-05-31", "model_version": "v0", "customers": 50, "at_risk": {"customers": 20, "value": None},
    "totals": {"90": 100_000.0}, "segments": {"champions": 25, "gone": 5},
}  # fmt: skip


def test_the_first_report_says_that_it_is_the_first():
    assert changes(sources(), NOW).title == FIRST


def test_every_headline_stands_beside_what_it_was():
    section = changes(sources(before=BEFORE), NOW)
    rows = {row[0]: row[1:] for row in section.tables[0].rows}
    assert section.title == "10 customers more than in the report of 31 May 2024"
    assert rows["customers"] == ("50", "60", "+20 %")
    assert rows["expected in 90 days"] == ("£100,000", "£90,000", f"{MINUS}10 %")
    assert rows["value at risk"] == (NOTHING, "£200", NOTHING)
    assert "expected in 30 days" not in rows


def test_segments_that_came_or_went_are_counted_from_or_to_nothing():
    table = changes(sources(before=BEFORE), NOW).tables[1]
    assert ("lost", "0", "20", "+20") in table.rows
    assert ("gone", "5", "0", "-5") in table.rows


def test_a_model_trained_anew_is_named():
    assert "v1 follows v0" in changes(sources(before=BEFORE), NOW).points[0]
    same = replace(sources(), before=BEFORE | {"model_version": "v1"})
    assert changes(same, NOW).points == ("The same model made both forecasts.",)
