"""Backtests: every candidate makes the forecasts it would have made on past days, and is held to what came."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perennial.errors import NotEnoughData
from perennial.models import metrics
from perennial.models.candidates import Candidate
from perennial.models.choosing import Contender, Measure
from perennial.models.origins import CUSTOMER_PARTS, Calendar, Split
from perennial.models.panel import Examples, Panel, Target, customer_part
from perennial.models.serving import Form, Vector
from perennial.records import Json

# More rows than this teach little and cost memory: every n-th is taken.
MOST_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Yardstick:
    """How a target's forecasts are measured: loss and guard to choose by, figures to report."""

    measure: Measure
    losses: Callable[[Vector, Vector], Vector]
    guard: Callable[[Vector, Vector], float | None]
    figures: Callable[[Vector, Vector], dict[str, Json]]


YARDSTICKS: dict[Target, Yardstick] = {
    "spend": Yardstick(
        Measure("Tweedie deviance", "normalised Gini"),
        metrics.tweedie_deviances,
        metrics.normalised_gini,
        metrics.spend_metrics,
    ),
    "churn": Yardstick(Measure("Brier score", "ROC-AUC"), metrics.brier_losses, metrics.roc_auc, metrics.churn_metrics),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a candidate's backtest came to: how it did where the choice is made, and its figures for the report."""

    contender: Contender
    figures: dict[str, Json]


@dataclass(frozen=True, slots=True)
class Backtest:
    """One target at one horizon, ready to hold candidates to."""

    panel: Panel
    target: Target
    calendar: Calendar

    def run(self, candidate: Candidate) -> Outcome:
        """Fit and judge a candidate on every split; raises what the candidate raises."""
        yardstick = YARDSTICKS[self.target]
        judged = [self._forecast(candidate, split) for split in self.calendar.selection]
        guards = [yardstick.guard(actual, forecast) for actual, forecast in judged]
        known_guards = [guard for guard in guards if guard is not None]
        losses = np.concatenate([yardstick.losses(actual, forecast) for actual, forecast in judged])
        guard = float(np.mean(known_guards)) if known_guards else None
        return Outcome(
            Contender(candidate.name, losses, guard),
            yardstick.figures(*self._forecast(candidate, self.calendar.report)),
        )

    def selection_customers(self) -> NDArray[Any]:
        """Whose losses a contender's are, in their order."""
        return np.concatenate([self.judged_examples(split).customer_ids for split in self.calendar.selection])

    def final_examples(self) -> Examples:
        """Everything that can be learnt at as_of."""
        return _thinned(self.panel.examples(self.calendar.final_days, self.calendar.horizon_days, self.target))

    def learnt_examples(self, split: Split) -> Examples:
        """What a split's fit may see."""
        examples = self.panel.examples(split.learn_days, self.calendar.horizon_days, self.target)
        if split.held_out_part is not None:
            examples = examples.rows(customer_part(examples.customer_ids, CUSTOMER_PARTS) != split.held_out_part)
        return _thinned(examples)

    def judged_examples(self, split: Split) -> Examples:
        """What a split's fit is judged on."""
        examples = self.panel.examples(split.judge_days, self.calendar.horizon_days, self.target)
        if split.held_out_part is None:
            return examples
        return examples.rows(customer_part(examples.customer_ids, CUSTOMER_PARTS) == split.held_out_part)

    def _forecast(self, candidate: Candidate, split: Split) -> tuple[Vector, Vector]:
        judged = self.judged_examples(split)
        return judged.target, checked_forecast(candidate.fit(self.learnt_examples(split)), judged)


def checked_forecast(form: Form, examples: Examples) -> Vector:
    """The form's predictions; raises NotEnoughData where one is not a finite number >= 0."""
    forecast = form.predict(examples.matrix)
    if not (np.isfinite(forecast) & (forecast >= 0)).all():
        raise NotEnoughData("these examples carry no sane forecast: some are not finite numbers of at least 0")
    return forecast


def _thinned(examples: Examples) -> Examples:
    every = -(-len(examples.target) // MOST_ROWS)
    return examples if every <= 1 else examples.rows(np.arange(0, len(examples.target), every))
