"""Level: by how much all forecasts together were off on earlier days, and how much of that will be so again.

A forecast learnt from the past carries the past's level on. Where it missed the sum on earlier origins, always by about
the same share, it is corrected by it; a miss that differs from origin to origin is no reason to correct but one to
doubt, and widens the interval of the sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from perennial.models.serving import Vector

# Before any origin was seen, a sum is taken to be missed by some 15 %; that counts as much as one origin.
USUAL_MISS = 0.15
ORIGINS_OF_USUAL_MISS = 1.0
# What a season may do to a sum that has not yet been seen in any year: the standard deviation of its log.
UNSEEN_SEASON = 0.2
DAYS_A_YEAR = 365
# An origin counts half as much as one that is a year younger.
HALF_LIFE_DAYS = 365.0
# A sum missed by more than this says that something else was wrong than its level.
LEAST_RATIO, LARGEST_RATIO = 0.2, 5.0


@dataclass(frozen=True, slots=True)
class Miss:
    """A forecast sum held to what came: on which day before now it was made, and the actual sum as a share of it."""

    days_ago: int
    ratio: float

    @classmethod
    def of(cls, days_ago: int, actual: Vector, forecast: Vector) -> "Miss | None":
        """None where there was nothing to forecast or nothing was forecast."""
        if actual.sum() <= 0 or forecast.sum() <= 0:
            return None
        ratio = float(np.clip(actual.sum() / forecast.sum(), LEAST_RATIO, LARGEST_RATIO))
        return cls(days_ago, ratio)


@dataclass(frozen=True, slots=True)
class Level:
    """What to multiply forecasts by, and how surely: the log of the next sum's miss is `spread` times Student's t."""

    factor: float
    spread: float
    degrees_of_freedom: float
    misses: tuple[Miss, ...]


def learn_level(misses: Sequence[Miss], horizon_days: int, history_days: int) -> Level:
    """The correction that these earlier misses bear out; 1 where there are none or they contradict each other.

    The mean of the log ratios is shrunken by the share of it that its own standard error may explain (the positive
    part of James and Stein, "Estimation with quadratic loss", 1961), so that few origins correct little. How far sums
    stray from one time to another is learnt from the same misses; to it comes what no miss can tell of while a part of
    the year has not been forecast yet: the season.
    """
    logs, weights = _logs(misses)
    looks = independent_looks([miss.days_ago for miss in misses], horizon_days)
    mean = float(np.average(logs, weights=weights)) if looks else 0.0
    variance, _ = _variance(logs - mean, weights, looks, used=1.0)
    borne_out = max(0.0, 1.0 - variance / looks / mean**2) if mean else 0.0
    correction = borne_out * mean
    variance, freedom = _variance(logs - correction, weights, looks, used=borne_out)
    unseen = UNSEEN_SEASON**2 * unseen_share_of_year(horizon_days, history_days)
    return Level(float(np.exp(correction)), float(np.sqrt(variance + unseen)), freedom, tuple(misses))


def independent_looks(days_ago: Sequence[int], horizon_days: int) -> float:
    """How many independent looks at the level these origins are: those closer than a horizon share what they saw."""
    gaps = np.diff(np.sort(days_ago))
    return 1.0 + float(np.minimum(1.0, gaps / horizon_days).sum()) if len(days_ago) else 0.0


def unseen_share_of_year(horizon_days: int, history_days: int) -> float:
    """The share of the year's days from which a horizon has not yet been seen to its end."""
    return float(np.clip(1.0 - (history_days - horizon_days) / DAYS_A_YEAR, 0.0, 1.0))


def _logs(misses: Sequence[Miss]) -> tuple[Vector, Vector]:
    """Log ratios and their weights."""
    logs = np.log([miss.ratio for miss in misses])
    return logs, np.array([0.5 ** (miss.days_ago / HALF_LIFE_DAYS) for miss in misses])


def _variance(errors: Vector, weights: Vector, looks: float, *, used: float) -> tuple[float, float]:
    """The variance of the log ratio of one origin and its degrees of freedom, the usual miss counted in."""
    seen = float(np.average(errors**2, weights=weights)) * looks if looks else 0.0
    freedom = ORIGINS_OF_USUAL_MISS + looks - used if looks else ORIGINS_OF_USUAL_MISS
    return (ORIGINS_OF_USUAL_MISS * USUAL_MISS**2 + seen) / freedom, freedom
