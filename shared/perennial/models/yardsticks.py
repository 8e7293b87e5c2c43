"""How a target's forecasts are measured: loss and guard to choose by, corrections to learn, figures to report."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from perennial.models import metrics
from perennial.models.choosing import Measure
from perennial.models.combined import blended, geometric_form, levelled_geometric_mean, mean_form
from perennial.models.corrections import Correction, Judged, Standpoint, calibration_of, level_of
from perennial.models.intervals import range_figures
from perennial.models.level import Miss
from perennial.models.panel import Target
from perennial.models.serving import Form, Matrix, Vector
from perennial.records import Json


@dataclass(frozen=True, slots=True)
class Yardstick:
    """Everything in which the targets differ when they are judged.

    `levelled` is what the loss sees of a day; `learn_correction` learns from days before the one it looks from;
    `figures_before` are those of uncorrected forecasts. A blend is `mixed` of forecasts and weights, and the
    `mixed_form` of forms, weights and the customers of whom it will forecast.
    """

    measure: Measure
    losses: Callable[[Vector, Vector], Vector]
    guard: Callable[[Vector, Vector], float | None]
    figures: Callable[[Vector, Vector], dict[str, Json]]
    levelled: Callable[[Judged], Judged]
    learn_correction: Callable[[Sequence[Judged], Standpoint], Correction]
    figures_before: Callable[[Judged], dict[str, Json]]
    range_figures: Callable[[Sequence[Judged], Judged], dict[str, Json]]
    mixed: Callable[[Sequence[Vector], Sequence[float]], Vector]
    mixed_form: Callable[[Sequence[Form], Sequence[float], Matrix], Form]


def _at_the_right_level(judged: Judged) -> Judged:
    miss = Miss.of(judged.days_ago, judged.actual, judged.forecast)
    return judged if miss is None else replace(judged, forecast=miss.ratio * judged.forecast)


def _total_before(judged: Judged) -> dict[str, Json]:
    total = float(judged.actual.sum())
    return {"total_error_before_level": float(judged.forecast.sum()) / total - 1.0 if total > 0 else None}


def _brier_before(judged: Judged) -> dict[str, Json]:
    return {"brier_before_calibration": float(metrics.brier_losses(judged.actual, judged.forecast).mean())}


def _no_range(_earlier: Sequence[Judged], _judged: Judged) -> dict[str, Json]:
    """A probability is its own range."""
    return {}


YARDSTICKS: dict[Target, Yardstick] = {
    "spend": Yardstick(
        Measure("Tweedie deviance at the right level", "normalised Gini"),
        metrics.tweedie_deviances,
        metrics.normalised_gini,
        metrics.spend_metrics,
        _at_the_right_level,
        level_of,
        _total_before,
        range_figures,
        levelled_geometric_mean,
        geometric_form,
    ),
    "churn": Yardstick(
        Measure("Brier score", "ROC-AUC"),
        metrics.brier_losses,
        metrics.roc_auc,
        metrics.churn_metrics,
        lambda judged: judged,
        calibration_of,
        _brier_before,
        _no_range,
        blended,
        mean_form,
    ),
}
