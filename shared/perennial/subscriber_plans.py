"""What a subscriber is worth over the horizon, how worth and risk are named, and what to do about each of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perennial.columns import Numbers

DAYS_A_MONTH = 365.25 / 12
MONTHS_A_YEAR = 12
LEFT = "already left"
LEFT_ACTION = "None: they have left. What they can still give is the reason why."
# Lower ends by the percentile of what is paid a month: three equal parts. Worth would hold the risk a second time.
WORTH = ((0.0, "small"), (100 / 3, "middling"), (200 / 3, "valuable"))
RISK_WORDS = {"low": "safe", "medium": "wavering", "high": "likely to leave", None: "risk unknown"}
ACTIONS = {
    ("valuable", "low"): "Thank them and ask for a recommendation; no discount needed.",
    ("valuable", "medium"): "Check in person how content they are; offer a longer contract with something added.",
    ("valuable", "high"): "Call this week with your best offer: few are worth more.",
    ("middling", "low"): "Suggest what goes with what they have.",
    ("middling", "medium"): "Offer a small reward for staying another term, with a date on it.",
    ("middling", "high"): "Send an offer with a date on it now and ask what is missing.",
    ("small", "low"): "Leave them as they are; suggest the next larger plan now and then.",
    ("small", "medium"): "Send one cheap reminder of what they get; no costly incentive.",
    ("small", "high"): "Send one cheap offer; stop if it is not answered.",
}
UNKNOWN_WORTH = {
    "low": "Leave them as they are.",
    "medium": "Check how content they are.",
    "high": "Send an offer with a date on it and ask what is missing.",
}
NOTHING_KNOWN = "Treat them as everybody else until their risk is known."


@dataclass(frozen=True, slots=True)
class StayTerms:
    """The assumptions behind a subscriber's worth; `amount_column` holds what they pay a month, None where unknown."""

    amount_column: str | None
    margin: float
    label_period_days: float
    value_horizon_months: int
    discount_rate_annual: float

    def in_words(self) -> str:
        """The assumptions in a sentence."""
        return (
            f"Worth is the margin ({self.margin:.0%}) of what a customer pays a month "
            f"({self.amount_column or 'in no known column'}), summed over {self.value_horizon_months} months as far as "
            f"they are still there, discounted by {self.discount_rate_annual:.0%} a year. The probability of leaving "
            f"within {self.label_period_days:g} days holds month after month, and the amount stays as it is."
        )


def expected_value(terms: StayTerms, amount: Numbers, churn_probability: Numbers) -> Numbers:
    """The margin of the expected stay in currency: the sum over months t of margin x amount x ((1-p)/(1+d))^t.

    p and d are a month's churn and discount. The survival-discounted customer lifetime value of Gupta and Lehmann,
    "Customers as assets", Journal of Interactive Marketing 17 (2003), over a finite horizon. NaN where unknown.
    """
    stays = (1.0 - churn_probability) ** (DAYS_A_MONTH / terms.label_period_days)
    kept = stays / (1.0 + terms.discount_rate_annual) ** (1.0 / MONTHS_A_YEAR)
    months = np.arange(1, terms.value_horizon_months + 1)
    result: Numbers = terms.margin * amount * (kept[:, np.newaxis] ** months).sum(axis=1)
    return result


def risk_cuts(base_rate: float) -> tuple[float, float]:
    """Where medium and high risk begin: at the average odds of leaving, and at three times those odds."""
    high_odds = 3.0 * base_rate / (1.0 - base_rate)
    return base_rate, high_odds / (1.0 + high_odds)


def planned(worth: str | None, risk: str | None) -> tuple[str, str]:
    """The segment and the action for a customer of this worth (small | middling | valuable | None) and risk."""
    segment = f"{worth or 'worth unknown'}, {RISK_WORDS[risk]}"
    if risk is None:
        return segment, NOTHING_KNOWN
    return segment, UNKNOWN_WORTH[risk] if worth is None else ACTIONS[worth, risk]


def named_bands(values: Numbers, lower_ends: tuple[float, ...], names: tuple[str, ...]) -> NDArray[np.object_]:
    """The name of the band each value lies in; `lower_ends` are those of all bands but the first. None for NaN."""
    named = np.array(names, dtype=object)[np.searchsorted(lower_ends, values, side="right")]
    named[np.isnan(values)] = None
    return np.asarray(named, dtype=np.object_)
