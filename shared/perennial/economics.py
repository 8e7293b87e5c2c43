"""What to do about a customer, and what doing it is worth."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from perennial.dataset import Economics

# One row a segment: what to do at low, medium, high and unknown risk of leaving.
ACTIONS: dict[str, tuple[str, str, str, str]] = {
    "champions": (
        "Thank them, show them new things first and ask for a review; no discount needed.",
        "Write in person and ask how the last order went; offer early access, not a discount.",
        "Call or write in person this week and make your best offer: few are worth more.",
        "Thank them and show them new things first.",
    ),
    "loyal": (
        "Suggest what goes with what they buy; invite them to the loyalty programme.",
        "Remind them at their usual time of order, with a suggestion of their own.",
        "Send an offer with a date on it now and ask what is missing.",
        "Suggest what goes with what they buy.",
    ),
    "new": (
        "Welcome them and show how to get the most out of the first order.",
        "Welcome them and give a reason for a second order within the month.",
        "Offer a small incentive for the second order, with a date on it.",
        "Welcome them and suggest a second order.",
    ),
    "promising": (
        "Suggest the next product; reward the next order, not this one.",
        "Remind them of what they looked at or bought, and name a reason to order now.",
        "Offer a small incentive for the next order, with a date on it.",
        "Suggest the next product.",
    ),
    "needs attention": (
        "Keep them in the newsletter with what is new in what they bought.",
        "Remind them with a suggestion from what they bought; a small incentive may pay.",
        "Send one offer with a date on it; stop if it is not taken.",
        "Remind them with a suggestion from what they bought.",
    ),
    "at risk": (
        "Ask how things are, without a discount: they may just buy seldom.",
        "Win them back with a suggestion of their own and an incentive worth their past spend.",
        "Call or write in person with your best win-back offer; ask why they left.",
        "Win them back with a suggestion of their own.",
    ),
    "hibernating": (
        "Leave them in the newsletter; they come back by themselves.",
        "Send one seasonal reminder; no costly incentive.",
        "Send one cheap win-back message and stop if it is not answered.",
        "Send one seasonal reminder.",
    ),
    "lost": (
        "Leave them in the newsletter; they come back by themselves.",
        "Send one cheap reminder a season.",
        "Spend nothing on them: leave the newsletter as the way back.",
        "Spend nothing on them beyond the newsletter.",
    ),
    "unknown": (
        "Treat them as everybody else until more of their orders are known.",
        "Send the usual reminders until more of their orders are known.",
        "Send one offer with a date on it and see whether they answer.",
        "Collect more of their orders before deciding.",
    ),
}
RISKS_IN_ORDER = ("low", "medium", "high", None)


def recommended_action(segment: str, risk: str | None) -> str:
    """What to do about a customer of this segment at this risk (low, medium, high, or None: unknown)."""
    return ACTIONS[segment][RISKS_IN_ORDER.index(risk)]


def value_at_risk(churn_probability: ArrayLike, expected_spend: ArrayLike) -> NDArray[np.float64]:
    """The part of the expected spend that may be lost, in currency; NaN where a number is unknown.

    Both are of the same horizon.
    """
    return np.asarray(churn_probability, dtype=np.float64) * np.asarray(expected_spend, dtype=np.float64)


def contact_returns(at_stake: ArrayLike, economics: Economics, *, margin_in_values: float = 1.0) -> NDArray[np.float64]:
    """What contacting each customer is expected to bring before its cost, in currency; NaN where it is unknown.

    `at_stake` is the probability of leaving times what is expected of the customer. Of those who would leave, the share
    `contact_success_rate` is kept, and of what they spend the margin is earned; `margin_in_values` is the margin that
    was taken of `at_stake` already. The churn-reduction side of the profit of a retention campaign (Neslin, Gupta,
    Kamakura, Lu and Mason, Journal of Marketing Research 43, 2006); what an incentive costs with customers who would
    have stayed is in its cost, which everybody contacted causes.
    """
    kept = economics.margin / margin_in_values * economics.contact_success_rate
    return np.asarray(at_stake, dtype=np.float64) * kept
