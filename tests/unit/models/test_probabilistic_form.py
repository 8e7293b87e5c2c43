"""The light form of the probabilistic model: the model's own numbers, and the mean for strangers."""

import numpy as np
import pytest

from perennial.models.lifetimes import Buying
from perennial.models.order_value import OrderValue
from perennial.models.probabilistic import INPUTS, ProbabilisticModel
from perennial.models.probabilistic_form import ProbabilisticForm

MODEL = ProbabilisticModel(Buying(0.25, 30.0, 0.8, 2.4, leaves_at_first=False), None, OrderValue(35.0, 0.5), 1.1)
SEEN = np.array([[9.0, 2.0, 200.0, 270.0, 3.0, 90.0], [9.0, 0.0, 0.0, 100.0, 1.0, 20.0]])


def form(target):
    return ProbabilisticForm(MODEL, target, 90, (1, 2, 3, 4, 5), 7.5)


@pytest.mark.parametrize(("target", "numbers"), [("spend", "spend"), ("churn", "no_order")])
def test_a_form_says_what_the_model_says_at_its_horizon(target, numbers):
    columns = dict(zip(INPUTS, SEEN.T[1:], strict=True))
    assert form(target).predict(SEEN).tolist() == getattr(MODEL.forecast(columns, [90]), numbers)[90].tolist()


def test_a_customer_whose_past_is_unknown_is_expected_to_be_like_the_mean():
    assert form("spend").predict(np.full((1, 6), np.nan)).tolist() == [7.5]
