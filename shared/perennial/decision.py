"""From which churn probability on contacting a customer pays: what each threshold costs, and the cheapest one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from perennial.dataset import Economics
from perennial.records import Json

# Everybody above the threshold is contacted: at 0 all who may leave at all, at 1 nobody.
THRESHOLDS = np.round(np.linspace(0.0, 1.0, 101), 2)


@dataclass(frozen=True, slots=True)
class CostCurve:
    """What contacting everybody above each threshold would have cost, in currency per customer.

    `cost_per_customer` and `contacted_share` (0 to 1) stand beside `thresholds`; `chosen` is the cheapest threshold,
    the highest of equals. The cost of contacting nobody is that of the last threshold.
    """

    thresholds: NDArray[np.float64]
    cost_per_customer: NDArray[np.float64]
    contacted_share: NDArray[np.float64]
    chosen: float

    def to_json(self) -> dict[str, Json]:
        """The curve and the choice for a manifest."""
        return {
            "threshold": self.chosen,
            **cost_at(self, self.chosen),
            "curve": {
                "thresholds": self.thresholds.tolist(),
                "cost_per_customer": self.cost_per_customer.tolist(),
                "contacted_share": self.contacted_share.tolist(),
            },
        }


def cost_curve(
    churn_probability: ArrayLike, churned: ArrayLike, value: ArrayLike, economics: Economics
) -> CostCurve | None:
    """The cost of every threshold on customers of whom it is known whether they left.

    `churned` says who did (0 or 1), `value` what a customer is worth over the horizon if kept, in currency. A customer
    who is contacted costs the incentive, needed or not; one who leaves costs value x margin, and of those contacted
    the share contact_success_rate does not leave (after Verbraken, Verbeke and Baesens, IEEE Transactions on
    Knowledge and Data Engineering 25, 2013). Customers of whom a number is unknown are left out; None where nobody
    is left.
    """
    columns = (np.asarray(column, dtype=np.float64) for column in (churn_probability, churned, value))
    probability, left, worth = (column.ravel() for column in np.broadcast_arrays(*columns))
    known = ~(np.isnan(probability) | np.isnan(left) | np.isnan(worth))
    if not known.any():
        return None
    loss = left[known] * worth[known] * economics.margin
    contact = economics.incentive_cost - loss * economics.contact_success_rate
    cost = loss.sum() + _over_those_above(probability[known], contact)
    contacted = _over_those_above(probability[known], np.ones(loss.size))
    cheapest = THRESHOLDS.size - 1 - int(np.argmin(cost[::-1]))
    return CostCurve(THRESHOLDS, cost / loss.size, contacted / loss.size, float(THRESHOLDS[cheapest]))


def cost_at(curve: CostCurve, threshold: float) -> dict[str, Json]:
    """What one of the thresholds costs, beside contacting nobody."""
    at = int(np.searchsorted(curve.thresholds, threshold))
    return {
        "cost_per_customer": float(curve.cost_per_customer[at]),
        "cost_per_customer_contacting_nobody": float(curve.cost_per_customer[-1]),
        "contacted_share": float(curve.contacted_share[at]),
    }


def _over_those_above(probability: NDArray[np.float64], amounts: NDArray[np.float64]) -> NDArray[np.float64]:
    """By threshold, the sum of the amounts of those whose probability is above it."""
    thresholds_below = np.searchsorted(THRESHOLDS, probability, side="left")
    sums = np.bincount(thresholds_below, weights=amounts, minlength=THRESHOLDS.size + 1)
    return np.cumsum(sums[::-1])[::-1][1:]
