"""Light forms for subscribers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perennial.models.forms import ConstantForm
from perennial.models.subscriber_forms import (
    CalibratedForm,
    Design,
    IsotonicCalibration,
    LogisticForm,
    SigmoidCalibration,
    log_odds,
)

MATRIX = np.array([[0.0, 1.0, 5.0], [10.0, 0.0, 5.0], [np.nan, 1.0, 5.0], [100.0, 0.0, 5.0]])


def test_a_design_has_numbers_and_their_logs_centred_and_scaled():
    seen = Design.of(MATRIX, np.array([0])).apply(MATRIX)
    assert seen.shape == (4, 4)
    assert seen.mean(axis=0) == pytest.approx(np.zeros(4), abs=1e-12)
    assert seen.std(axis=0) == pytest.approx([1, 1, 0, 1])


def test_an_unknown_number_counts_as_the_median():
    design = Design.of(MATRIX, np.array([0]))
    assert design.apply(np.array([[np.nan, 1.0, 5.0]])) == pytest.approx(design.apply(np.array([[10.0, 1.0, 5.0]])))


def test_a_line_knows_nothing_beyond_what_it_has_seen():
    design = Design.of(MATRIX, np.array([0]))
    form = LogisticForm(design, np.array([1.0, 0, 0, 0]), 0.0, lowest=-1.0, highest=1.0)
    far = form.predict(np.array([[1e9, 0.0, 5.0], [-1e9, 0.0, 5.0]]))
    assert far == pytest.approx([1 / (1 + np.exp(-1)), 1 / (1 + np.exp(1))])


@given(probability=st.floats(0, 1))
def test_no_stretch_and_no_shift_is_no_calibration(probability):
    assert np.isfinite(log_odds(np.array([probability]))).all()
    assert SigmoidCalibration(1.0, 0.0).apply(np.array([probability]))[0] == pytest.approx(probability, abs=2e-6)


def test_a_calibrated_form_goes_through_its_knots():
    knots = IsotonicCalibration(np.array([0.2, 0.6]), np.array([0.1, 0.5]))
    assert CalibratedForm(ConstantForm(0.4), knots).predict(np.zeros((2, 0))) == pytest.approx([0.3, 0.3])
    assert CalibratedForm(ConstantForm(0.9), knots).predict(np.zeros((1, 0))) == pytest.approx([0.5])
