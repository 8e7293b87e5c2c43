"""The fitness gate: what a number takes, and the limit it misses in words."""

from dataclasses import dataclass
from datetime import date
from math import ceil

from perennial.dataset import FitnessLimits
from perennial.errors import NotEnoughData
from perennial.features import Extent
from perennial.models.origins import WINDOW_DAYS, Calendar, calendar, needed_days
from perennial.models.panel import FEATURE_NAMES, Panel


@dataclass(frozen=True, slots=True)
class Customers:
    """How many there are, and how many of them have bought on a second day."""

    all: int
    repeaters: int

    @classmethod
    def of(cls, panel: Panel, as_of: date) -> "Customers":
        """Those known at the end of as_of."""
        matrix = panel.features(as_of)[1]
        return cls(len(matrix), int((matrix[:, FEATURE_NAMES.index("repeat_days")] > 0).sum()))


@dataclass(frozen=True, slots=True)
class Past:
    """From the day of the first order to as_of, and the limits that what is known of it is held to."""

    first_day: date
    as_of: date
    limits: FitnessLimits

    @property
    def days(self) -> int:
        """How many days of orders there are."""
        return (self.as_of - self.first_day).days


def fit_recent(extent: Extent, as_of: date, limits: FitnessLimits) -> date:
    """The day of the first order; raises NotEnoughData without one, or when none is recent."""
    if extent.first_order_at is None or extent.last_order_at is None:
        raise NotEnoughData("needs orders, has none")
    last = extent.last_order_at.date()
    if (as_of - last).days > limits.max_silent_days:
        raise NotEnoughData(
            f"needs an order in the {limits.max_silent_days} days before {as_of}, the last one is of {last}"
        )
    return extent.first_order_at.date()


def fit_calendar(
    panel: Panel,
    first_day: date,
    as_of: date,
    horizon_days: int,
    limits: FitnessLimits,
    *,
    window_days: int = WINDOW_DAYS,
) -> Calendar:
    """The days to learn, choose and judge a horizon on; raises NotEnoughData with the first limit missed."""
    days = calendar(first_day, as_of, horizon_days, limits.min_history_days, window_days)
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


def fit_without_backtest(customers: Customers, past: Past, horizon_days: int) -> None:
    """Raises NotEnoughData where the probabilistic model cannot be trusted with a horizon that nothing was held to.

    It is published and checked for horizons about as long as the history behind it (39 weeks after 39: Fader, Hardie
    and Lee, Marketing Science 24, 2005); `max_horizon_by_history` says how much further it may look.
    """
    limits = past.limits
    needed = max(ceil(horizon_days / limits.max_horizon_by_history), limits.min_history_days)
    if past.days < needed:
        raise NotEnoughData(f"without a backtest it needs orders over {needed} days, has {past.days}")
    if customers.all < limits.min_customers:
        raise NotEnoughData(f"without a backtest it needs {limits.min_customers} customers, has {customers.all}")
    if customers.repeaters < limits.min_repeat_customers:
        raise NotEnoughData(
            f"without a backtest it needs {limits.min_repeat_customers} customers who bought on a second day, "
            f"has {customers.repeaters}"
        )


def fit_to_know_who_left(customers: Customers, limits: FitnessLimits) -> None:
    """Raises NotEnoughData where so few come back that nobody can tell who has left and when one will order next."""
    if customers.repeaters < limits.min_repeat_customers:
        raise NotEnoughData(
            f"needs {limits.min_repeat_customers} customers who bought on a second day, has {customers.repeaters}"
        )
    if customers.repeaters < limits.min_repeat_share * customers.all:
        raise NotEnoughData(
            f"needs {limits.min_repeat_share:.1%} of customers to have bought on a second day, has "
            f"{customers.repeaters / customers.all:.1%}: of the others it cannot be told whether they have left"
        )
