"""The rules as a table: named, explained, in order, and switched by the policies they name."""

import pytest

from perennial.dataset import Dataset
from perennial.rules import RULES


def test_the_rules_stand_in_the_order_in_which_they_are_tried():
    assert [rule.name for rule in RULES] == [
        "broken_line",
        "exact_duplicate",
        "missing_customer",
        "overlong_text",
        "unparsable_date",
        "unparsable_number",
        "impossible_date",
        "zero_or_negative_price",
        "zero_amount",
        "cancellation",
        "negative_quantity",
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_says_what_it_costs_in_one_sentence(rule):
    assert rule.trade_off.endswith(".")
    assert rule.trade_off.count(". ") == 0


@pytest.mark.parametrize(
    ("description", "kept"),
    [
        (Dataset(), {"cancellation", "negative_quantity"}),
        (Dataset(returns="drop"), set()),
        (Dataset(returns="drop", duplicates="keep"), {"exact_duplicate"}),
    ],
)
def test_a_rule_removes_rows_unless_its_policy_keeps_them(description, kept):
    assert {rule.name for rule in RULES if not rule.removes(description)} == kept
