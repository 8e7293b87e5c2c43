"""Calibration is used where it helps beyond doubt, and nowhere else."""

import numpy as np
import pytest

from perennial.models.forms import ConstantForm
from perennial.models.subscriber_calibration import calibrate, fit_isotonic, fit_sigmoid
from perennial.models.subscriber_forms import CalibratedForm

RANDOM = np.random.default_rng(3)
TRUE = RANDOM.beta(1, 3, 4000)
OUTCOME = (RANDOM.random(4000) < TRUE).astype(np.float64)
FOLDS = RANDOM.integers(5, size=4000)
IDS = np.arange(4000)


def calibrated(raw):
    return calibrate(raw, OUTCOME, FOLDS, IDS, seed=1)


def test_probabilities_that_are_right_stay_as_they_are():
    result = calibrated(TRUE)
    assert result.choice.winner == "as_it_is"
    assert (result.probability == TRUE).all()
    form = ConstantForm(0.3)
    assert result.final(form) is form


def test_exaggerated_odds_are_put_right():
    odds = (TRUE / (1 - TRUE)) ** 3
    result = calibrated(odds / (1 + odds))
    assert result.choice.winner in {"sigmoid", "isotonic"}
    assert np.mean((result.probability - OUTCOME) ** 2) == pytest.approx(np.mean((TRUE - OUTCOME) ** 2), abs=0.002)
    assert isinstance(result.final(ConstantForm(0.3)), CalibratedForm)


def test_a_folds_own_outcomes_do_not_reach_its_calibration():
    odds = (TRUE / (1 - TRUE)) ** 3
    raw = odds / (1 + odds)
    mine = FOLDS == 2
    turned = OUTCOME.copy()
    turned[np.flatnonzero(mine)[:20]] = 1 - turned[np.flatnonzero(mine)[:20]]
    one, other = calibrated(raw), calibrate(raw, turned, FOLDS, IDS, seed=1)
    assert one.choice.winner == other.choice.winner
    assert (one.probability[mine] == other.probability[mine]).all()


@pytest.mark.parametrize("fit", [fit_sigmoid, fit_isotonic])
def test_a_calibration_rises(fit):
    answers = fit(TRUE, OUTCOME).apply(np.linspace(0, 1, 50))
    assert (np.diff(answers) >= 0).all()
    assert ((answers >= 0) & (answers <= 1)).all()
