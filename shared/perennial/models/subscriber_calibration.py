"""Calibration of probabilities: whether it helps is judged on customers whom neither the model nor it has seen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from perennial.models import metrics
from perennial.models.choosing import Choice, Contender, Measure, choose
from perennial.models.serving import Form, Vector
from perennial.models.subscriber_forms import (
    CalibratedForm,
    Calibration,
    IsotonicCalibration,
    SigmoidCalibration,
    log_odds,
)

AS_IT_IS = "as_it_is"
MEASURE = Measure("Brier score", "ROC-AUC")

type Fit = Callable[[Vector, Vector], Calibration]


def fit_sigmoid(probability: Vector, outcome: Vector) -> SigmoidCalibration:
    """The stretch and shift of log-odds under which these outcomes were likeliest."""
    line = LogisticRegression(C=np.inf).fit(log_odds(probability)[:, np.newaxis], outcome)
    return SigmoidCalibration(float(line.coef_[0, 0]), float(line.intercept_[0]))


def fit_isotonic(probability: Vector, outcome: Vector) -> IsotonicCalibration:
    """The rising line nearest to these outcomes (0/1)."""
    line = IsotonicRegression(out_of_bounds="clip").fit(probability, outcome)
    return IsotonicCalibration(line.X_thresholds_, line.y_thresholds_)


FITS: dict[str, Fit] = {"sigmoid": fit_sigmoid, "isotonic": fit_isotonic}


@dataclass(frozen=True, slots=True)
class Calibrated:
    """Out-of-fold probabilities with the calibration that helps, if any; `folds` says who was left out together."""

    probability: Vector
    choice: Choice
    folds: NDArray[np.int64]
    raw: Vector
    outcome: Vector

    def final(self, form: Form) -> Form:
        """The form that learnt from everybody, calibrated on all out-of-fold probabilities."""
        return self._calibrated(form, np.ones(len(self.raw), dtype=np.bool_))

    def of_fold(self, form: Form, fold: int) -> Form:
        """The form that learnt from all but a fold, calibrated on the probabilities of the other folds."""
        return self._calibrated(form, self.folds != fold)

    def _calibrated(self, form: Form, seen: NDArray[np.bool_]) -> Form:
        if self.choice.winner == AS_IT_IS:
            return form
        return CalibratedForm(form, FITS[self.choice.winner](self.raw[seen], self.outcome[seen]))


def calibrate(
    raw: Vector, outcome: Vector, folds: NDArray[np.int64], customer_ids: NDArray[Any], *, seed: int
) -> Calibrated:
    """Choose between the out-of-fold probabilities as they are and their calibrations, each fitted on other folds."""
    versions = {AS_IT_IS: raw} | {name: _crossed(fit, raw, outcome, folds) for name, fit in FITS.items()}
    contenders = [
        Contender(name, metrics.brier_losses(outcome, one), metrics.roc_auc(outcome, one))
        for name, one in versions.items()
    ]
    choice = choose(contenders, customer_ids, MEASURE, seed=seed)
    return Calibrated(versions[choice.winner], choice, folds, raw, outcome)


def _crossed(fit: Fit, raw: Vector, outcome: Vector, folds: NDArray[np.int64]) -> Vector:
    result = np.empty_like(raw)
    for fold in np.unique(folds):
        mine = folds == fold
        result[mine] = fit(raw[~mine], outcome[~mine]).apply(raw[mine])
    return result
