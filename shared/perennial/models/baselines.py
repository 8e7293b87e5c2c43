"""Baselines: forecasts anyone can make without a model, which every model has to beat."""

from dataclasses import dataclass

from perennial.models.forms import ConstantForm, RateForm
from perennial.models.panel import FEATURE_NAMES, Examples

LAST_WINDOW_DAYS = 30
RULES_OF_THUMB = ("last_30_days", "historic_rate", "base_rate")


@dataclass(frozen=True, slots=True)
class LastWindow:
    """The spend of the last 30 days, carried on over the horizon."""

    horizon_days: int
    name: str = "last_30_days"

    def fit(self, examples: Examples) -> RateForm:
        """Learns the mean spend alone, for customers whose last 30 days are unknown."""
        return RateForm(
            spend_column=FEATURE_NAMES.index("spend_0_30_days"),
            window_column=None,
            shortest_window_days=LAST_WINDOW_DAYS,
            horizon_days=self.horizon_days,
            unknown_value=examples.mean_target,
        )


@dataclass(frozen=True, slots=True)
class HistoricRate:
    """Net spend per day of tenure, carried on over the horizon.

    A customer of a few days would come out at many times their first order; so the tenure counts as at least the
    horizon: whoever is newer is expected to spend in the horizon what they have spent so far.
    """

    horizon_days: int
    name: str = "historic_rate"

    def fit(self, examples: Examples) -> RateForm:
        """Learns the mean spend alone, for customers whose tenure or spend is unknown."""
        return RateForm(
            spend_column=FEATURE_NAMES.index("monetary"),
            window_column=FEATURE_NAMES.index("tenure_days"),
            shortest_window_days=self.horizon_days,
            horizon_days=self.horizon_days,
            unknown_value=examples.mean_target,
        )


@dataclass(frozen=True, slots=True)
class BaseRate:
    """The share of customers who stayed away, as everybody's probability."""

    name: str = "base_rate"

    def fit(self, examples: Examples) -> ConstantForm:
        """Learns that share."""
        return ConstantForm(examples.mean_target)
