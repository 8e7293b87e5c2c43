"""What the cleaning of a file met, said to the person who sent it: what it is, and what they can do about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from perennial.rule import BROKEN, DUPLICATES, OUTLIER

type Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know about a file: an error costs rows that might have counted, a warning is as it should be."""

    level: Level
    rule: str
    rows: int
    message: str
    what_to_do: str


@dataclass(frozen=True, slots=True)
class Advice:
    """The words for one rule: what its rows do (`{rows} rows …`), and what helps."""

    level: Level
    rows_do: str
    what_to_do: str


NOTHING_TO_DO = "Nothing, if that is right."
ADVICE: Mapping[str, Advice] = {
    BROKEN: Advice(
        "error",
        "do not have the fields that the header has",
        "Export the file again; look for quotes and separators inside texts in the lines that the rejects name.",
    ),
    "repeated_header": Advice("warning", "say the column names again", NOTHING_TO_DO),
    "total_line": Advice("warning", "sum up other rows", NOTHING_TO_DO),
    DUPLICATES: Advice(
        "warning",
        "repeat an earlier row exactly",
        'If the shop really sold the same thing twice in equal rows, set "duplicates" to "keep".',
    ),
    "missing_customer": Advice(
        "error", "name no customer", "Add the customer's id where it is known; guests without one count nowhere."
    ),
    "missing_key": Advice(
        "error", "say of no order or product that they belong to it", "Export the file with its ids."
    ),
    "erased_person": Advice(
        "warning",
        "are of a person who was erased",
        "Nothing of them is kept; leave them out of the next export.",
    ),
    "lost_digits": Advice(
        "error",
        "have a customer id that a spreadsheet rounded, such as 1.23E+15",
        "Export again with the ids as text, and do not save the file in a spreadsheet in between.",
    ),
    "guest_customer": Advice(
        "warning",
        "belong to guests, of whom nobody knows who they are",
        'If that is a real customer, set "guest_customers" to "keep".',
    ),
    "overlong_text": Advice(
        "error", "hold texts too long for what they are", "Look for a torn row there; shorten ids."
    ),
    "unparsable_date": Advice(
        "error",
        "have no date that can be read",
        'Write all dates alike, or say how they are written in "date_format", such as %d/%m/%Y %H:%M.',
    ),
    "unknown_currency": Advice(
        "error",
        "are in a currency whose worth is not known",
        'Say what one unit is worth in the dataset\'s currency in "rates".',
    ),
    "unparsable_number": Advice(
        "error", "have no amount that can be read", "Write amounts as plain numbers and check the decimal mark."
    ),
    "impossible_date": Advice(
        "error",
        "are dated far outside the others",
        'Correct the dates; if they are right, set "not_after" to a day after the last.',
    ),
    "never_bought": Advice(
        "warning",
        "were cancelled, refused or never paid by their status",
        'If such orders count, name the statuses that do in "order_statuses".',
    ),
    "taken_back": Advice("warning", "were returned or refunded whole by their status", NOTHING_TO_DO),
    "zero_or_negative_price": Advice("warning", "have a price of nothing or less", NOTHING_TO_DO),
    "zero_amount": Advice("warning", "move no goods or no money", NOTHING_TO_DO),
    "cancellation": Advice("warning", "take an earlier order back", NOTHING_TO_DO),
    "negative_quantity": Advice("warning", "are goods coming back", NOTHING_TO_DO),
    OUTLIER: Advice("warning", 'are worth more than "outlier_cap" and are cut to it', NOTHING_TO_DO),
    "unreadable_label": Advice(
        "error", "have a label that says neither yes nor no", "Write yes or no, and nothing for who is to be scored."
    ),
    "repeated_customer": Advice(
        "error", "are about a customer who has a row already", "Keep the one row of each customer that is right."
    ),
}


def findings_of(rules: Iterable[Mapping[str, Any]]) -> list[Finding]:
    """What the rules of a quality report met, errors first, of each the most rows first.

    A rule that removes rows tells of those alone that no other rule had removed before it.
    """
    told = (rule for rule in rules if rule["rows_removed" if rule["removes"] else "rows_meeting"])
    met = [_finding(rule) for rule in told]
    return sorted(met, key=lambda finding: (finding.level != "error", -finding.rows, finding.rule))


def _finding(rule: Mapping[str, Any]) -> Finding:
    advice, removed = ADVICE[rule["name"]], rule["rows_removed"]
    rows = removed or rule["rows_meeting"]
    ending = ("it is left out" if rows == 1 else "they are left out") if removed else "none is left out for that"
    subject = f"{rows:,} row{'' if rows == 1 else 's'}"
    message = f"{subject} {_said_of(advice.rows_do, rows)}; {ending}."
    return Finding(advice.level, rule["name"], rows, message, advice.what_to_do)


def _said_of(rows_do: str, rows: int) -> str:
    """The verb for one row: `name` becomes `names`, `have` has, `are` is, `do` does."""
    if rows != 1:
        return rows_do
    verb, _, rest = rows_do.partition(" ")
    return f"{ {'have': 'has', 'are': 'is', 'do': 'does', 'were': 'was'}.get(verb, f'{verb}s') } {rest}"
