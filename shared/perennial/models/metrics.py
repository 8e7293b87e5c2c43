"""How good predictions were, once the future has come. A figure that the data cannot carry is None, never a guess."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from sklearn import metrics as sk

from perennial.models.curves import churn_deciles, deciles, gain_curve, in_forecast_order
from perennial.models.serving import Vector
from perennial.records import Json

TWEEDIE_POWER = 1.5
# A forecast of exactly 0 would make any later purchase infinitely surprising.
LEAST_FORECAST_SHARE_OF_MEAN = 0.01
CAP_QUANTILE = 0.99
DECISION_THRESHOLD = 0.5
# Certainty that is wrong would otherwise cost more than all other customers together.
LEAST_PROBABILITY = 1e-6


def spend_metrics(actual: Vector, predicted: Vector) -> dict[str, Json]:
    """Figures of expected spend against what was spent (currency, >= 0, one entry a customer).

    Errors are in currency; `r2_capped` caps both sides at the 99th percentile of the actual spend; `total_error` is
    the share by which the sum was missed; `deciles` runs from the lowest to the highest forecasts, `gain_curve` from
    the highest to the lowest.
    """
    cap = float(np.quantile(actual, CAP_QUANTILE))
    total = float(actual.sum())
    return {
        "customers": len(actual),
        "mean_actual": float(actual.mean()),
        "mean_predicted": float(predicted.mean()),
        "mae": float(sk.mean_absolute_error(actual, predicted)),
        "rmse": float(sk.root_mean_squared_error(actual, predicted)),
        "r2": _r2(actual, predicted),
        "r2_capped": _r2(np.minimum(actual, cap), np.minimum(predicted, cap)),
        "spearman": spearman(actual, predicted),
        "normalised_gini": normalised_gini(actual, predicted),
        "top_decile_share": top_decile_share(actual, predicted),
        "total_error": float(predicted.sum()) / total - 1.0 if total > 0 else None,
        "tweedie_deviance": float(tweedie_deviances(actual, predicted).mean()),
        "deciles": deciles(actual, predicted),
        "gain_curve": gain_curve(actual, predicted),
    }


def churn_metrics(actual: Vector, probability: Vector) -> dict[str, Json]:
    """Figures of churn probabilities against who did not order (0/1). Decisions are taken at 0.5."""
    decided = probability >= DECISION_THRESHOLD
    return {
        "customers": len(actual),
        "mean_actual": float(actual.mean()),
        "mean_predicted": float(probability.mean()),
        "roc_auc": roc_auc(actual, probability),
        "average_precision": _if_both_happened(sk.average_precision_score, actual, probability),
        "brier": float(brier_losses(actual, probability).mean()),
        "log_loss": float(sk.log_loss(actual, probability, labels=[0, 1])),
        "threshold": DECISION_THRESHOLD,
        "accuracy": float(sk.accuracy_score(actual, decided)),
        "precision": float(sk.precision_score(actual, decided, zero_division=0.0)),
        "recall": float(sk.recall_score(actual, decided, zero_division=0.0)),
        "f1": float(sk.f1_score(actual, decided, zero_division=0.0)),
        "deciles": churn_deciles(actual, probability),
        "gain_curve": gain_curve(actual, probability),
    }


def tweedie_deviances(actual: Vector, predicted: Vector) -> Vector:
    """Each customer's Tweedie deviance of power 1.5 (between Poisson and gamma: many zeros, few large amounts).

    Jorgensen, The Theory of Dispersion Models, 1997. Forecasts below 1 % of the mean spend count as 1 % of it.
    """
    floor = LEAST_FORECAST_SHARE_OF_MEAN * float(actual.mean())
    expected = np.maximum(predicted, floor if floor > 0 else np.finfo(np.float64).tiny)
    root = np.sqrt(expected)
    result: Vector = 4.0 * (np.sqrt(actual) - root) ** 2 / root
    return result


def brier_losses(actual: Vector, probability: Vector) -> Vector:
    """Each customer's squared distance between probability and outcome."""
    result: Vector = (probability - actual) ** 2
    return result


def log_losses(actual: Vector, probability: Vector) -> Vector:
    """Each customer's surprise at the outcome (0/1): minus the log of the probability it was given."""
    given = np.where(actual == 1.0, probability, 1.0 - probability)
    result: Vector = -np.log(np.maximum(given, LEAST_PROBABILITY))
    return result


def roc_auc(actual: Vector, probability: Vector) -> float | None:
    """The chance that who stayed away had a higher probability than who did not; None where all did the same."""
    return _if_both_happened(sk.roc_auc_score, actual, probability)


def spearman(actual: Vector, predicted: Vector) -> float | None:
    """Rank correlation; None where one side is constant."""
    if np.ptp(actual) == 0 or np.ptp(predicted) == 0:
        return None
    return float(pd.Series(actual).corr(pd.Series(predicted), method="spearman"))


def normalised_gini(actual: Vector, predicted: Vector) -> float | None:
    """1 for a perfect ranking by value, about 0 for a random one; None where all spent the same.

    The area between the cumulative spend in forecast order and the diagonal, as a share of the best possible one.
    """
    return _gain(actual, predicted) / _gain(actual, actual) if np.ptp(actual) > 0 else None


def top_decile_share(actual: Vector, predicted: Vector) -> float | None:
    """The share of all spend that came from the tenth of customers with the highest forecasts."""
    total = float(actual.sum())
    best = int(np.ceil(len(actual) / 10))
    return float(in_forecast_order(actual, predicted)[:best].sum()) / total if total > 0 else None


def _if_both_happened(figure: Callable[[Vector, Vector], float], actual: Vector, probability: Vector) -> float | None:
    return float(figure(actual, probability)) if 0 < actual.sum() < len(actual) else None


def _r2(actual: Vector, predicted: Vector) -> float | None:
    return float(sk.r2_score(actual, predicted)) if np.ptp(actual) > 0 else None


def _gain(actual: Vector, predicted: Vector) -> float:
    cumulative = np.concatenate([[0.0], np.cumsum(in_forecast_order(actual, predicted))]) / actual.sum()
    return float(np.trapezoid(cumulative, dx=1.0 / len(actual))) - 0.5
