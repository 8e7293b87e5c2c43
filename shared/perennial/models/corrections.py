"""What held-out forecasts teach about forecasts to come: the level of spend, and what a probability really meant."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from perennial.models.combined import CurveForm, ScaledForm
from perennial.models.level import Level, Miss, learn_level
from perennial.models.serving import Form, Vector
from perennial.records import Json

GRID = np.linspace(0.0, 1.0, 101)
# A probability of exactly 0 or 1 would call impossible what has merely not been seen.
SUREST = 1e-3


@dataclass(frozen=True, slots=True)
class Judged:
    """Forecasts of one day and what came: `days_ago` before as_of; `is_out_of_time`: their maker knew no later day.

    `season_factor` is what the year before that day said to multiply their sum by.
    """

    forecast: Vector
    actual: Vector
    days_ago: int
    is_out_of_time: bool
    season_factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Standpoint:
    """The day that forecasts are corrected on: `days_ago` before as_of, over `horizon_days`, how many days of
    orders were known by then, and what the year before it says of its season.
    """

    days_ago: int
    horizon_days: int
    history_days: int
    season_factor: float = 1.0


class Correction(Protocol):
    """Something to be done to every forecast of a candidate."""

    def on(self, judged: Judged) -> Judged:
        """The same day with corrected forecasts."""
        ...

    def form(self, form: Form) -> Form:
        """The form that predicts corrected."""
        ...

    def story(self) -> Json:
        """What it does, for manifest and report."""
        ...


@dataclass(frozen=True, slots=True)
class LevelCorrection:
    """All expected spend multiplied alike: by the level, and by the season of the day that is forecast from."""

    level: Level
    season_factor: float = 1.0

    @property
    def factor(self) -> float:
        """Both together."""
        return self.level.factor * self.season_factor

    def on(self, judged: Judged) -> Judged:
        """The sums corrected; the season is that of the judged day."""
        return replace(judged, forecast=self.level.factor * judged.season_factor * judged.forecast, season_factor=1.0)

    def form(self, form: Form) -> Form:
        """Itself where nothing is corrected."""
        return form if self.factor == 1.0 else ScaledForm(form, self.factor)

    def story(self) -> Json:
        """The factors, and the misses that the level was learnt from, each that of the season's forecast."""
        misses: list[Json] = [
            {"days_ago": miss.days_ago, "actual_by_forecast": miss.ratio} for miss in self.level.misses
        ]
        return {"level_factor": self.level.factor, "season_factor": self.season_factor, "learnt_from": misses}


@dataclass(frozen=True, slots=True)
class Calibration:
    """A curve from the probability said to the one meant; `before` and `after` are its knots, empty for none."""

    kind: str
    before: Vector
    after: Vector

    def on(self, judged: Judged) -> Judged:
        """Probabilities read off the curve."""
        return replace(judged, forecast=self._read(judged.forecast))

    def form(self, form: Form) -> Form:
        """Itself where no curve was better than none."""
        return CurveForm(form, self.before, self.after) if self.before.size else form

    def story(self) -> Json:
        """The kind of curve and its knots."""
        knots: list[Json] = [[float(x), float(y)] for x, y in zip(self.before, self.after, strict=True)]
        return {"calibration": self.kind, "curve": knots}

    def _read(self, probability: Vector) -> Vector:
        return np.interp(probability, self.before, self.after) if self.before.size else probability


def level_of(judged: Sequence[Judged], standpoint: Standpoint) -> LevelCorrection:
    """The season of the day, and the level that days borne out by then teach; whose makers knew later days teach none.

    What a season already told of is no miss of the level.
    """
    seen = [
        Miss.of(max(one.days_ago - standpoint.days_ago, 0), one.actual, one.season_factor * one.forecast)
        for one in judged
        if one.is_out_of_time
    ]
    misses = [miss for miss in seen if miss is not None]
    level = learn_level(misses, standpoint.horizon_days, standpoint.history_days)
    return LevelCorrection(level, standpoint.season_factor)


def calibration_of(judged: Sequence[Judged], _standpoint: Standpoint) -> Calibration:
    """No curve, a sigmoid or an isotonic one: the one with the lowest Brier score on days it was not learnt from.

    It is learnt alike from all days, whatever the standpoint.
    """
    best, lowest = NO_CALIBRATION, _mean_brier(judged, [NO_CALIBRATION] * len(judged))
    if len(judged) <= 1:
        return best
    for learn in (_sigmoid, _isotonic):
        held_out = [learn([*judged[:number], *judged[number + 1 :]]) for number in range(len(judged))]
        brier = _mean_brier(judged, held_out)
        if brier < lowest:
            best, lowest = learn(judged), brier
    return best


NO_CALIBRATION = Calibration("none", np.zeros(0), np.zeros(0))


def _mean_brier(judged: Sequence[Judged], curves: Sequence[Calibration]) -> float:
    corrected = [curve.on(one) for curve, one in zip(curves, judged, strict=True)]
    return float(np.mean(np.concatenate([(one.forecast - one.actual) ** 2 for one in corrected])))


def _sigmoid(judged: Sequence[Judged]) -> Calibration:
    """Platt, "Probabilistic outputs for support vector machines", 1999, on the log-odds."""
    said, came = _pooled(judged)
    if np.ptp(came) == 0:
        return NO_CALIBRATION
    with threadpool_limits(1):
        line = LogisticRegression(C=1e6).fit(_log_odds(said)[:, None], came)
    return Calibration("sigmoid", GRID, line.predict_proba(_log_odds(GRID)[:, None])[:, 1])


def _isotonic(judged: Sequence[Judged]) -> Calibration:
    """Zadrozny and Elkan, "Transforming classifier scores into accurate multiclass probability estimates", KDD 2002."""
    curve = IsotonicRegression(y_min=SUREST, y_max=1.0 - SUREST, out_of_bounds="clip").fit(*_pooled(judged))
    return Calibration("isotonic", curve.X_thresholds_, curve.y_thresholds_)


def _pooled(judged: Sequence[Judged]) -> tuple[Vector, Vector]:
    return np.concatenate([one.forecast for one in judged]), np.concatenate([one.actual for one in judged])


def _log_odds(probability: Vector) -> Vector:
    inside = np.clip(probability, SUREST, 1.0 - SUREST)
    result: Vector = np.log(inside / (1.0 - inside))
    return result
