"""Each segment with its behaviour, worth, risk and action, as segment_summary.csv has them."""

from perennial.report.segment_section import order_segments, subscriber_segments
from perennial.report.words import NOTHING, money
from tests.report_facts import sources, subscriber_sources


def test_every_segment_of_the_file_stands_in_both_tables():
    behaviour, numbers = order_segments(sources()).tables
    named = [str(one["segment"]) for one in sources().segments]
    assert [row[0] for row in behaviour.rows] == [row[0] for row in numbers.rows] == named
    assert behaviour.rows[0] == ("champions", "Some.", "12 days ago", "3", "Do 0.")
    assert numbers.rows[0] == ("champions", "20", "33 %", "£150", "£900", "£50", "20")


def test_the_title_names_the_segment_with_most_expected():
    assert order_segments(sources()).title == "“Champions” hold 38 % of the expected spend"


def test_a_segment_whose_numbers_are_unknown_shows_dashes():
    blank = {**sources().segments[0], "expected_spend": "", "value_at_risk": "", "mean_churn_probability": ""}
    section = order_segments(sources(segments=[blank]))
    assert section.tables[1].rows[0][4:] == (NOTHING, NOTHING, NOTHING)
    assert "cannot be told yet" in section.title
    assert section.charts == ()


def test_segments_of_subscribers_are_told_by_what_is_at_risk():
    section = subscriber_segments(subscriber_sources())
    assert section.title == "“Valuable, safe” hold 67 % of the value at risk"
    assert section.tables[0].rows[1][:6] == ("valuable, wavering", "20", "33 %", "40", money(200.0, None), "200")
    assert section.tables[0].rows[2][4] == NOTHING
