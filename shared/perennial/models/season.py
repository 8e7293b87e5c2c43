"""Season: what the same days of the year before tell of a sum that is forecast from what was bought of late.

Held to what the same customers spent just before, the spend of a horizon grows more at some times of the year than at
others. How far it grew beyond its mean a year ago is expected again in part: as far as one year has told of the next,
where two are seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from perennial.models.level import DAYS_A_YEAR, independent_looks
from perennial.models.serving import Vector

PHASES = 12
# One look at a season is one look: what was out of the ordinary a year ago may as well have been chance.
SHARE_OF_ONE_LOOK = 0.5
# A sum that a season changes by more than this was changed by something else.
LARGEST_SEASON = 2.5


@dataclass(frozen=True, slots=True)
class Growth:
    """The log of the spend of a horizon as a share of what the same customers spent in as many days before it, and its
    variance: how much it would differ with other customers of the kind.
    """

    log: float
    variance: float


def phase_days_ago(phase: int) -> int:
    """How long ago an origin so many twelfths of a year back is."""
    return round(phase * DAYS_A_YEAR / PHASES)


def season_phases(horizon_days: int, furthest_days: int) -> list[int]:
    """How many twelfths of a year back the origins are that tell of a season: those of up to two years.

    All their horizons have ended and none is further back than `furthest_days`. Empty where the same day a year ago is
    not among them, and where a horizon holds every season alike.
    """
    if horizon_days >= DAYS_A_YEAR or furthest_days < DAYS_A_YEAR:
        return []
    return [phase for phase in range(1, 2 * PHASES + 1) if horizon_days <= phase_days_ago(phase) <= furthest_days]


def season_factor(growth: Mapping[int, Growth], horizon_days: int) -> float:
    """What to multiply the sum of the horizon's spend by; 1 without the origin of a year ago.

    `growth` is that after origins, by the twelfths of a year that they lie back. As the level is, what it was beyond
    the usual is shrunken by the share of it that its own standard error may explain (James and Stein, 1961), so that
    the chance of few customers makes no season.
    """
    if PHASES not in growth:
        return 1.0
    beyond_usual = growth[PHASES].log - _usual(growth)
    no_chance = max(0.0, 1.0 - growth[PHASES].variance / beyond_usual**2) if beyond_usual else 0.0
    share = _share_that_returns(growth, horizon_days) if 2 * PHASES in growth else SHARE_OF_ONE_LOOK
    return float(np.clip(np.exp(share * no_chance * beyond_usual), 1.0 / LARGEST_SEASON, LARGEST_SEASON))


def _usual(growth: Mapping[int, Growth]) -> float:
    """The mean over a year, whole if it is there: of months whose horizon has not ended, the year before."""
    latest = {phase % PHASES: growth[phase].log for phase in sorted(growth, reverse=True)}
    return float(np.mean(list(latest.values())))


def _share_that_returns(growth: Mapping[int, Growth], horizon_days: int) -> float:
    """How much of what was out of the ordinary in one year was so in the next: a slope between 0 and 1.

    It is shrunken in the same way.
    """
    phases = [phase for phase in growth if phase <= PHASES and phase + PHASES in growth]
    looks = independent_looks([phase_days_ago(phase) for phase in phases], horizon_days)
    then, since = (_centred([growth[phase + years].log for phase in phases]) for years in (PHASES, 0))
    size = float(np.mean(then**2))
    slope = float(np.mean(then * since)) / size if size > 0 else 0.0
    if slope <= 0 or looks <= 1:
        return 0.0
    variance = float(np.mean((since - slope * then) ** 2)) / (size * (looks - 1.0))
    return min(1.0, slope * max(0.0, 1.0 - variance / slope**2))


def _centred(values: list[float]) -> Vector:
    result: Vector = np.array(values) - np.mean(values)
    return result
