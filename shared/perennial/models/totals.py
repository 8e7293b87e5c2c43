"""The sum of expected spend over all customers: what correcting the level made of it, and the range it lies in."""

from dataclasses import dataclass

from perennial.models.serving import ServingModel
from perennial.records import Json


@dataclass(frozen=True, slots=True)
class Total:
    """In currency: the sum, its 80 % range (None where there is none), and the sum before its level was corrected."""

    horizon_days: int
    expected: float
    low: float | None
    high: float | None
    before_level: float

    def to_json(self, currency: str | None) -> dict[str, Json]:
        """The numbers, and all of it in words."""
        return {
            "horizon_days": self.horizon_days,
            "expected": self.expected,
            "low": self.low,
            "high": self.high,
            "before_level_correction": self.before_level,
            "in_words": self._in_words(currency),
        }

    def _in_words(self, currency: str | None) -> str:
        unit = "" if currency is None else f" {currency}"
        words = f"All customers together are expected to spend {self.expected:,.0f}{unit} in {self.horizon_days} days"
        if self.low is not None and self.high is not None:
            words += f", four times in five between {self.low:,.0f} and {self.high:,.0f}"
        if self.before_level != self.expected:
            words += f"; before the level was corrected it was {self.before_level:,.0f}"
        return f"{words}."


def total_of(model: ServingModel, horizon_days: int, expected: float) -> Total:
    """What is to be said of a sum over a horizon."""
    bounds = model.spend_ranges.get(horizon_days)
    low, high = (None, None) if bounds is None else (expected * bounds.total_low, expected * bounds.total_high)
    return Total(horizon_days, expected, low, high, expected / model.level_ratios.get(horizon_days, 1.0))
