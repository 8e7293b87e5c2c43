"""Columns become numbers in one place: what is missing is NaN, never a zero that looks like knowledge."""

import numpy as np
import pytest

from perennial.columns import input_matrix, numbers


@pytest.mark.parametrize(
    "column",
    [
        np.ma.masked_array([1, 7], mask=[False, True]),
        np.ma.masked_array([True, False], mask=[False, True]),
        np.array([1.0, np.inf]),
        np.array([1, None], dtype=object),
    ],
)
def test_whatever_is_missing_becomes_nan(column: np.ndarray) -> None:
    np.testing.assert_array_equal(numbers(column), [1.0, np.nan])


def test_booleans_are_zero_and_one() -> None:
    np.testing.assert_array_equal(numbers(np.array([True, False])), [1.0, 0.0])


def test_the_matrix_has_the_columns_the_model_asks_for_in_its_order() -> None:
    columns = {"b": np.array([3, 4]), "unasked": np.array(["x", "y"]), "a": np.array([1, 2])}
    matrix, unknown = input_matrix(columns, ("a", "b"), 2)
    np.testing.assert_array_equal(matrix, [[1.0, 3.0], [2.0, 4.0]])
    assert unknown == ()


def test_a_column_known_of_nobody_is_named() -> None:
    matrix, unknown = input_matrix({"a": np.array([np.nan, np.nan]), "b": np.array([np.nan, 1.0])}, ("a", "b", "c"), 2)
    assert unknown == ("a", "c")
    assert np.isnan(matrix[:, 2]).all()


def test_a_table_without_rows_lacks_nothing() -> None:
    matrix, unknown = input_matrix({"a": np.array([])}, ("a", "b"), 0)
    assert matrix.shape == (0, 2)
    assert unknown == ()
