"""What contacting customers really brought: those contacted against those held out at random."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from perennial.errors import NotEnoughData

CONFIDENCE = 0.95
FEWEST = 3


@dataclass(frozen=True, slots=True)
class MeasuredEffect:
    """By how much a customer who was contacted came out above one held out, with its 95 % interval.

    In the unit of the outcomes: money if they are spend, a share if they say who ordered.
    """

    contacted: int
    held_out: int
    difference: float
    low: float
    high: float

    def in_words(self) -> str:
        """What may be said of it."""
        verdict = "that may be chance"
        if self.low > 0 or self.high < 0:
            verdict = "that is more than chance" if self.low > 0 else "contacting did harm"
        side = "above" if self.difference >= 0 else "below"
        return (
            f"On average the {self.contacted:,} contacted came out {abs(self.difference):,.2f} {side} the "
            f"{self.held_out:,} held out, with a 95 % interval from {self.low:,.2f} to {self.high:,.2f}: {verdict}."
        )


def measured_effect(contacted: ArrayLike, held_out: ArrayLike) -> MeasuredEffect:
    """The difference of the two groups' mean outcomes, a number for each customer, and its 95 % interval.

    By Welch's test, whose groups may differ in size and spread (Biometrika 34, 1947). Raises NotEnoughData where a
    group has fewer than three customers. A plan draws its holdout at random, so the difference is caused by contacting.
    """
    groups = [np.asarray(group, dtype=np.float64).ravel() for group in (contacted, held_out)]
    if min(group.size for group in groups) < FEWEST:
        raise NotEnoughData(f"measuring a plan needs {FEWEST} customers in each group; hold out a larger share.")
    difference = float(groups[0].mean() - groups[1].mean())
    squares = [float(group.var(ddof=1)) / group.size for group in groups]
    reach = 0.0
    if sum(squares) > 0:
        parts = sum(square**2 / (group.size - 1) for square, group in zip(squares, groups, strict=True))
        reach = t_quantile((1 + CONFIDENCE) / 2, sum(squares) ** 2 / parts) * sqrt(sum(squares))
    return MeasuredEffect(groups[0].size, groups[1].size, difference, difference - reach, difference + reach)


def t_quantile(share: float, degrees_of_freedom: float) -> float:
    """Student's t below which this share lies, to 1 % from 2 degrees of freedom on.

    By its expansion around the normal quantile (Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5).
    """
    z, n = NormalDist().inv_cdf(share), degrees_of_freedom
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / n**power for power, term in enumerate(terms, start=1))
