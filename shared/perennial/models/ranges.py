"""Around an expected spend, the range that what comes falls into four times in five."""

from dataclasses import dataclass

import numpy as np

from perennial.columns import Numbers

COVERAGE = 0.8


@dataclass(frozen=True, slots=True)
class SpendRange:
    """Bounds as shares of the expected spend, by expected spend: knots, straight lines between their logs.

    Below the first knot the upper bound stays what it is there: who is expected to spend next to nothing may still.
    `total_low` and `total_high` are the bounds of the sum over all customers as shares of it.
    """

    knots: Numbers
    low_shares: Numbers
    high_shares: Numbers
    total_low: float
    total_high: float

    def bounds(self, expected: Numbers) -> tuple[Numbers, Numbers]:
        """Lower and upper bound in currency, with the expected spend between them."""
        at_least = np.maximum(expected, self.knots[0])
        where, knots = np.log(at_least), np.log(self.knots)
        low = expected * np.interp(where, knots, self.low_shares)
        high = at_least * np.interp(where, knots, self.high_shares)
        return np.minimum(low, expected), np.maximum(high, expected)
