"""The figures forecasts are held to, and whether one forecast is worse than another beyond luck with customers."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import roc_auc_score

from perennial.models import metrics
from perennial.models.serving import Vector

SAMPLES = 200


@dataclass(frozen=True, slots=True)
class Forecast:
    """Expected spend in currency and the probability of no order; None where a method has no such number."""

    spend: Vector | None = None
    no_order: Vector | None = None

    def of(self, rows: np.ndarray) -> "Forecast":
        """The forecast for some of the customers, by position."""
        parts = [None if one is None else one[rows] for one in (self.spend, self.no_order)]
        return Forecast(*parts)


@dataclass(frozen=True, slots=True)
class Figure:
    """A column: its name, what it is of what came and what was forecast, and how good that is (higher is better)."""

    name: str
    of: Callable[[Forecast, Forecast], float | None]
    worth: Callable[[float], float]
    style: str


def of_spend(figure: Callable[[Vector, Vector], float]) -> Callable[[Forecast, Forecast], float | None]:
    """A figure of expected spend alone."""
    return lambda came, forecast: None if forecast.spend is None else figure(came.spend, forecast.spend)


def auc(came: Forecast, forecast: Forecast) -> float | None:
    """How well those who order again are told from those who do not."""
    return None if forecast.no_order is None else float(roc_auc_score(came.no_order, forecast.no_order))


def capped_r2(actual: Vector, predicted: Vector) -> float:
    """R2 with both sides capped at the 99th percentile of what came."""
    cap = np.quantile(actual, 0.99)
    errors = np.minimum(actual, cap) - np.minimum(predicted, cap)
    return 1.0 - float(np.mean(errors**2) / np.var(np.minimum(actual, cap)))


FIGURES = (
    Figure("norm. Gini", of_spend(metrics.normalised_gini), lambda value: value, "{:.3f}"),
    Figure(
        "MAE / mean", of_spend(lambda actual, said: np.abs(actual - said).sum() / actual.sum()), lambda v: -v, "{:.3f}"
    ),
    Figure("R² (p99 cap)", of_spend(capped_r2), lambda value: value, "{:.3f}"),
    Figure("AUC", auc, lambda value: value, "{:.3f}"),
    Figure("total", of_spend(lambda actual, said: said.sum() / actual.sum() - 1.0), lambda v: -abs(v), "{:+.1%}"),
)


def share_not_worse(figure: Figure, came: Forecast, ours: Forecast, theirs: Forecast, *, seed: int) -> float:
    """In how many of the resamples of the customers ours is at least as good; both are seen on the same customers."""
    random, better = np.random.default_rng(seed), 0
    for _ in range(SAMPLES):
        rows = random.integers(len(came.spend), size=len(came.spend))
        known = came.of(rows)
        worths = [figure.worth(figure.of(known, one.of(rows))) for one in (ours, theirs)]
        better += worths[0] >= worths[1]
    return better / SAMPLES
