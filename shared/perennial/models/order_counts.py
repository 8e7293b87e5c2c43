"""Expected orders: the probabilistic model as it stood on past days held to what came, and what it may say today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from perennial.dataset import FitnessLimits
from perennial.errors import NotEnoughData
from perennial.models import metrics
from perennial.models.carrying import COLUMNS
from perennial.models.corrections import Judged, LevelCorrection, Standpoint, level_of
from perennial.models.fitness import Customers, fit_to_know_who_left
from perennial.models.origins import Calendar
from perennial.models.outlook import Outlook
from perennial.models.panel import FEATURE_NAMES, Panel
from perennial.models.probabilistic_fit import ProbabilisticFit
from perennial.records import Json

MODEL = "probabilistic"
ABOUT_ALIVE = "probability of being alive: "
KEPT_FIGURES = (
    *("customers", "mean_actual", "mean_predicted", "mae", "rmse", "r2", "spearman", "normalised_gini"),
    *("total_error", "deciles"),
)


@dataclass(frozen=True, slots=True)
class OrderCounts:
    """What to multiply expected orders by, and the figures on the untouched horizon."""

    level: LevelCorrection
    figures: dict[str, Json]


def backtested_orders(panel: Panel, calendar: Calendar) -> OrderCounts | None:
    """Over one horizon; None where nobody had come back yet on the day of the report."""
    report = _judged_on(panel, calendar, calendar.report.judge_days[0])
    if report is None:
        return None
    days = [split.judge_days[0] for split in calendar.selection if split.held_out_part is None]
    earlier = [one for one in (_judged_on(panel, calendar, day) for day in days) if one is not None]
    return OrderCounts(level_of([*earlier, report], _seen_from(calendar, 0)), _figures(earlier, report, calendar))


def fit_outlook(panel: Panel, as_of: date, levels: Mapping[int, float], furthest_days: int) -> Outlook:
    """What may be said today of orders at the horizons of `levels`; raises NotEnoughData where nobody has come back.

    That it may know who has left is for `doubt_about_leaving` to say.
    """
    model, matrix = panel.present(as_of).model, panel.features(as_of)[1]
    outlook = Outlook(
        model, COLUMNS, dict(levels), dict.fromkeys(levels, 0.0), model.leaving is not None, furthest_days
    )
    usual = outlook.predict(matrix).expected
    return replace(outlook, usual_orders={days: float(orders.mean()) for days, orders in usual.items()})


def doubt_about_leaving(panel: Panel, as_of: date, limits: FitnessLimits) -> dict[str, str]:
    """The columns that may not be given since nobody knows who has left, each with the reason.

    Where hardly anyone comes back not even the next order's day; where the orders look as if nobody ever leaves,
    P(alive) alone, since the day follows from the probabilities of no order, which need no such assumption.
    """
    try:
        fit_to_know_who_left(Customers.of(panel, as_of), limits)
        fit = panel.present(as_of).fit
    except NotEnoughData as missed:
        return {"p_alive": str(missed), "expected_next_order_at": str(missed)}
    return {} if fit.model.leaving is not None else {"p_alive": _caveat(fit)}


def _caveat(fit: ProbabilisticFit) -> str:
    return next(text for text in fit.caveats if text.startswith(ABOUT_ALIVE)).removeprefix(ABOUT_ALIVE)


def _judged_on(panel: Panel, calendar: Calendar, day: date) -> Judged | None:
    seen = dict(zip(FEATURE_NAMES, panel.features(day)[1].T, strict=True))
    try:
        forecast = panel.present(day).model.forecast(seen, [calendar.horizon_days])
    except NotEnoughData:
        return None
    actual = panel.orders(day, calendar.horizon_days)
    return Judged(forecast.orders[calendar.horizon_days], actual, (calendar.as_of - day).days, is_out_of_time=True)


def _seen_from(calendar: Calendar, days_ago: int) -> Standpoint:
    return Standpoint(days_ago, calendar.horizon_days, calendar.history_days - days_ago)


def _figures(earlier: Sequence[Judged], report: Judged, calendar: Calendar) -> dict[str, Json]:
    correction = level_of(earlier, _seen_from(calendar, report.days_ago))
    corrected = correction.on(report)
    figures = metrics.spend_metrics(corrected.actual, corrected.forecast)
    total = float(report.actual.sum())
    return {
        **{name: figures[name] for name in KEPT_FIGURES},
        "total_error_before_level": float(report.forecast.sum()) / total - 1.0 if total > 0 else None,
        "correction": correction.story(),
    }
