"""The fitness gate: what a number takes, and the limit it misses in words."""

from datetime import date

from perennial.dataset import FitnessLimits
from perennial.errors import NotEnoughData
from perennial.models.origins import Calendar, calendar, needed_days
from perennial.models.panel import Panel


def fit_calendar(
    panel: Panel, first_day: date | None, as_of: date, horizon_days: int, limits: FitnessLimits
) -> Calendar:
    """The days to learn, choose and judge a horizon on; raises NotEnoughData with the first limit missed."""
    if first_day is None:
        raise NotEnoughData(f"{horizon_days} days: needs orders, has none")
    days = calendar(first_day, as_of, horizon_days, limits.min_history_days)
    if days is None:
        needed = needed_days(horizon_days, limits.min_history_days)
        raise NotEnoughData(
            f"{horizon_days} days: needs orders over {needed} days before {as_of} (a horizon to learn from, one to be "
            f"judged on and {limits.min_history_days} days to look back), has {(as_of - first_day).days}"
        )
    judged = sum(len(panel.features(day)[0]) for day in days.report.judge_days)
    if judged < limits.min_customers:
        raise NotEnoughData(
            f"{horizon_days} days: needs {limits.min_customers} customers by {days.report.judge_days[0]}, has {judged}"
        )
    rows = sum(len(panel.features(day)[0]) for day in days.report.learn_days)
    if rows < limits.min_labelled_rows:
        raise NotEnoughData(
            f"{horizon_days} days: needs {limits.min_labelled_rows} examples (a customer on a past day), has {rows}"
        )
    return days
