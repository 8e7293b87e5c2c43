"""Data quality: rows and money by rule, what could not be used, and what to mend."""

from perennial.report.findings import NO_RULE, findings
from tests.report_facts import rule, sources


def test_rules_that_acted_come_with_rows_and_money_and_those_that_did_not_are_left_out():
    (table,) = findings(sources()).tables
    assert [row[:4] for row in table.rows] == [
        ("missing customer", "7", "7", "£70"),
        ("exact duplicate", "3", "3", "£9.00"),
        ("capped", "4", "0", "£0"),
    ]


def test_the_title_is_the_share_of_rows_that_could_be_used():
    assert findings(sources()).title == "90 % of 100 rows could be used"


def test_a_file_that_failed_a_gap_in_time_and_lines_counted_once_are_told():
    points = " ".join(findings(sources()).points)
    assert "landing/shop/b.csv was not used: it is empty." in points
    assert "8 days after 24 December 2023" in points
    assert "2 lines stood in more than one file" in points
    assert "£1,000 before cleaning, £921 after" in points


def test_what_to_mend_is_the_rule_that_took_most_rows():
    assert findings(sources()).advice.startswith("Mend “missing customer” where the files come from: it cost 7 rows")


def test_clean_data_are_said_to_be_clean():
    quality = dict(sources().quality) | {"rules": [rule("unmet", 0, 0)]}
    section = findings(sources(quality=quality))
    assert section.paragraphs[0] == NO_RULE
    assert (section.tables, section.advice) == ((), "")


def test_rules_of_subscribers_have_no_money():
    of_customers = {"name": "missing_id", "rows_meeting": 1, "rows_removed": 1, "trade_off": "Why."}
    (table,) = findings(sources(quality=dict(sources().quality) | {"rules": [of_customers]})).tables
    assert table.columns == ("rule", "rows met", "rows removed", "why")
