"""Horizons that history is too short to judge: the longest one that was judged, carried on by the probabilistic model.

How customers go on beyond the judged horizon is all that is taken from it there; level, ranking and probabilities stay
those that were chosen and corrected on past days. Where no horizon could be judged, it forecasts alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from perennial.errors import NotEnoughData
from perennial.models.combined import ProductForm
from perennial.models.contest import score_column
from perennial.models.fitness import Customers, Past, fit_without_backtest
from perennial.models.growth import GrowthForm
from perennial.models.origins import Calendar
from perennial.models.panel import FEATURE_NAMES, TARGETS, Panel, Target
from perennial.models.probabilistic import INPUTS, ProbabilisticModel
from perennial.models.probabilistic_form import ProbabilisticForm
from perennial.models.ranges import SpendRange
from perennial.models.serving import Form, Matrix

COLUMNS = tuple(FEATURE_NAMES.index(name) for name in INPUTS)


@dataclass(frozen=True, slots=True)
class Carried:
    """Forms by target and horizon_days that no backtest stands behind; by horizon_days ranges and levels of spend.

    By score column, `notes` say how they came about and `withheld` why there is none.
    """

    forms: dict[Target, dict[int, Form]] = field(default_factory=lambda: {target: {} for target in TARGETS})
    ranges: dict[int, SpendRange] = field(default_factory=dict)
    level_ratios: dict[int, float] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    withheld: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contested:
    """What the contests came to: forms by target and horizon_days; by horizon_days ranges of spend, what correcting the
    level made of its sum, and the days that were learnt from and judged on.
    """

    forms: Mapping[Target, Mapping[int, Form]]
    ranges: Mapping[int, SpendRange]
    level_ratios: dict[int, float]
    calendars: Mapping[int, Calendar]


def carry_on(panel: Panel, past: Past, contested: Contested, short: Mapping[int, str]) -> Carried:
    """Everything for the horizons that are too long for a backtest; `short` says by horizon_days why they are."""
    carried = Carried()
    customers = Customers.of(panel, past.as_of)
    for horizon_days, why in sorted(short.items()):
        try:
            fit_without_backtest(customers, past, horizon_days)
            model = _knows_who_leaves(panel.present(past.as_of).model)
            alone = _alone(model, panel.features(past.as_of)[1], horizon_days)
        except NotEnoughData as missed:
            reason = f"{why}; {missed}"
            carried.withheld.update({score_column(target, horizon_days): reason for target in TARGETS})
        else:
            _carry(carried, contested, alone)
    return carried


def _knows_who_leaves(model: ProbabilisticModel) -> ProbabilisticModel:
    """Over a long horizon it matters most: a shop that nobody leaves would go on for ever."""
    if model.buying.a == 0:
        raise NotEnoughData("without a backtest it needs orders that show who leaves, here nobody seems to yet")
    return model


def _alone(model: ProbabilisticModel, matrix: Matrix, horizon_days: int) -> dict[Target, ProbabilisticForm]:
    """The model's own forecasts; of a customer whose past is unknown the mean of all."""
    forms = [ProbabilisticForm(model, target, horizon_days, COLUMNS, 0.0) for target in TARGETS]
    return {form.target: replace(form, unknown_value=float(form.predict(matrix).mean())) for form in forms}


def _carry(carried: Carried, contested: Contested, alone: Mapping[Target, ProbabilisticForm]) -> None:
    for target, own in alone.items():
        to_days, from_days = own.horizon_days, max(contested.forms[target], default=None)
        form: Form = own
        how = "by the probabilistic model alone"
        if from_days is not None:
            growth = GrowthForm(own.model, target, from_days, to_days, COLUMNS)
            form = ProductForm(growth, contested.forms[target][from_days])
            how = f"the forecast for {from_days} days carried on by the probabilistic model"
            if target == "spend":
                _carry_the_sum(carried, contested, from_days, to_days)
        carried.forms[target][to_days] = form
        carried.notes[score_column(target, to_days)] = f"not backtested: {how}"


def _carry_the_sum(carried: Carried, contested: Contested, from_days: int, to_days: int) -> None:
    carried.level_ratios[to_days] = contested.level_ratios[from_days]
    if from_days in contested.ranges:
        carried.ranges[to_days] = widened(contested.ranges[from_days], to_days / from_days)


def widened(learnt: SpendRange, times: float) -> SpendRange:
    """The range of a horizon that is so many `times` as long as the one it was learnt for.

    What is to be expected of a customer decides how far it may stray, whatever the days. A common miss of the level
    grows like the distance of a random walk, with the root of the time.
    """
    low, high = (float(share ** np.sqrt(times)) for share in (learnt.total_low, learnt.total_high))
    return SpendRange(learnt.knots, learnt.low_shares, learnt.high_shares, low, high)
