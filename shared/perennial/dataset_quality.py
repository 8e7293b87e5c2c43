"""One quality report for a dataset: its files' reports summed up, and what the joined order lines look like."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from perennial.layout import landing_key
from perennial.records import FileState, FileStatus, Json
from perennial.schema_change import FileSchema, file_schema, schema_changes
from perennial.tables import ORDER_LINES

ROW_COUNTS = ("read", "kept", "rejected", "duplicate")
RULE_SUMS = ("rows_meeting", "rows_removed", "amount_removed")


def dataset_quality(
    reports: Mapping[str, Mapping[str, Any]], states: Sequence[FileState], figures: Mapping[str, Json]
) -> dict[str, Json]:
    """Rows, rules and revenue summed over the files; `reports` are the clean files' own, by landing key.

    `figures` are the feature snapshot's (stages.features), empty where there is none: customers and orders are counted
    there, since files share them. Revenue is that of the table whose amounts count: items and payments of the same
    orders are no two sums. Subscribers have no orders, so their reports have neither revenue nor days.
    """
    return {
        "files": _files(states),
        "rows": {count: sum(report["rows"][count] for report in reports.values()) for count in ROW_COUNTS},
        "rules": _summed([rule for report in reports.values() for rule in report["rules"]]),
        "revenue": _revenue(reports, figures),
        "first_order_at": min(_known(reports, "first_order_at"), default=None),
        "last_order_at": max(_known(reports, "last_order_at"), default=None),
        "schema_changes": _schema_changes(reports),
        **figures,
        "by_file": {key: dict(report) for key, report in sorted(reports.items())},
    }


def _revenue(reports: Mapping[str, Mapping[str, Any]], figures: Mapping[str, Any]) -> dict[str, Json]:
    """What the rows were worth before and after cleaning, in currency."""
    counted = figures.get("joining", {}).get("value_from", ORDER_LINES.name)
    tables = [table for report in reports.values() for table in report["members"] if table["table"] == counted]
    return {when: round(sum(table["revenue"][when] for table in tables), 4) for when in ("before", "after")}


def _files(states: Sequence[FileState]) -> dict[str, Json]:
    """How many files there are, and by key those that could not or need not be used, with the reason."""
    dropped = [state for state in states if state.status != "gone" and not landing_key(state.key).is_description]

    def named(status: FileStatus) -> list[Json]:
        return [{"key": state.key, "reason": state.reason} for state in dropped if state.status == status]

    return {
        "dropped": len(dropped),
        "clean": sum(state.status == "clean" for state in dropped),
        "ignored": named("ignored"),
        "failed": named("failed"),
    }


def _summed(rules: Sequence[Mapping[str, Any]]) -> list[Json]:
    merged: dict[str, dict[str, Any]] = {}
    for rule in rules:
        total = merged.setdefault(rule["name"], {**rule, **{name: 0 for name in RULE_SUMS if name in rule}})
        for name in RULE_SUMS:
            if name in rule:
                total[name] = total.get(name, 0) + rule[name]
    return list(merged.values())


def _known(reports: Mapping[str, Mapping[str, Any]], name: str) -> list[str]:
    tables = [table for report in reports.values() for table in report["members"]]
    return [table[name] for table in tables if table.get(name) is not None]


def _schema_changes(reports: Mapping[str, Mapping[str, Any]]) -> list[Json]:
    """What sets a file apart from the others that hold the same table."""
    files: dict[str, list[FileSchema]] = defaultdict(list)
    for key, report in reports.items():
        for table in (one for one in report["members"] if "schema" in one):
            name = f"{key} ({table['member']})" if table["member"] else key
            files[table["table"]].append(file_schema(name, table))
    return [asdict(change) for _, alike in sorted(files.items()) for change in schema_changes(alike)]
