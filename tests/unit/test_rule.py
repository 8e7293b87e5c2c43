"""When a rule takes a row out."""

from perennial.dataset import Dataset
from perennial.rule import BROKEN, Rule


def test_a_rule_without_a_policy_always_removes():
    assert Rule("strange", "true", "''", "It costs.").removes(Dataset())


def test_a_rule_with_a_policy_removes_while_the_description_says_drop():
    rule = Rule("again", "true", "''", "It costs.", policy="duplicates")
    assert rule.removes(Dataset())
    assert not rule.removes(Dataset(duplicates="keep"))


def test_a_cap_removes_nothing():
    assert not Rule("big", "true", "''", "It costs.", policy="outlier_cap").removes(Dataset(outlier_cap=9))


def test_a_torn_row_meets_no_other_rule():
    assert Rule("strange", "x > 1", "''", "It costs.").condition == "broken is null and (x > 1)"
    assert Rule(BROKEN, "broken is not null", "''", "It costs.").condition == "broken is not null"
