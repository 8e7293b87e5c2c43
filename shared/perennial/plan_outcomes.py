"""What came of a past plan once its horizon has passed: the spend of whom it listed against those it held out."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from duckdb import DuckDBPyConnection

from perennial.csv_safety import safe_text
from perennial.errors import NotEnoughData
from perennial.features import labels_at
from perennial.plan_effects import MeasuredEffect, measured_effect
from perennial.records import Json

CAVEAT = (
    "This is what contacting brought only if everybody on the list was contacted and nobody held out was: that a list "
    "was fetched does not show that anybody was contacted."
)


@dataclass(frozen=True, slots=True)
class PastPlan:
    """A plan that held customers out and whose horizon has passed; `incentive_cost` of a contact in currency."""

    plan_id: str
    as_of: date
    horizon_days: int
    margin: float
    incentive_cost: float


def past_plan(plan_id: str, terms: Mapping[str, Any], last_day: date) -> PastPlan | None:
    """The plan of these terms, as they are kept beside its list; None where it cannot be measured by the last day."""
    if not terms["held_out"] or terms["as_of"] is None:
        return None
    as_of, assumed = date.fromisoformat(terms["as_of"]), terms["assumptions"]
    if as_of + timedelta(days=assumed["horizon_days"]) > last_day:
        return None
    return PastPlan(plan_id, as_of, assumed["horizon_days"], assumed["margin"], assumed["incentive_cost"])


def plan_effect(con: DuckDBPyConnection, plan: PastPlan, listed: Path) -> dict[str, Json]:
    """By how much those listed to be contacted spent more than those held out, by the labels that models learn from.

    `listed` is the plan's list as CSV. Customers of whom the `order_lines` know nothing any more are left out; with
    too few in a group the difference, its 95 % interval and the return of a contact (before its cost) are None.
    """
    spent = _spent(con, plan, listed)
    contacted, held_out = spent["contacted"], spent["held_out"]
    told: dict[str, Json] = {
        "plan_id": plan.plan_id,
        "as_of": plan.as_of.isoformat(),
        "horizon_days": plan.horizon_days,
        "contacted": len(contacted),
        "held_out": len(held_out),
        "mean_contacted": _mean(contacted),
        "mean_held_out": _mean(held_out),
    }
    try:
        effect = measured_effect(contacted, held_out)
    except NotEnoughData as error:
        return told | _nothing(str(error))
    return told | {
        "difference": effect.difference,
        "low": effect.low,
        "high": effect.high,
        "return_per_contact": plan.margin * effect.difference,
        "in_words": _in_words(plan, effect),
    }


def _nothing(reason: str) -> dict[str, Json]:
    unknown = dict.fromkeys(("difference", "low", "high", "return_per_contact"))
    return {**unknown, "in_words": f"What this plan brought cannot be told: {reason}"}


def _in_words(plan: PastPlan, effect: MeasuredEffect) -> str:
    returned, low, high = (plan.margin * amount for amount in (effect.difference, effect.low, effect.high))
    return (
        f"By what they spent in the {plan.horizon_days} days after {plan.as_of}, of the plan's list: "
        f"{effect.in_words()} At a margin of {100 * plan.margin:g} % a contact returned {returned:,.2f}, between "
        f"{low:,.2f} and {high:,.2f}, before its cost of {plan.incentive_cost:,.2f}. {CAVEAT}"
    )


def _mean(spent: list[float]) -> float | None:
    return float(np.mean(spent)) if spent else None


def _spent(con: DuckDBPyConnection, plan: PastPlan, listed: Path) -> dict[str, list[float]]:
    """By group what each of its customers spent within the horizon, in currency, in the order of their ids."""
    spent: dict[str, list[float]] = {"contacted": [], "held_out": []}
    groups = _groups(listed)
    for customer_id, spend, _ in labels_at(con, plan.as_of, plan.horizon_days).fetchall():
        group = groups.get(safe_text(customer_id))
        if group in spent:
            spent[group].append(spend)
    return spent


def _groups(listed: Path) -> dict[str, str]:
    """The group of each customer, whose id is as a spreadsheet opens it safely."""
    with listed.open(encoding="utf-8", newline="") as lines:
        return {row["customer_id"]: row["group"] for row in csv.DictReader(lines)}
