"""Growth: how a forecast goes on beyond the horizon it was judged at."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perennial.models.combined import ProductForm
from perennial.models.forms import ConstantForm
from perennial.models.growth import GrowthForm
from perennial.models.lifetimes import Buying
from perennial.models.order_value import OrderValue
from perennial.models.probabilistic import INPUTS, ProbabilisticModel

BUYING = Buying(r=0.6, alpha=60.0, a=0.5, b=1.0, leaves_at_first=True)
MODEL = ProbabilisticModel(BUYING, BUYING, OrderValue(20.0, 1.0), orders_per_day=1.1)
COLUMNS = tuple(range(len(INPUTS)))
histories = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 500), st.integers(0, 500)), min_size=1, max_size=20)


def matrix_of(rows):
    """Repeat days, span, tenure, orders and spend."""
    return np.array(
        [[x, span if x else 0, (span if x else 0) + silent, x + 1, 10.0 * (x + 1)] for x, span, silent in rows],
        dtype=np.float64,
    )


@given(histories)
def test_spend_never_shrinks_and_grows_no_faster_than_the_days(rows):
    share = GrowthForm(MODEL, "spend", 90, 365, COLUMNS).predict(matrix_of(rows))
    assert ((share >= 1) & (share <= 365 / 90 + 1e-9)).all()


@given(histories)
def test_a_longer_silence_is_never_likelier_than_a_shorter_one(rows):
    share = GrowthForm(MODEL, "churn", 90, 365, COLUMNS).predict(matrix_of(rows))
    assert ((share >= 0) & (share <= 1)).all()


@given(histories)
def test_carried_on_by_itself_the_model_says_what_it_says(rows):
    matrix = matrix_of(rows)
    forecast = MODEL.forecast(dict(zip(INPUTS, matrix.T, strict=True)), [90, 365])
    for target, by_horizon in (("spend", forecast.orders), ("churn", forecast.no_order)):
        share = GrowthForm(MODEL, target, 90, 365, COLUMNS).predict(matrix)
        np.testing.assert_allclose(share * by_horizon[90], by_horizon[365], rtol=1e-9)


@pytest.mark.parametrize(("target", "usual"), [("spend", 365 / 90), ("churn", 1.0)])
def test_of_a_customer_whose_past_is_unknown_spend_grows_with_the_days_and_churn_not(target, usual):
    assert GrowthForm(MODEL, target, 90, 365, COLUMNS).predict(np.full((1, 5), np.nan)).tolist() == [usual]


def test_a_forecast_carried_on_keeps_its_level():
    matrix = matrix_of([(3, 100, 10)])
    growth = GrowthForm(MODEL, "spend", 90, 180, COLUMNS)
    assert ProductForm(growth, ConstantForm(50.0)).predict(matrix) == pytest.approx(50.0 * growth.predict(matrix))
