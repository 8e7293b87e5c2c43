"""One quality report for a dataset out of its files' reports."""

from collections.abc import Mapping, Sequence
from typing import Any

from perennial.layout import landing_key
from perennial.records import FileState, Json

COUNTS = ("read", "kept", "rejected", "duplicate")


def merged_quality(reports: Mapping[str, Mapping[str, Any]], states: Sequence[FileState]) -> dict[str, Json]:
    """Rows, rules and revenue summed over the files; `reports` are the clean files' own, by landing key.

    Customers and orders are not summed: files share them. They are counted in the feature snapshot. Subscribers have
    no orders, so their reports have neither revenue nor days.
    """
    dropped = [state for state in states if state.status != "gone" and not landing_key(state.key).is_description]
    return {
        "files": {
            "dropped": len(dropped),
            "clean": sum(state.status == "clean" for state in dropped),
            "failed": [{"key": state.key, "reason": state.reason} for state in dropped if state.status == "failed"],
        },
        "rows": {count: sum(report["rows"][count] for report in reports.values()) for count in COUNTS},
        "rules": _merged_rules([rule for report in reports.values() for rule in report["rules"]]),
        "revenue": {
            when: round(sum(report["revenue"][when] for report in reports.values() if "revenue" in report), 4)
            for when in ("before", "after")
        },
        "first_order_at": min(_known(reports, "first_order_at"), default=None),
        "last_order_at": max(_known(reports, "last_order_at"), default=None),
        "by_file": {key: dict(report) for key, report in sorted(reports.items())},
    }


def _merged_rules(rules: Sequence[Mapping[str, Any]]) -> list[Json]:
    merged: dict[str, dict[str, Any]] = {}
    for rule in rules:
        total = merged.setdefault(rule["name"], {**rule, "rows_meeting": 0, "rows_removed": 0})
        total["rows_meeting"] += rule["rows_meeting"]
        total["rows_removed"] += rule["rows_removed"]
    return list(merged.values())


def _known(reports: Mapping[str, Mapping[str, Any]], name: str) -> list[str]:
    return [report[name] for report in reports.values() if report.get(name) is not None]
