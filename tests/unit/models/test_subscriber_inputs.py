"""Attributes as the numbers models read."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perennial.models.subscriber_encoding import encoding_of
from perennial.models.subscriber_inputs import Encoding, InputColumn, customer_shares

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


def test_what_later_files_write_differently_is_still_understood():
    encoding = Encoding(
        (
            InputColumn("fee", "number"),
            InputColumn("paperless", "flag"),
            InputColumn("line", "category", ("Yes", "No", "No phone")),
            InputColumn("code", "category", ("1", "a")),
        )
    )
    columns = {
        "fee": np.array(["2.5", "much"], dtype=object),
        "paperless": np.array(["Yes", "perhaps"], dtype=object),
        "line": np.array([True, False]),
        "code": np.array([1.0, 2.0]),
    }
    expected = [[2.5, 1, 1, 0, 0, 1, 0], [np.nan, np.nan, 0, 1, 0, 0, 0]]
    np.testing.assert_array_equal(encoding.matrix(columns, 2), expected)


def test_codes_and_unknown_values_have_columns_of_their_own():
    column = InputColumn("rooms", "number", codes=(1.0, 3.0), tells_unknown=True)
    assert column.matrix_names == ("rooms", "rooms is 1", "rooms is 3", "rooms is not known")
    matrix = column.matrix(np.array([3.0, 2.0, np.nan]), 3)
    np.testing.assert_array_equal(matrix, [[3, 0, 1, 0], [2, 0, 0, 0], [np.nan, 0, 0, 1]])


def test_shares_are_added_up_by_attribute():
    encoding = Encoding((InputColumn("rooms", "number", codes=(1.0, 3.0)), InputColumn("fee", "number")))
    assert encoding.by_attribute(np.array([[1.0, 2.0, 3.0, 4.0]])).tolist() == [[6.0, 4.0]]
    assert Encoding(()).by_attribute(np.zeros((2, 0))).shape == (2, 0)


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
