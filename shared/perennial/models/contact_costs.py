"""From which churn probability on a contact pays, on customers of past days whose going or staying is known.

Whoever is kept is taken to spend what the probabilistic model expects of a customer with their history who has not
left, where that can be told. Where it cannot, since hardly anyone comes back, it is what is expected of them as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from perennial.dataset import Economics
from perennial.decision import cost_at, cost_curve
from perennial.errors import NotEnoughData
from perennial.models.backtest import Forecasts
from perennial.models.contest import Contest
from perennial.models.origins import Split
from perennial.models.panel import FEATURE_NAMES, Examples
from perennial.models.probabilistic import Purchases
from perennial.models.serving import Vector
from perennial.records import Json

BUSINESS_COST = "business_cost"
# Of who is surely gone nobody can say what they would spend.
LEAST_ALIVE = 1e-9


@dataclass(frozen=True, slots=True)
class PastCustomers:
    """Customers of past days, those of the report last: whether they stayed away, and what they are worth if kept."""

    churned: tuple[Vector, ...]
    worth: tuple[Vector, ...]

    @classmethod
    def of(cls, churn: Contest, spend: Contest, spend_forecasts: Forecasts, *, knows_who_left: bool) -> "PastCustomers":
        """From the contests of one horizon and what the winner of spend forecast."""
        calendar = churn.backtest.calendar
        splits = (*calendar.selection, calendar.report)
        expected = (*spend_forecasts.selection, spend_forecasts.report)
        churned = [churn.backtest.judged_examples(split).target for split in splits]
        worth = expected
        if knows_who_left:
            worth = tuple(_worth(spend, *pair) for pair in zip(splits, expected, strict=True))
        return cls(tuple(churned), worth)

    def business_cost(self, forecasts: Forecasts, economics: Economics) -> dict[str, Json]:
        """The cost of a threshold chosen on earlier days, on the untouched horizon; empty where nothing is known.

        `threshold` is the churn probability above which customers are contacted; costs are in currency a customer.
        """
        earlier = cost_curve(
            np.concatenate(forecasts.selection), _all(self.churned[:-1]), _all(self.worth[:-1]), economics
        )
        report = cost_curve(forecasts.report, self.churned[-1], self.worth[-1], economics)
        if earlier is None or report is None:
            return {}
        return {"threshold": earlier.chosen, **cost_at(report, earlier.chosen)}

    def chosen(self, forecasts: Forecasts, economics: Economics) -> dict[str, Json]:
        """The curve over all of these days with the cheapest threshold, its assumptions in words."""
        probability = np.concatenate([*forecasts.selection, forecasts.report])
        curve = cost_curve(probability, _all(self.churned), _all(self.worth), economics)
        return {} if curve is None else curve.to_json() | {"assumptions": assumptions(economics)}


def assumptions(economics: Economics) -> str:
    """What the costs rest on."""
    return (
        f"A contact costs {economics.incentive_cost:g}, needed or not, and keeps {economics.contact_success_rate:.0%} "
        f"of those who would stay away; whoever stays away costs {economics.margin:.0%} of what a customer "
        "with their history who has not left is expected to spend."
    )


def _worth(spend: Contest, split: Split, expected: Vector) -> Vector:
    examples = spend.backtest.judged_examples(split)
    return np.maximum(_spend_of_a_customer(examples, spend.horizon_days), expected)


def _spend_of_a_customer(examples: Examples, horizon_days: int) -> Vector:
    """Expected spend of those who have not left; 0 where nobody has come back, from whom to learn it."""
    seen = dict(zip(FEATURE_NAMES, examples.matrix.T, strict=True))
    try:
        model = examples.present.model
    except NotEnoughData:
        return np.zeros(len(examples.target))
    alive = model.buying.alive(Purchases.of(seen).history)
    spend = model.forecast(seen, [horizon_days]).spend[horizon_days]
    return np.nan_to_num(spend / np.maximum(alive, LEAST_ALIVE))


def _all(parts: Sequence[Vector]) -> Vector:
    return np.concatenate(parts)
