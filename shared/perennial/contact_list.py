"""From the index of a score snapshot to whom a plan may choose from, and the list of whom it chose."""

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from perennial.columns import Numbers
from perennial.csv_safety import safe_text
from perennial.dataset import Economics
from perennial.economics import contact_returns, value_at_risk
from perennial.errors import InvalidRequest, NotReadyError
from perennial.plan import Plan, Prospects
from perennial.score_index import HOLDOUT_SHARE, Column, Outcome, ScoreIndex, shown

type Group = Literal["contacted", "held_out", "not_chosen"]

HEADER = ("customer_id", "group", "segment", "churn_probability", "expected_value", "expected_gain", "action")
ROWS_WRITTEN_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Listed:
    """A customer of a plan's list; `expected_gain` is what contacting brings above its cost, in currency."""

    customer_id: str
    group: Group
    segment: str
    churn_probability: float
    expected_value: float
    expected_gain: float
    action: str


def outcome_for(index: ScoreIndex, horizon_days: int | None) -> Outcome:
    """The outcome a plan looks at: of this horizon, or of the one that ranks customers.

    Raises InvalidRequest for a horizon there is none of, NotReadyError where its numbers are withheld.
    """
    terms = index.terms
    wanted = terms.value_horizon_days if horizon_days is None else horizon_days
    outcome = terms.outcome(wanted)
    if outcome is None and horizon_days is not None:
        horizons = ", ".join(str(one.horizon_days) for one in terms.outcomes)
        raise InvalidRequest(f"horizon_days: nothing is expected within {horizon_days} days; there are {horizons}.")
    of_plan = terms.withheld if outcome is None else {outcome.value, outcome.churn}
    why = sorted({reason for column, reason in terms.withheld.items() if column in of_plan})
    if outcome is None or why:
        raise NotReadyError(
            f"there is no plan for dataset {terms.dataset}, as its forecast is withheld: {'; '.join(why)}."
        )
    return outcome


def prospects_of(index: ScoreIndex, outcome: Outcome, holdout_share: float) -> Prospects:
    """Whom a plan may choose from; this share of them is held out, each always or never, whatever the budget."""
    churn = _whole(index.number(outcome.churn))
    low, high = (
        None if end is None else value_at_risk(churn, _whole(index.number(end))) for end in (outcome.low, outcome.high)
    )
    return Prospects.of(
        value_at_risk(churn, _whole(index.number(outcome.value))),
        index.number(HOLDOUT_SHARE) < holdout_share,
        low=low,
        high=high,
        margin_in_values=index.terms.margin_in_values,
    )


def list_without(written: bytes, customer_ids: Collection[str]) -> bytes:
    """A list as `to_csv` wrote it, without these customers; the same bytes where it holds none of them."""
    unwanted = {safe_text(one) for one in customer_ids}
    rows = list(csv.reader(io.StringIO(written.decode(), newline="")))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows[:1] + [row for row in rows[1:] if row[0] not in unwanted])
    return text.getvalue().encode()


@dataclass(frozen=True, slots=True)
class ContactList:
    """Everybody a plan could choose from, those with most to gain first, and what it does with them."""

    index: ScoreIndex
    outcome: Outcome
    prospects: Prospects
    economics: Economics
    plan: Plan

    def customers(self, places: slice) -> list[Listed]:
        """The customers at these places of the list."""
        return [Listed(*one) for one in zip(*self._columns(places), strict=True)]

    def to_csv(self) -> bytes:
        """The customers worth contacting as CSV that opens safely in a spreadsheet."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(HEADER)
        for first in range(0, self.plan.worth_contacting, ROWS_WRITTEN_AT_ONCE):
            last = min(first + ROWS_WRITTEN_AT_ONCE, self.plan.worth_contacting)
            ids, *others = self._columns(slice(first, last))
            writer.writerows(zip(map(safe_text, ids), *others, strict=True))
        return text.getvalue().encode()

    def _columns(self, places: slice) -> tuple[list[Any], ...]:
        prospects, rows = self.prospects, self.prospects.rows[places]
        gains = contact_returns(prospects.at_stake[places], self.economics, margin_in_values=prospects.margin_in_values)
        return (
            self.index.customer_ids(rows.tolist()),
            self._groups(places),
            self.index.words["segment"].of(rows),
            shown(self.index.number(self.outcome.churn)[rows]),
            shown(self.index.number(self.outcome.value)[rows]),
            shown(gains - self.economics.incentive_cost),
            self.index.words["action"].of(rows),
        )

    def _groups(self, places: slice) -> list[Group]:
        held_out = self.prospects.held_out[places].tolist()
        at = range(len(self.prospects.rows))[places]
        chosen = self.plan.chosen
        return [
            "not_chosen" if place >= chosen else "held_out" if held else "contacted"
            for place, held in zip(at, held_out, strict=True)
        ]


def _whole(column: Column) -> Numbers:
    return column.astype(np.float64)
