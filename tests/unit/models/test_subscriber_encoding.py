"""What is told apart."""

import numpy as np

from perennial.models.subscriber_encoding import MOST_CATEGORIES, encoding_of


def words(*values):
    return np.array(values, dtype=object)


def names(kind, column):
    return encoding_of({"x": kind}, {"x": column}).matrix_names


def test_frequent_categories_are_told_apart_the_most_frequent_first():
    assert names("category", words(*"a" * 6, *"b" * 9, *"c" * 2)) == ("x is b", "x is a")


def test_spellings_of_one_word_are_one_category_in_the_most_frequent_of_them():
    assert names("category", words(*["Gold"] * 3, *["gold "] * 4, "GOLD")) == ("x is gold ",)


def test_blanks_are_told_apart_where_they_are_frequent():
    assert names("category", words(*"a" * 6, *[None] * 5)) == ("x is a", "x is not known")
    assert names("number", np.array([0.5] * 9 + [np.nan] * 5)) == ("x", "x is not known")
    assert names("number", np.array([0.5] * 9 + [np.nan] * 4)) == ("x",)


def test_a_few_whole_numbers_may_be_names_and_many_or_two_are_not():
    assert names("number", np.array([1.0, 2.0, 4.0] * 5)) == ("x", "x is 1", "x is 2", "x is 4")
    assert names("number", np.array([0.0, 1.0] * 9)) == ("x",)
    assert names("number", np.arange(30.0).repeat(5)) == ("x",)
    assert names("number", np.array([0.5, 1.0, 4.0] * 5)) == ("x",)


def test_of_a_large_base_a_value_needs_more_customers():
    assert names("category", words(*["big"] * 4000, *["small"] * 20)) == ("x is big",)


def test_words_that_hardly_anybody_shares_are_no_input():
    surnames = words(*(f"name {at % 70}" for at in range(100)))
    assert encoding_of({"surname": "category"}, {"surname": surnames}).columns == ()


def test_there_are_never_more_than_so_many_categories():
    column = words(*(f"city {at % 80}" for at in range(2000)))
    assert len(names("category", column)) == MOST_CATEGORIES
