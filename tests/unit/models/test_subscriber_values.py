"""Attributes as they may come."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perennial.models.subscriber_values import as_numbers, as_words, comparable, same_words


def objects(*values):
    return np.array(values, dtype=object)


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (np.array([1.5, np.inf]), [1.5, np.nan]),
        (np.array([True, False]), [1, 0]),
        (np.ma.masked_equal([3, 4], 4), [3, np.nan]),
        (objects("2.5", " Yes", "no", "n/a", "inf", None, 7, True), [2.5, 1, 0, np.nan, np.nan, np.nan, 7, 1]),
    ],
)
def test_whatever_holds_a_number_is_one(column, expected):
    assert as_numbers(column) == pytest.approx(expected, nan_ok=True)


def test_words_of_numbers_and_truths_read_as_in_a_file():
    assert as_words(np.array([1.0, 2.5, np.nan])) == ["1", "2.5", None]
    assert as_words(np.ma.masked_equal(objects("a", "?"), "?")) == ["a", None]
    assert as_words(np.array([True])) == ["True"]


def test_case_and_spaces_do_not_tell_words_apart():
    assert comparable("  Month-to-Month ") == comparable("month-to-month")
    assert comparable("two  year") == "two year"


def test_a_truth_value_has_several_words():
    assert comparable("True") in same_words("Yes")
    assert comparable("No") in same_words("F")
    assert same_words("Gold ") == ("gold",)


@given(value=st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_read_back_from_its_word_is_the_same(value):
    assert as_numbers(objects(*as_words(np.array([value]))))[0] == value
