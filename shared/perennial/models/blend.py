"""A blend of two kinds of knowledge: half of what a formula for buying says, half of what learners say.

The probabilistic model knows how purchases come and end but not what examples teach, learners the opposite, so their
faults differ, in level too. Among the learners the better half counts, in equal parts: few days tell little about
weights, and equal ones are hard to beat once the worst are left out (Timmermann, "Forecast combinations", Handbook of
Economic Forecasting 1, 2006). Members enter as they are; what the blend misses in common is corrected afterwards.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from perennial.errors import NotEnoughData
from perennial.models.backtest import Backtest, Forecasts, Outcome
from perennial.models.buy_till_you_leave import PROBABILISTIC
from perennial.models.serving import Form, Matrix, Vector
from perennial.models.yardsticks import YARDSTICKS, Yardstick
from perennial.records import Json

BLEND = "blend"
FEWEST_LEARNERS = 2


@dataclass(frozen=True, slots=True)
class Blend:
    """The members with their weights, which add up to 1, and what they would have forecast together."""

    yardstick: Yardstick
    weights: dict[str, float]
    forecasts: Forecasts

    @classmethod
    def learn(cls, backtest: Backtest, outcomes: Mapping[str, Outcome], left_out: Collection[str]) -> "Blend":
        """From backtests, simplest candidate first; each day is forecast by those that did best on the other days.

        Nobody `left_out` is a member. Raises NotEnoughData where fewer than two members or two days are there.
        """
        actuals = backtest.actuals()
        made = {name: outcome.raw for name, outcome in outcomes.items() if name not in left_out}
        if min(len(made), len(actuals)) <= 1:
            raise NotEnoughData("a blend takes two candidates and two days to choose them on")
        yardstick = YARDSTICKS[backtest.target]
        losses = {name: _losses(yardstick, forecasts, actuals) for name, forecasts in made.items()}
        selection = []
        for held_out in range(len(actuals)):
            weights = member_weights({name: float(np.delete(loss, held_out).mean()) for name, loss in losses.items()})
            selection.append(_mixed(yardstick, weights, {name: made[name].selection[held_out] for name in weights}))
        weights = member_weights({name: float(loss.mean()) for name, loss in losses.items()})
        report = _mixed(yardstick, weights, {name: made[name].report for name in weights})
        return cls(yardstick, weights, Forecasts(tuple(selection), report))

    def form(self, forms: Sequence[Form], present: Matrix) -> Form:
        """The members' forms as one; `present` holds the customers known now."""
        return self.yardstick.mixed_form(forms, tuple(self.weights.values()), present)

    def story(self) -> dict[str, Json]:
        """The weights by name."""
        return dict(self.weights)


def member_weights(losses: Mapping[str, float]) -> dict[str, float]:
    """Half for the probabilistic model, the other half shared by the better half of the others; all where it lacks."""
    others = sorted((name for name in losses if name != PROBABILISTIC), key=lambda name: losses[name])
    best = set(others[: max(FEWEST_LEARNERS, (len(others) + 1) // 2)])
    halves = 0.5 if PROBABILISTIC in losses else 1.0
    share = {name: halves / len(best) for name in best} | {PROBABILISTIC: 0.5}
    return {name: share[name] for name in losses if name in share}


def _mixed(yardstick: Yardstick, weights: Mapping[str, float], forecasts: Mapping[str, Vector]) -> Vector:
    return yardstick.mixed([forecasts[name] for name in weights], tuple(weights.values()))


def _losses(yardstick: Yardstick, forecasts: Forecasts, actuals: Sequence[Vector]) -> Vector:
    """The mean loss of each day, with the level as it was forecast."""
    pairs = zip(actuals, forecasts.selection, strict=True)
    return np.array([yardstick.losses(actual, forecast).mean() for actual, forecast in pairs])
