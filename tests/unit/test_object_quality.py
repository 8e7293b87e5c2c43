"""A landing object's report sums up those of its tables."""

from perennial.object_quality import object_report


def report(kept, met, revenue=None):
    counts = {"read": kept + 1, "kept": kept, "rejected": 1, "duplicate": 0}
    money = {} if revenue is None else {"revenue": {"before": revenue, "after": revenue / 2}}
    return {"rows": counts, "rules": [{"name": "broken_line", "rows_meeting": met, "rows_removed": 1}], **money}


def test_rows_rules_and_revenue_are_summed_and_each_table_keeps_its_own():
    found = object_report({"a.csv": report(2, 3, 10.0), "b.csv": report(5, 1)}, {"c.txt": "prose"})
    assert found["rows"] == {"read": 9, "kept": 7, "rejected": 2, "duplicate": 0}
    assert found["rules"] == [{"name": "broken_line", "rows_meeting": 4, "rows_removed": 2}]
    assert found["revenue"] == {"before": 10.0, "after": 5.0}
    assert [member["member"] for member in found["members"]] == ["a.csv", "b.csv"]
    assert found["members_ignored"] == [{"member": "c.txt", "reason": "prose"}]


def test_the_sums_change_no_report_of_a_table():
    first = report(2, 3)
    object_report({"a": first, "b": first}, {})
    assert first["rules"][0]["rows_meeting"] == 3
