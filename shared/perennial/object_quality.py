"""The quality report of a landing object: each of its tables by itself, and their sums."""

from collections.abc import Mapping
from typing import Any

from perennial.records import Json

ROWS = ("read", "kept", "rejected", "duplicate")
SUMMED = ("rows_meeting", "rows_removed", "amount_removed")


def object_report(members: Mapping[str, Mapping[str, Any]], ignored: Mapping[str, str]) -> dict[str, Json]:
    """Sums over the members' reports, then each under its name, and what was left out with the reason."""
    reports = list(members.values())
    return {
        "rows": {count: sum(report["rows"][count] for report in reports) for count in ROWS},
        "rules": _rules(reports),
        "revenue": {
            when: round(sum(report["revenue"][when] for report in reports if "revenue" in report), 4)
            for when in ("before", "after")
        },
        "members": [{"member": name, **report} for name, report in members.items()],
        "members_ignored": [{"member": name, "reason": reason} for name, reason in ignored.items()],
    }


def _rules(reports: list[Mapping[str, Any]]) -> list[Json]:
    """The rules of all members, the same rule summed up."""
    merged: dict[str, dict[str, Json]] = {}
    for rule in (rule for report in reports for rule in report["rules"]):
        known = merged.get(rule["name"])
        merged[rule["name"]] = (
            dict(rule) if known is None else known | {name: known[name] + rule[name] for name in SUMMED if name in rule}
        )
    return list(merged.values())
