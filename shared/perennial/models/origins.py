"""Which past days a horizon is learnt from, chosen on and judged on.

    first order … cutoffs to learn from … | horizon | selection origins | horizon | report origin | horizon | as_of

The horizon just before as_of stays untouched until the report. Every label that a model learns from lies wholly before
the day it is judged on, so nothing a forecast is judged by was known to it.

Cutoffs lie within the training window before the day that is judged: people do not buy as they did years ago. What was
bought before the window still counts in the features of a cutoff, as it does in those a forecast is made from.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from perennial.models.season import phase_days_ago, season_phases

STEP_DAYS = 30
MOST_SELECTION_ORIGINS = 3
CUSTOMER_PARTS = 3
DAYS_A_MONTH = 365.25 / 12
WINDOW_DAYS = round(18 * DAYS_A_MONTH)


@dataclass(frozen=True, slots=True)
class Split:
    """One fit and where it is judged. With `held_out_part`, the days are the same and the customers are not."""

    learn_days: tuple[date, ...]
    judge_days: tuple[date, ...]
    held_out_part: int | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of one horizon. `selection_in_words` says what the choice is made on, and why when not earlier days.

    `history_days` lie between the first order and as_of, and a day of them that is learnt from has `look_back_days`
    before it.
    """

    horizon_days: int
    as_of: date
    history_days: int
    look_back_days: int
    report: Split
    selection: tuple[Split, ...]
    final_days: tuple[date, ...]
    selection_in_words: str

    def season_days(self, day: date) -> dict[int, date]:
        """The days that tell on `day` of its season, by twelfths of a year before it; none without a year behind it."""
        known_days = self.history_days - (self.as_of - day).days
        furthest_days = known_days - self.horizon_days - self.look_back_days
        phases = season_phases(self.horizon_days, furthest_days)
        return {phase: day - timedelta(days=phase_days_ago(phase)) for phase in phases}


def needed_days(horizon_days: int, min_history_days: int) -> int:
    """How many days of orders it takes to learn a horizon, judge it on another and still look back."""
    return 2 * horizon_days + min_history_days


def calendar(
    first_day: date, as_of: date, horizon_days: int, min_history_days: int, window_days: int = WINDOW_DAYS
) -> Calendar | None:
    """The days for a horizon; None when as_of is fewer than `needed_days` after the first order.

    A horizon as long as the window is learnt from the one day whose horizon has just ended.
    """
    horizon, step = timedelta(days=horizon_days), timedelta(days=STEP_DAYS)
    most_cutoffs = 1 + max(0, window_days - horizon_days) // STEP_DAYS

    def cutoffs(judged_on: date) -> tuple[date, ...]:
        days = (judged_on - horizon - number * step for number in range(most_cutoffs))
        return tuple(day for day in days if (day - first_day).days >= min_history_days)

    report_day = as_of - horizon
    if not cutoffs(report_day):
        return None
    report = Split(cutoffs(report_day), (report_day,))
    origins = [report_day - horizon - number * step for number in range(MOST_SELECTION_ORIGINS)]
    earlier = tuple(Split(cutoffs(origin), (origin,)) for origin in origins if cutoffs(origin))
    days_in_words = ", ".join(split.judge_days[0].isoformat() for split in earlier)
    return Calendar(
        horizon_days=horizon_days,
        as_of=as_of,
        history_days=(as_of - first_day).days,
        look_back_days=min_history_days,
        report=report,
        selection=earlier or _by_customers(report.learn_days),
        final_days=cutoffs(as_of),
        selection_in_words=f"chosen on earlier origins: {days_in_words}" if earlier else _NO_EARLIER_ORIGIN,
    )


_NO_EARLIER_ORIGIN = (
    f"the history is too short for an earlier origin, so the choice was made by {CUSTOMER_PARTS}-fold cross-validation "
    "over customers on the days to learn from; the report's horizon stayed untouched"
)


def _by_customers(days: tuple[date, ...]) -> tuple[Split, ...]:
    return tuple(Split(days, days, part) for part in range(CUSTOMER_PARTS))
