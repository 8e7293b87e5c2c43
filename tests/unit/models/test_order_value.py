import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perennial.models.order_value import OrderValue

MONEY = st.floats(0.0, 1e6)


def test_few_orders_are_drawn_to_the_shop_s_mean_and_many_are_not():
    value = OrderValue(shop_mean=30.0, prior_orders=2.0)
    assert value.expected(np.array([1.0, 2.0, 998.0]), np.full(3, 60.0)).tolist() == pytest.approx([40.0, 45.0, 59.94])


@given(orders=st.integers(1, 10_000), own=MONEY, shop=MONEY, prior=st.floats(0.0, 100.0))
def test_the_expectation_lies_between_the_customer_s_mean_and_the_shop_s(orders, own, shop, prior):
    found = OrderValue(shop, prior).expected(np.array([float(orders)]), np.array([own]))[0]
    assert min(own, shop) * (1 - 1e-12) <= found <= max(own, shop) * (1 + 1e-12)


def test_what_is_unknown_stays_unknown():
    assert np.isnan(OrderValue(30.0, 2.0).expected(np.array([3.0]), np.array([np.nan]))).all()
