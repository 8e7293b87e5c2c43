"""Backtests: every candidate makes the forecasts it would have made on past days, and is held to what came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perennial.errors import NotEnoughData
from perennial.models.candidates import Candidate
from perennial.models.choosing import Contender
from perennial.models.corrections import Correction, Judged, Standpoint
from perennial.models.origins import CUSTOMER_PARTS, Calendar, Split
from perennial.models.panel import Examples, Panel, Target, customer_part
from perennial.models.season import season_factor
from perennial.models.serving import Form, Vector
from perennial.models.thinning import thinned
from perennial.models.yardsticks import YARDSTICKS
from perennial.records import Json

# More rows than this teach little and cost time and memory.
MOST_ROWS = 40_000


@dataclass(frozen=True, slots=True)
class Forecasts:
    """What a candidate forecast for the judged customers of each selection split and of the report."""

    selection: tuple[Vector, ...]
    report: Vector


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a backtest came to: how it did where the choice is made, and its figures for the report.

    `raw` are its forecasts as they were made, `corrected` as days before the report's bear out; `for_serving` is the
    correction that all of these days bear out, and `held_out` are all forecasts, corrected as they will be when
    serving, with what came.
    """

    contender: Contender
    figures: dict[str, Json]
    raw: Forecasts
    corrected: Forecasts
    for_serving: Correction
    held_out: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Backtest:
    """One target at one horizon, ready to hold candidates to."""

    panel: Panel
    target: Target
    calendar: Calendar

    def run(self, candidate: Candidate) -> Outcome:
        """Fit and judge a candidate on every split; raises what the candidate raises."""
        selection = tuple(self._forecast(candidate, split) for split in self.calendar.selection)
        return self.judge(candidate.name, Forecasts(selection, self._forecast(candidate, self.calendar.report)))

    def judge(self, name: str, forecasts: Forecasts) -> Outcome:
        """Hold forecasts, however they were made, to what came."""
        yardstick = YARDSTICKS[self.target]
        judged = [
            self._judged(split, forecast)
            for split, forecast in zip(self.calendar.selection, forecasts.selection, strict=True)
        ]
        report = self._judged(self.calendar.report, forecasts.report)
        levelled = [yardstick.levelled(one) for one in judged]
        guards = [yardstick.guard(one.actual, one.forecast) for one in judged]
        known_guards = [guard for guard in guards if guard is not None]
        for_report = yardstick.learn_correction(judged, self._seen_from(report.days_ago))
        for_serving = yardstick.learn_correction([*judged, report], self._seen_from(0))
        return Outcome(
            Contender(
                name,
                np.concatenate([yardstick.losses(one.actual, one.forecast) for one in levelled]),
                float(np.mean(known_guards)) if known_guards else None,
            ),
            self._figures([for_report.on(one) for one in judged], report, for_report),
            forecasts,
            Forecasts(tuple(for_report.on(one).forecast for one in judged), for_report.on(report).forecast),
            for_serving,
            tuple(for_serving.on(one) for one in (*judged, report)),
        )

    def actuals(self) -> list[Vector]:
        """What came, for each selection split."""
        return [self.judged_examples(split).target for split in self.calendar.selection]

    def selection_customers(self) -> NDArray[Any]:
        """Whose losses a contender's are, in their order."""
        return np.concatenate([self.judged_examples(split).customer_ids for split in self.calendar.selection])

    def final_examples(self) -> Examples:
        """Everything that can be learnt at as_of."""
        calendar = self.calendar
        examples = self.panel.examples(calendar.final_days, calendar.horizon_days, self.target, present=calendar.as_of)
        return thinned(examples, MOST_ROWS)

    def learnt_examples(self, split: Split) -> Examples:
        """What a split's fit may see."""
        present = split.judge_days[0]
        examples = self.panel.examples(split.learn_days, self.calendar.horizon_days, self.target, present=present)
        if split.held_out_part is not None:
            examples = examples.rows(customer_part(examples.customer_ids, CUSTOMER_PARTS) != split.held_out_part)
        return thinned(examples, MOST_ROWS)

    def judged_examples(self, split: Split) -> Examples:
        """What a split's fit is judged on."""
        present = split.judge_days[0]
        examples = self.panel.examples(split.judge_days, self.calendar.horizon_days, self.target, present=present)
        if split.held_out_part is None:
            return examples
        return examples.rows(customer_part(examples.customer_ids, CUSTOMER_PARTS) == split.held_out_part)

    def _forecast(self, candidate: Candidate, split: Split) -> Vector:
        return checked_forecast(candidate.fit(self.learnt_examples(split)), self.judged_examples(split))

    def _seen_from(self, days_ago: int) -> Standpoint:
        day = self.calendar.as_of - timedelta(days=days_ago)
        history_days = self.calendar.history_days - days_ago
        return Standpoint(days_ago, self.calendar.horizon_days, history_days, self._season_factor(day))

    def _judged(self, split: Split, forecast: Vector) -> Judged:
        day = split.judge_days[0]
        days_ago, is_out_of_time = (self.calendar.as_of - day).days, split.held_out_part is None
        actual = self.judged_examples(split).target
        return Judged(forecast, actual, days_ago, is_out_of_time, self._season_factor(day) if is_out_of_time else 1.0)

    def _season_factor(self, day: date) -> float:
        """By days whose horizons have ended by then."""
        days = self.calendar.season_days(day)
        growth = self.panel.growth(list(days.values()), self.calendar.horizon_days)
        known = {phase: growth[one] for phase, one in days.items() if one in growth}
        return season_factor(known, self.calendar.horizon_days)

    def _figures(self, earlier: Sequence[Judged], report: Judged, correction: Correction) -> dict[str, Json]:
        yardstick = YARDSTICKS[self.target]
        corrected = correction.on(report)
        return {
            **yardstick.figures(corrected.actual, corrected.forecast),
            **yardstick.figures_before(report),
            **yardstick.range_figures(earlier, corrected),
            "correction": correction.story(),
        }


def checked_forecast(form: Form, examples: Examples) -> Vector:
    """The form's predictions; raises NotEnoughData where one is not a finite number >= 0."""
    forecast = form.predict(examples.matrix)
    if not (np.isfinite(forecast) & (forecast >= 0)).all():
        raise NotEnoughData("these examples carry no sane forecast: some are not finite numbers of at least 0")
    return forecast
