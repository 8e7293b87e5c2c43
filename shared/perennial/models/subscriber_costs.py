"""From which probability of leaving a contact pays: what each threshold would have cost on customers not learnt."""

import numpy as np

from perennial.dataset import Economics
from perennial.models.serving import Vector
from perennial.records import Json

STEPS = 101


def cost_curve(probability: Vector, outcome: Vector, at_stake: Vector, economics: Economics) -> dict[str, Json]:
    """The cost a customer at each threshold of contacting everybody at or above it, and the cheapest threshold.

    Whoever leaves costs what they were worth (`at_stake`, currency); a contact costs the incentive and keeps its share
    of leavers. The cost of Neslin et al. (Journal of Marketing Research 43, 2006) with a value for each customer.
    """
    known = ~np.isnan(at_stake) & ~np.isnan(probability)
    probability, lost = probability[known], outcome[known] * at_stake[known]
    contacted = economics.incentive_cost - economics.contact_success_rate * lost
    thresholds = np.linspace(0.0, 1.0, STEPS)
    costs = [float((lost.sum() + contacted[probability >= threshold].sum()) / len(lost)) for threshold in thresholds]
    nobody = float(lost.mean())
    best = STEPS - 1 - int(np.argmin(costs[::-1]))  # of equally cheap thresholds the one with fewest contacts
    return {
        "threshold": float(thresholds[best]),
        "cost_per_customer": costs[best],
        "cost_per_customer_contacting_nobody": nobody,
        "cost_per_customer_contacting_everybody": costs[0],
        "share_contacted": float((probability >= thresholds[best]).mean()),
        "assumptions": (
            f"A contact costs {economics.incentive_cost:g} and keeps {economics.contact_success_rate:.0%} of those who "
            "would leave; whoever leaves costs the worth of a customer with the average probability of leaving."
        ),
        "curve": [
            {"threshold": round(float(threshold), 2), "cost_per_customer": cost}
            for threshold, cost in zip(thresholds, costs, strict=True)
        ],
    }
