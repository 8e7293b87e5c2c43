"""What is said of the rows that cleaning met."""

import pytest

from perennial.advice import ADVICE, findings_of
from perennial.rules import RULES
from perennial.subscriber_cleaning import RULES as SUBSCRIBER_RULES


def met(name: str, meeting: int, removed: int) -> dict[str, object]:
    return {"name": name, "rows_meeting": meeting, "rows_removed": removed, "removes": removed > 0}


def test_there_are_words_for_every_rule_and_for_nothing_else():
    assert set(ADVICE) == {rule.name for rule in (*RULES, *SUBSCRIBER_RULES)}


@pytest.mark.parametrize("name", ADVICE)
def test_what_is_said_and_advised_are_sentences(name):
    (finding,) = findings_of([met(name, 1, 1)])
    assert finding.message.startswith("1 row ")
    assert finding.message.endswith(".")
    assert finding.what_to_do.endswith(".")


def test_rows_that_were_removed_are_told_apart_from_rows_that_were_kept():
    removed, kept = findings_of([met("missing_customer", 12, 12), met("negative_quantity", 3, 0)])
    assert removed.message == "12 rows name no customer; they are left out."
    assert kept.message == "3 rows are goods coming back; none is left out for that."


def test_one_row_is_spoken_of_as_one():
    (finding,) = findings_of([met("unparsable_date", 1, 1)])
    assert finding.message == "1 row has no date that can be read; it is left out."


def test_errors_come_first_and_of_equals_those_of_more_rows():
    rules = [
        met("cancellation", 99, 0),
        met("broken_line", 1, 1),
        met("missing_customer", 5, 5),
        met("zero_amount", 0, 0),
    ]
    assert [finding.rule for finding in findings_of(rules)] == ["missing_customer", "broken_line", "cancellation"]


def test_rows_that_another_rule_had_removed_are_not_told_again():
    assert findings_of([met("zero_amount", 8, 0) | {"removes": True}]) == []


def test_a_rule_that_a_row_met_after_another_removed_it_counts_what_it_removed_itself():
    (finding,) = findings_of([met("unparsable_date", 7, 2)])
    assert finding.rows == 2
