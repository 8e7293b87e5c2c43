"""Serving: horizons that agree with each other, as near as possible to what each form says."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from sklearn.isotonic import IsotonicRegression

from perennial.models.forms import ConstantForm
from perennial.models.serving import isotonic
from tests.hand_made import serving_model

amounts = arrays(
    np.float64,
    array_shapes(min_dims=2, max_dims=2, max_side=6),
    elements=st.floats(0, 1e6, allow_subnormal=False),
)


@settings(max_examples=50)
@given(amounts)
def test_agreed_values_never_fall_and_stay_within_what_was_said(values):
    agreed = isotonic(values)
    assert (np.diff(agreed, axis=0) >= 0).all()
    assert (agreed >= values.min(axis=0)).all()
    assert (agreed <= values.max(axis=0)).all()


@settings(max_examples=50)
@given(amounts)
def test_agreed_values_are_the_isotonic_regression_of_each_customer(values):
    horizons = np.arange(len(values))
    expected = [IsotonicRegression().fit_transform(horizons, column) for column in values.T]
    np.testing.assert_allclose(isotonic(values), np.array(expected).T, rtol=1e-9, atol=1e-9)


def test_values_that_already_rise_are_left_as_they_are():
    values = np.array([[1.0, 0.0], [2.0, 0.0], [2.0, 7.0]])
    assert isotonic(values).tolist() == values.tolist()


def test_a_longer_horizon_never_expects_less_spend_whatever_its_form_says():
    model = serving_model(spend={30: ConstantForm(5.0), 90: ConstantForm(3.0), 365: ConstantForm(9.0)})
    assert {days: values.tolist() for days, values in model.predict_spend(np.zeros((1, 4))).items()} == {
        30: [4.0],
        90: [4.0],
        365: [9.0],
    }


def test_a_longer_horizon_never_has_a_higher_churn_probability_whatever_its_form_says():
    model = serving_model(churn={365: ConstantForm(0.2), 30: ConstantForm(0.5), 90: ConstantForm(0.7)})
    assert {days: values.tolist() for days, values in model.predict_churn(np.zeros((1, 4))).items()} == {
        30: [pytest.approx(0.6)],
        90: [pytest.approx(0.6)],
        365: [0.2],
    }


def test_a_model_without_a_number_predicts_none():
    model = serving_model(spend={}, churn={})
    assert (model.predict_spend(np.zeros((2, 4))), model.predict_churn(np.zeros((2, 4)))) == ({}, {})
