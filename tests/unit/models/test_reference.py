"""The customer in the middle: one who exists, whoever stands first in the table."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from perennial.models.reference import customer_in_the_middle

NAN = float("nan")
bases = arrays(np.float64, st.tuples(st.integers(1, 12), st.just(3)), elements=st.sampled_from([-1.0, 0.0, 2.0, NAN]))


def test_the_middle_of_five_customers_is_the_third():
    base = np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0], [4.0, 40.0], [500.0, 5e9]])
    assert customer_in_the_middle(base).tolist() == [3.0, 30.0]


def test_an_unknown_value_is_typical_only_where_most_are_unknown():
    assert customer_in_the_middle(np.array([[NAN], [1.0], [2.0], [3.0]]))[0] in {1.0, 2.0}
    assert np.isnan(customer_in_the_middle(np.array([[NAN], [NAN], [NAN], [3.0]]))[0])


@given(bases, st.randoms(use_true_random=False))
def test_the_middle_is_one_of_the_customers_whatever_their_order(base, random):
    middle = customer_in_the_middle(base)
    assert any(np.array_equal(middle, row, equal_nan=True) for row in base)
    order = list(range(len(base)))
    random.shuffle(order)
    np.testing.assert_array_equal(customer_in_the_middle(base[order]), middle)


def test_without_customers_nothing_is_known_of_the_middle():
    assert np.isnan(customer_in_the_middle(np.zeros((0, 2)))).tolist() == [True, True]
