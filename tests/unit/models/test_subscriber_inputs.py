"""Attributes as the numbers models read."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perennial.models.subscriber_inputs import Encoding, InputColumn, customer_shares, encoding_of

COLUMNS = {
    "plan": np.ma.masked_equal(np.array(["basic"] * 6 + ["plus"] * 5 + ["rare", "?"], dtype=object), "?"),
    "fee": np.ma.masked_invalid([1.0] * 12 + [np.nan]),
    "paperless": np.array([True] * 13),
}
KINDS = {"fee": "number", "paperless": "flag", "plan": "category"}


def test_frequent_categories_have_columns_and_rare_unknown_and_new_ones_are_none_of_them():
    encoding = encoding_of(KINDS, COLUMNS)
    assert encoding.matrix_names == ("fee", "paperless", "plan is basic", "plan is plus")
    assert encoding.numeric_positions == (0,)
    matrix = encoding.matrix(COLUMNS, 13)
    assert matrix[0].tolist() == [1, 1, 1, 0]
    assert matrix[11].tolist() == [1, 1, 0, 0]
    assert np.isnan(matrix[12, 0])
    new = {"plan": np.array(["never seen"], dtype=object)}
    assert encoding.matrix(new, 1)[0, 2:].tolist() == [0, 0]


def test_what_is_not_told_is_named():
    encoding = encoding_of(KINDS, COLUMNS)
    assert encoding.unknown({"plan": "never seen", "fee": 2.0}) == ("paperless", "plan")
    assert encoding.unknown({"plan": "plus", "fee": 0.0, "paperless": False}) == ()


def test_the_order_of_customers_changes_no_encoding():
    turned = {name: column[::-1] for name, column in COLUMNS.items()}
    assert encoding_of(KINDS, turned) == encoding_of(KINDS, COLUMNS)


def test_without_attributes_there_is_an_empty_matrix():
    assert Encoding(()).matrix({}, 3).shape == (3, 0)
    assert Encoding((InputColumn("fee", "number"),)).matrix({}, 2).shape == (2, 1)


@given(ids=st.lists(st.text(), min_size=1, unique=True))
def test_a_customers_share_depends_on_nobody_else(ids):
    shares = customer_shares(ids, "a")
    assert ((shares >= 0) & (shares < 1)).all()
    assert [customer_shares([one], "a")[0] for one in ids] == shares.tolist()
    assert (customer_shares(ids, "b") != shares).all()
