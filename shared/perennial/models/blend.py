"""A blend of candidates: their weighted mean, with weights learnt on forecasts of earlier days."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from perennial.errors import NotEnoughData
from perennial.models.backtest import Backtest, Forecasts, Outcome
from perennial.models.combined import BlendForm, blended
from perennial.models.corrections import Judged
from perennial.models.serving import Form, Vector
from perennial.models.yardsticks import YARDSTICKS
from perennial.records import Json

BLEND = "blend"
# Weights are multiples of 1 / ROUNDS.
ROUNDS = 10

type Loss = Callable[[Vector], float]


@dataclass(frozen=True, slots=True)
class Blend:
    """The members with a weight above 0, and what they would have forecast together."""

    members: tuple[str, ...]
    weights: tuple[float, ...]
    forecasts: Forecasts

    @classmethod
    def learn(cls, backtest: Backtest, outcomes: Mapping[str, Outcome]) -> "Blend":
        """From the members' backtests; each day is forecast with weights of the other days, so that all are held out.

        Raises NotEnoughData where fewer than two members or two days are there to learn from.
        """
        actuals = backtest.actuals()
        made = [outcome.corrected for outcome in outcomes.values()]
        if min(len(made), len(actuals)) <= 1:
            raise NotEnoughData("weights take two candidates and two days to learn them on")
        days = range(len(actuals))
        selection = []
        for held_out in days:
            weights = _weights(backtest, made, actuals, [day for day in days if day != held_out])
            selection.append(blended([one.selection[held_out] for one in made], weights))
        weights = _weights(backtest, made, actuals, days)
        report = blended([one.report for one in made], weights)
        kept = {name: weight for name, weight in zip(outcomes, weights, strict=True) if weight > 0}
        return cls(tuple(kept), tuple(kept.values()), Forecasts(tuple(selection), report))

    def form(self, forms: Sequence[Form]) -> Form:
        """The members' forms as one."""
        return BlendForm(tuple(forms), self.weights)

    def story(self) -> dict[str, Json]:
        """The weights by name."""
        return dict(zip(self.members, self.weights, strict=True))


def _weights(
    backtest: Backtest, made: Sequence[Forecasts], actuals: Sequence[Vector], days: Sequence[int]
) -> tuple[float, ...]:
    yardstick = YARDSTICKS[backtest.target]
    ends = np.cumsum([len(actuals[day]) for day in days])[:-1]

    def loss(forecast: Vector) -> float:
        parts = zip(days, np.split(forecast, ends), strict=True)
        levelled = [yardstick.levelled(Judged(part, actuals[day], 0, is_out_of_time=True)) for day, part in parts]
        return float(np.mean(np.concatenate([yardstick.losses(one.actual, one.forecast) for one in levelled])))

    return blend_weights([np.concatenate([one.selection[day] for day in days]) for one in made], loss)


def blend_weights(forecasts: Sequence[Vector], loss: Loss) -> tuple[float, ...]:
    """Weights >= 0 that add up to 1, an entry a forecast, of a blend with a low loss.

    Forward selection with replacement: starting from nothing, the forecast that helps the mean most is added, again
    and again (Caruana, Niculescu-Mizil, Crew and Ksikes, "Ensemble selection from libraries of models", ICML 2004).
    It stops at few, simple weights, which is what few origins can carry.
    """
    counts = np.zeros(len(forecasts))
    for _ in range(ROUNDS):
        tried = [loss(blended(list(forecasts), _shares(counts, one))) for one in range(len(forecasts))]
        counts[int(np.argmin(tried))] += 1.0
    return _shares(counts)


def _shares(counts: Vector, added: int | None = None) -> tuple[float, ...]:
    total = counts.copy()
    if added is not None:
        total[added] += 1.0
    return tuple(float(share) for share in total / total.sum())
