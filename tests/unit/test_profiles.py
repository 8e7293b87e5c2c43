"""What columns hold, looked at over a sample."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perennial.profiles import profile_columns
from tests.sampled import layout_of, profile, sampled


def test_a_column_is_counted_with_its_blanks_and_repeats():
    column = profile("a", ["x", "x", "y", "", None])
    assert (column.rows, column.blank, column.filled, column.distinct) == (5, 2, 3, 2)
    assert (column.filled_share, column.distinct_share) == (pytest.approx(3 / 5), pytest.approx(2 / 3))
    assert column.examples == ("x", "y")


@pytest.mark.parametrize(
    ("share", "values"),
    [
        ("number_share", ["1", "-2.5", "1.963,10", "$1,963.10", "12,50 €"]),
        ("integer_share", ["1", "17850.0", "-3"]),
        ("fraction_share", ["1.5", "2,25"]),
        ("date_share", ["2020-01-31", "31/01/2020 10:00", "14-Jan-15", "20141231"]),
        ("counted_share", ["43831", "1577836800", "20141231"]),
        ("year_share", ["1999", "2021"]),
        ("email_share", ["ada@example.com"]),
        ("phone_share", ["+49 151 1234567", "(555) 123-4567", "0151/2345678"]),
        ("person_share", ["Ada Moreau", "Jonas van der Berg".title()]),
        ("street_share", ["12 Wood Street", "Hauptstraße 7"]),
        ("code_share", ["C-12", "00042", "#1001"]),
    ],
)
def test_what_all_values_have_in_common_is_seen(share, values):
    assert getattr(profile("a", values), share) == 1.0
    assert getattr(profile("a", ["x y z!", "q w!"]), share) == 0.0


def test_numbers_are_averaged_over_the_rows():
    column = profile("a", ["1", "1", "4", "no number"])
    assert (column.mean, column.largest, column.mean_length) == (2.0, 4.0, pytest.approx((1 + 1 + 1 + 9) / 4))


def test_a_blank_column_and_a_table_without_rows_have_nothing():
    assert profile("a", ["", ""]).filled_share == 0.0
    assert profile("a", []).distinct_share == 0.0


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=20), st.randoms(use_true_random=False))
def test_profiles_do_not_depend_on_the_order_of_the_rows(rows, order):
    rows = [tuple(cell.replace("\x00", "").strip() for cell in row) for row in rows]
    mixed = order.sample(rows, len(rows))
    with sampled("ab", rows) as first, sampled("ab", mixed) as second:
        assert profile_columns(first, layout_of("ab")) == profile_columns(second, layout_of("ab"))
