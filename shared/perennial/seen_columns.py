"""What each column of an uploaded file is taken for, and which fields still lack one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from perennial.dataset import Dataset
from perennial.fitting import CLEAR_NAME
from perennial.seen_table import LONGEST_CELL, MOST_COLUMNS, Choice, SeenTable, chosen

ATTRIBUTE = "attribute"
MONEY = ({"order_total"}, {"quantity", "unit_price"})
UNUSED = "Nothing is made of it."
KEPT = "It is kept beside what is known of the customer."
PERSONAL = "It looks like a name, an address, an e-mail or a telephone number, and is left out."


@dataclass(frozen=True, slots=True)
class ColumnSeen:
    """A column of the file, what it was taken for, how sure that is (0 to 1), and up to three of its values."""

    name: str
    field: str | None
    state: Literal["matched", "guessed", "ignored"]
    confidence: float | None
    explanation: str
    samples: tuple[str, ...]


def choices_of(table: SeenTable, report: Mapping[str, Any], dataset: Dataset) -> dict[str, Choice]:
    """By column the field it serves as: by its quality report, or without one as far as can be guessed."""
    if not report:
        meaning = table.meaning(dataset)
        return table.guess(dataset) if meaning is None else chosen(meaning)
    given = report["mapping_found_by"] == "given"
    confidence, words = report["mapping_confidence"], report["mapping_explanation"]
    return {
        column: Choice(name, confidence[name], words[name], sure=given or confidence[name] >= CLEAR_NAME)
        for name, column in report["mapping"].items()
    }


def columns_seen(table: SeenTable, choices: Mapping[str, Choice], report: Mapping[str, Any]) -> tuple[ColumnSeen, ...]:
    """The file's columns in its own order."""
    samples = table.samples()
    return tuple(
        _column(name, choices.get(name), report, tuple(one[:LONGEST_CELL] for one in samples[name]))
        for name in table.layout.header[:MOST_COLUMNS]
    )


def needed_fields(fields: set[str], kind: str | None) -> tuple[str, ...]:
    """The fields that a table of this kind cannot do without and no column was chosen for."""
    if kind == "subscribers":
        return tuple(name for name in ("customer_id", "label") if name not in fields)
    lacking = tuple(name for name in ("customer_id", "order_datetime") if name not in fields)
    return lacking if any(some <= fields for some in MONEY) else (*lacking, "order_total")


def _column(name: str, choice: Choice | None, report: Mapping[str, Any], samples: tuple[str, ...]) -> ColumnSeen:
    if choice is not None:
        state: Literal["matched", "guessed"] = "matched" if choice.sure else "guessed"
        return ColumnSeen(name, choice.field, state, choice.confidence, choice.why, samples)
    if name in report.get("attributes", ()):
        return ColumnSeen(name, ATTRIBUTE, "matched", None, KEPT, samples)
    left_out = PERSONAL if name in report.get("columns_personal", ()) else UNUSED
    return ColumnSeen(name, None, "ignored", None, left_out, samples)
