"""The plan for a budget: whom to contact, what it is expected to bring, and how that turns on each assumption.

Every contact costs the same, so the greedy choice by expected gain is the best there is: whoever replaces one of the
chosen brings less. The order does not turn on the assumptions either, as they scale every return alike; so customers
are sorted once, and a plan is how many of the first of them are chosen.
"""

from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from perennial.columns import Numbers
from perennial.dataset import Economics
from perennial.economics import contact_returns

CURVE_POINTS = 24
FACTORS = (0.5, 2.0)
MOST: dict[str, float] = {"margin": 1.0, "contact_success_rate": 1.0}


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of a budget; money in currency.

    The first `chosen` of the prospects are in the plan: `contacted`, or held out at random, so that what contacting
    them brings can be measured. `expected_return` is before `cost`, `net` after it, both of those contacted alone; its
    low and high end are what comes if all of them spend at that end of their ranges at once (None without ranges).
    `worth_contacting` counts everybody whose gain is above 0, at any budget. At `break_even_success_rate` the plan
    would bring its cost (None where nobody is contacted).
    """

    budget: float
    chosen: int
    contacted: int
    held_out: int
    worth_contacting: int
    cost: float
    expected_return: float
    expected_return_low: float | None
    expected_return_high: float | None
    net: float
    break_even_success_rate: float | None


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What the same budget would do, were one assumption another."""

    assumption: str
    value: float
    contacted: int
    net: float


@dataclass(frozen=True)
class Prospects:
    """The customers a plan may choose from, those with most at stake first, equals by row.

    `rows` says who they are. `at_stake` is the probability of leaving times the expected value, in currency, `low` and
    `high` the same at the ends of its range (None without one); `held_out` are those a plan leaves alone on purpose.
    """

    rows: NDArray[np.int64]
    at_stake: Numbers
    low: Numbers | None
    high: Numbers | None
    held_out: NDArray[np.bool_]
    margin_in_values: float = 1.0

    @classmethod
    def of(
        cls,
        at_stake: Numbers,
        held_out: NDArray[np.bool_],
        *,
        low: Numbers | None = None,
        high: Numbers | None = None,
        margin_in_values: float = 1.0,
    ) -> "Prospects":
        """Those of the customers, one a row, of whom it is known what is at stake; NaN is unknown."""
        order = np.argsort(-at_stake, kind="stable")
        rows = order[: np.count_nonzero(~np.isnan(at_stake))]
        low, high = (None if end is None else np.nan_to_num(end[rows]) for end in (low, high))
        return cls(rows, at_stake[rows], low, high, held_out[rows], margin_in_values)

    @cached_property
    def sums(self) -> "Sums":
        """What the first 0, 1, 2 … prospects add up to."""
        ends = (None if end is None else self._contacted_alone(end) for end in (self.low, self.high))
        return Sums(self._contacted_alone(np.ones(len(self.rows))), self._contacted_alone(self.at_stake), *ends)

    def _contacted_alone(self, column: Numbers) -> Numbers:
        return np.concatenate([[0.0], np.cumsum(np.where(self.held_out, 0.0, column))])

    def worth_contacting(self, economics: Economics) -> int:
        """How many are expected to bring more than a contact costs: the first ones."""

        def is_not_worth_it(place: int) -> bool:
            return not self.returned(float(self.at_stake[place]), economics) > economics.incentive_cost

        return bisect_left(range(len(self.rows)), True, key=is_not_worth_it)

    def returned(self, at_stake: float, economics: Economics) -> float:
        """What contacting brings of what is at stake, in currency."""
        return float(contact_returns(at_stake, economics, margin_in_values=self.margin_in_values))


@dataclass(frozen=True, slots=True)
class Sums:
    """Of the first 0, 1, 2 … prospects, over those who are contacted: how many they are and what is at stake."""

    contacted: Numbers
    at_stake: Numbers
    low: Numbers | None
    high: Numbers | None


def plan_for(budget: float, prospects: Prospects, economics: Economics) -> Plan:
    """The plan that brings most for this much money; nobody is in it whose gain is not above 0."""
    most = affordable(budget, economics.incentive_cost, len(prospects.rows))
    return _plan(budget, most, prospects, economics)


def _plan(budget: float, most: int, prospects: Prospects, economics: Economics) -> Plan:
    worth = prospects.worth_contacting(economics)
    chosen, sums = min(worth, most), prospects.sums
    contacted = int(sums.contacted[chosen])
    cost = float(contacted * Decimal(str(economics.incentive_cost)))
    returned = prospects.returned(float(sums.at_stake[chosen]), economics)
    low, high = (
        None if end is None else prospects.returned(float(end[chosen]), economics) for end in (sums.low, sums.high)
    )
    return Plan(
        budget=budget,
        chosen=chosen,
        contacted=contacted,
        held_out=chosen - contacted,
        worth_contacting=worth,
        cost=cost,
        expected_return=returned,
        expected_return_low=low,
        expected_return_high=high,
        net=returned - cost,
        break_even_success_rate=economics.contact_success_rate * cost / returned if contacted else None,
    )


def affordable(budget: float, incentive_cost: float, most: int) -> int:
    """How many contacts the budget pays for, in exact decimals; `most` where they cost nothing."""
    if incentive_cost == 0:
        return most
    return int(min(Decimal(str(budget)) // Decimal(str(incentive_cost)), Decimal(most)))


def curve(budget: float, prospects: Prospects, economics: Economics) -> list[Plan]:
    """Plans for rising budgets from 0 to the last that changes anything, that of `budget` among them."""
    cost = Decimal(str(economics.incentive_cost))
    steps = np.linspace(0, prospects.worth_contacting(economics), CURVE_POINTS + 1).round().astype(int).tolist()
    points = {float(step * cost): _plan(float(step * cost), step, prospects, economics) for step in steps}
    points[budget] = plan_for(budget, prospects, economics)
    return [points[each] for each in sorted(points)]


def sensitivities(budget: float, prospects: Prospects, economics: Economics) -> list[Sensitivity]:
    """The same budget with each assumption halved and doubled, as far as it may go; none that stays as it is."""
    found = []
    for name in type(economics).model_fields:
        base = float(getattr(economics, name))
        for value in (min(base * factor, MOST.get(name, np.inf)) for factor in FACTORS):
            if value != base:
                plan = plan_for(budget, prospects, economics.model_copy(update={name: value}))
                found.append(Sensitivity(name, value, plan.contacted, plan.net))
    return found
