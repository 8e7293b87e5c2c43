"""What a training leaves behind for later checks: the profile of all it saw, and how far it moves anyway.

A shop is never still: customers grow older, seasons come, prices creep. So a reference also knows how far each value
has moved between earlier days of the same shop that lie as far apart as the reference and the day of a check. Only what
moved further than it ever did in the year before the training, further than samples of its size vary by, and further
than the limit that the dataset sets has drifted. In a shop's first year nothing is known of its season, and its first
season shows as drift: rightly so, its model has not seen one either.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations
from math import ceil
from typing import Any

from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from perennial.drift import BROKEN, KS_EFFECT, Profile, movement, profile_from, profile_of
from perennial.drift_samples import Sample, sample_of_orders, sample_of_subscribers
from perennial.drift_settings import DriftSettings
from perennial.errors import IntegrityError
from perennial.features import extent
from perennial.models.serving import ServingModel
from perennial.models.subscriber_serving import SubscriberModel
from perennial.records import Json

REFERENCE_FILE = "reference.json"
STEP_DAYS = 30
MOST_STEPS = 12
# The chance that a whole check sees drift where there is none; each value's share of it is smaller.
FALSE_ALARMS = 0.01

type Usual = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Reading:
    """How far one value has moved, and from where on that counts. `ks` and its limit are None of words."""

    name: str
    psi: float
    psi_limit: float
    ks: float | None
    ks_limit: float | None

    @property
    def drifted(self) -> bool:
        """Whether either limit is exceeded."""
        by_ks = self.ks is not None and self.ks_limit is not None and self.ks > self.ks_limit
        return self.psi > self.psi_limit or by_ks

    def to_json(self) -> dict[str, Json]:
        """The reading as it is stored and told."""
        return {
            "name": self.name,
            "psi": self.psi,
            "psi_limit": self.psi_limit,
            "ks": self.ks,
            "ks_limit": self.ks_limit,
            "drifted": self.drifted,
        }


@dataclass(frozen=True, slots=True)
class DriftReference:
    """Profiles by name as of a day, and by name the furthest PSI and KS of days up to 1, 2, … steps apart."""

    day: date | None
    window_days: int
    profiles: Mapping[str, Profile]
    usual: Mapping[str, tuple[Usual, ...]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Json]:
        """The reference as it is stored."""
        return {
            "day": None if self.day is None else self.day.isoformat(),
            "window_days": self.window_days,
            "profiles": {name: profile.to_json() for name, profile in self.profiles.items()},
            "usual": {name: [list(one) for one in steps] for name, steps in self.usual.items()},
        }

    def usual_movement(self, name: str, day: date | None) -> Usual:
        """How far a value has moved before in as many days as there are to this one, as far as that is known."""
        steps = self.usual.get(name, ())
        if not steps or day is None or self.day is None:
            return 0.0, 0.0
        apart = max(1, ceil((day - self.day).days / STEP_DAYS))
        return steps[min(apart, len(steps)) - 1]

    def compare(self, sample: Sample, day: date | None, settings: DriftSettings) -> list[Reading]:
        """A reading of every value that both know, in the reference's order."""
        moved = {
            name: found
            for name, profile in self.profiles.items()
            if name in sample and (found := movement(profile, sample[name])) is not None
        }
        chance = FALSE_ALARMS / max(1, 2 * len(moved))
        readings = []
        for name, found in moved.items():
            usual_psi, usual_ks = self.usual_movement(name, day)
            psi_limit = max(settings.psi_limit, found.psi_noise(chance), usual_psi)
            ks_limit = None if found.ks is None else max(KS_EFFECT, found.ks_noise(chance), usual_ks)
            readings.append(Reading(name, found.psi, psi_limit, found.ks, ks_limit))
        return readings


def reference_of_orders(con: DuckDBPyConnection, model: ServingModel, settings: DriftSettings) -> dict[str, Json]:
    """What to store with a model: the reference as of its day, out of all of `order_lines`."""
    now = sample_of_orders(con, model, model.as_of, settings.window_days)
    first = extent(con).first_order_at
    earlier = []
    for step in range(1, MOST_STEPS + 1):
        day = model.as_of - timedelta(days=step * STEP_DAYS)
        if first is not None and (day - first.date()).days >= settings.window_days:
            earlier.append(sample_of_orders(con, model, day, settings.window_days))
    profiles = {name: profile_of(values) for name, values in now.items()}
    return DriftReference(model.as_of, settings.window_days, profiles, _usual([now, *earlier])).to_json()


def reference_of_subscribers(columns: Mapping[str, NDArray[Any]], model: SubscriberModel) -> dict[str, Json]:
    """What to store with a model of subscribers: the reference of the feature table it learnt from."""
    sample = sample_of_subscribers(model, columns)
    profiles = {name: profile_of(values) for name, values in sample.items()}
    return DriftReference(model.as_of, 0, profiles).to_json()


def reference_from(body: bytes) -> DriftReference:
    """The reference that was stored as JSON; raises IntegrityError."""
    try:
        stored = json.loads(body)
        return DriftReference(
            None if stored["day"] is None else date.fromisoformat(stored["day"]),
            int(stored["window_days"]),
            {name: profile_from(one) for name, one in stored["profiles"].items()},
            {name: tuple((float(psi), float(ks)) for psi, ks in steps) for name, steps in stored["usual"].items()},
        )
    except (TypeError, KeyError, AttributeError, ValueError) as error:
        raise IntegrityError(BROKEN) from error


def _usual(samples: list[Sample]) -> dict[str, tuple[Usual, ...]]:
    """By name the furthest movement between two of these samples, newest first, that lie up to 1, 2, … steps apart."""
    furthest: dict[str, list[Usual]] = {}
    for name in samples[0]:
        profiles = [profile_of(sample[name]) if name in sample else None for sample in samples]
        steps = [(0.0, 0.0)] * (len(samples) - 1)
        for later, earlier in combinations(range(len(samples)), 2):
            before = profiles[earlier]
            found = None if before is None or name not in samples[later] else movement(before, samples[later][name])
            if found is not None:
                psi, ks = steps[earlier - later - 1]
                steps[earlier - later - 1] = max(psi, found.psi), max(ks, found.ks or 0.0)
        furthest[name] = _rising(steps)
    return {name: tuple(steps) for name, steps in furthest.items()}


def _rising(steps: list[Usual]) -> list[Usual]:
    """What lies further apart has moved at least as far."""
    risen: list[Usual] = []
    for psi, ks in steps:
        before = risen[-1] if risen else (0.0, 0.0)
        risen.append((max(psi, before[0]), max(ks, before[1])))
    return risen
