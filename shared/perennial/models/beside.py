"""What a model gives beside the contested numbers: horizons carried on, orders, and why the rest is missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from perennial.dataset import Dataset
from perennial.errors import NotEnoughData
from perennial.models.carrying import Carried, Contested, carry_on
from perennial.models.fitness import Past
from perennial.models.order_counts import MODEL, OrderCounts, backtested_orders, doubt_about_leaving, fit_outlook
from perennial.models.outlook import Outlook
from perennial.models.panel import Panel
from perennial.records import Json

NO_RANGE = "needs forecasts of past days to learn from how far spend strays from them"
NEXT_ORDERS = ("p_alive", "expected_next_order_at")


@dataclass(frozen=True, slots=True)
class Gate:
    """Why horizons have no backtest, by horizon_days: too `short` a history, or `closed` to any forecast.

    `first_day` is that of the first order, None where every horizon is closed.
    """

    first_day: date | None
    short: dict[int, str] = field(default_factory=dict)
    closed: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Beside:
    """The outlook on orders (None where it cannot be given) with its figures by score column, and what was carried on.

    `withheld` and `notes` are by score column.
    """

    carried: Carried
    outlook: Outlook | None = None
    order_figures: dict[str, Json] = field(default_factory=dict)
    withheld: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)


def learn_beside(panel: Panel, as_of: date, description: Dataset, gate: Gate, contested: Contested) -> Beside:
    """Everything that the contests do not give."""
    if gate.first_day is None:
        closed = {days: gate.closed[days] for days in description.horizons_days}
        columns = {f"{column}_{days}d": why for days, why in closed.items() for column in _OF_A_HORIZON}
        return Beside(Carried(), withheld=columns | dict.fromkeys(NEXT_ORDERS, next(iter(closed.values()))))
    past = Past(gate.first_day, as_of, description.fitness)
    carried = carry_on(panel, past, contested, gate.short)
    withheld = carried.withheld | _without_range(contested, carried)
    counts = {days: backtested_orders(panel, calendar) for days, calendar in contested.calendars.items()}
    levels, notes = _levels(counts, carried)
    try:
        outlook = fit_outlook(panel, as_of, levels, past.days)
    except NotEnoughData as missed:
        orders = {f"expected_orders_{days}d": str(missed) for days in description.horizons_days}
        return Beside(carried, None, {}, withheld | orders | dict.fromkeys(NEXT_ORDERS, str(missed)), carried.notes)
    withheld |= {_orders(days): withheld[f"expected_spend_{days}d"] for days in gate.short if days not in levels}
    withheld |= doubt_about_leaving(panel, as_of, description.fitness)
    figures: dict[str, Json] = {_orders(days): {MODEL: one.figures} for days, one in counts.items() if one is not None}
    return Beside(carried, outlook, figures, withheld, carried.notes | notes)


_OF_A_HORIZON = ("expected_spend", "expected_orders", "churn_probability")


def _orders(horizon_days: int) -> str:
    return f"expected_orders_{horizon_days}d"


def _levels(counts: Mapping[int, OrderCounts | None], carried: Carried) -> tuple[dict[int, float], dict[str, str]]:
    """What to multiply expected orders by, by horizon_days, and a note where that was learnt at another horizon."""
    learnt = {days: 1.0 if one is None else one.level.level.factor for days, one in counts.items()}
    longest = max(learnt, default=None)
    levels, notes = dict(learnt), {}
    for days in carried.forms["spend"]:
        levels[days] = 1.0 if longest is None else learnt[longest]
        level = "" if longest is None else f" at the level of {longest} days"
        notes[_orders(days)] = f"not backtested: by the probabilistic model alone{level}"
    return levels, notes


def _without_range(contested: Contested, carried: Carried) -> dict[str, str]:
    given: Iterable[int] = {*contested.forms["spend"], *carried.forms["spend"]}
    bare = sorted(set(given) - {*contested.ranges, *carried.ranges})
    return {f"expected_spend_{days}d_{end}": NO_RANGE for days in bare for end in ("low", "high")}
