"""What an uploaded file would become, said before it counts: its columns, its rows, what was met, what is missing."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from perennial.advice import Finding, findings_of
from perennial.cleaning import CleanFile
from perennial.dataset import Dataset
from perennial.date_choices import DatesSeen, dates_seen
from perennial.day_order import DAY_FIRST, MONTH_FIRST, date_order_of
from perennial.errors import RefusedError, UndecidedDates, UnknownColumns, UnreadableFile
from perennial.records import Json
from perennial.seen_columns import ColumnSeen, choices_of, columns_seen, needed_fields
from perennial.seen_table import SeenTable

PERSONAL_REMEDY = 'Nothing; to keep a column that is none of these, name it in "attributes".'


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything there is to say of a file under a description; `refusal` says why it could not be used as it is."""

    dataset: Dataset
    refusal: str | None = None
    kind: str | None = None
    table: str | None = None
    columns: tuple[ColumnSeen, ...] = ()
    needed: tuple[str, ...] = ()
    rows: list[list[str]] = field(default_factory=list)
    dates: DatesSeen | None = None
    money: dict[str, Json] = field(default_factory=dict)
    counts: dict[str, Json] | None = None
    findings: tuple[Finding, ...] = ()

    def to_json(self) -> dict[str, Json]:
        """As the API answers it."""
        return {
            "kind": self.kind,
            "table": self.table,
            "header": [column.name for column in self.columns],
            "columns": [asdict(column) for column in self.columns],
            "needed": list(self.needed),
            "rows": [list[Json](row) for row in self.rows],
            "dates": None if self.dates is None else asdict(self.dates),
            "money": self.money,
            "counts": self.counts,
            "findings": [asdict(finding) for finding in self.findings],
            "description": self.dataset.model_dump(mode="json"),
            "ready": self.refusal is None,
            "refusal": self.refusal,
        }


def refused_preview(dataset: Dataset, error: RefusedError) -> Preview:
    """Of a file in which no table was found."""
    return Preview(dataset, refusal=refusal_of(error), money=_money(dataset, {}))


def preview_of(
    table: SeenTable, outcome: CleanFile | RefusedError, dataset: Dataset, known: Mapping[str, str]
) -> Preview:
    """Of a table and what came of cleaning it; `known` is what the dataset's other files prove."""
    report = _report_of(table, outcome)
    choices = choices_of(table, report, dataset)
    fields = {choice.field for choice in choices.values()}
    guessed = "subscribers" if "label" in fields else dataset.described_kind() or ("orders" if fields else None)
    kind = report.get("kind") or guessed
    when = next((column for column, choice in choices.items() if choice.field == "order_datetime"), None)
    order = None if when is None else _known_order(report, known, when)
    return Preview(
        dataset,
        refusal_of(outcome) if isinstance(outcome, RefusedError) else _refusal_of_rows(outcome),
        kind,
        report.get("table"),
        columns_seen(table, choices, report),
        () if report else needed_fields(fields, kind),
        table.rows,
        None if when is None else dates_seen(table, when, dataset, order),
        _money(dataset, report),
        None if isinstance(outcome, RefusedError) else _counts(outcome),
        () if isinstance(outcome, RefusedError) else _findings(outcome),
    )


def refusal_of(error: RefusedError) -> str:
    """Why a file cannot be used as it is, to the person who is looking at it."""
    if isinstance(error, UnknownColumns):
        return f"No column is known for {', '.join(error.missing)}. Say which column holds what."
    if isinstance(error, UndecidedDates):
        return "Its dates could be read in more than one way, and no row decides it. Say which is right."
    return _sentence(error.reason if isinstance(error, UnreadableFile) else str(error))


def _refusal_of_rows(outcome: CleanFile) -> str | None:
    """Why a file of which no row is left cannot be used."""
    rows = outcome.rows
    return None if rows.kept else f"None of its {rows.read:,} rows can be used; what was found says why."


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _report_of(table: SeenTable, outcome: CleanFile | RefusedError) -> dict[str, Any]:
    """The quality report of the table looked at; nothing where it was not cleaned."""
    if isinstance(outcome, RefusedError):
        return {}
    members: list[Any] = list(outcome.quality["members"])  # type: ignore[arg-type]  # a report's members are a list
    of_table = (one for one in members if not one["member"] or table.key.endswith(f"({one['member']})"))
    return dict(next(of_table, {}))


def _known_order(report: Mapping[str, Any], known: Mapping[str, str], column: str) -> str | None:
    decided = str(report.get("date_order") or "")
    words = next((order for order in (DAY_FIRST, MONTH_FIRST) if decided.startswith(order)), None)
    return words or known.get(date_order_of(column))


def _money(dataset: Dataset, report: Mapping[str, Any]) -> dict[str, Json]:
    return {
        "currency": (report.get("currency") or {}).get("code") or dataset.currency,
        "decimal_mark": report.get("decimal_mark"),
        "returns": dataset.returns,
    }


def _counts(outcome: CleanFile) -> dict[str, Json]:
    members: list[Any] = list(outcome.quality["members"])  # type: ignore[arg-type]  # a report's members are a list
    rows = outcome.rows
    return {
        "rows_read": rows.read,
        "rows_kept": rows.kept,
        "rows_rejected": rows.rejected,
        "rows_duplicate": rows.duplicate,
        "orders": max((one["orders"] for one in members if one.get("orders") is not None), default=None),
        "customers": max((one["customers"] for one in members if one.get("customers") is not None), default=None),
        "already_present": None,
    }


def _findings(outcome: CleanFile) -> tuple[Finding, ...]:
    quality: Mapping[str, Any] = outcome.quality
    found = findings_of(quality["rules"])
    for ignored in quality["members_ignored"]:
        message = f"{ignored['member'] or 'Part of it'} is not used: {ignored['reason']}"
        found.append(Finding("warning", "not_a_table", 0, message, "Nothing, if it is no table of orders."))
    personal = sorted({name for member in quality["members"] for name in member["columns_personal"]})
    if personal:
        message = f"{', '.join(personal)}: personal columns are left out."
        found.append(Finding("warning", "personal", 0, message, PERSONAL_REMEDY))
    return tuple(found)
