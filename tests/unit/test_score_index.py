"""The index of a score snapshot: what went in comes out, in the order of ids, with the same bytes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perennial.score_index import ScoreIndex, shown
from tests.hand_index import TERMS, customer, index_of_customers

ids = st.lists(st.text(st.characters(exclude_categories=["Cs"])), unique=True, max_size=20)
numbers = st.one_of(st.just(float("nan")), st.floats(-1e6, 1e6, width=32))


@given(ids)
def test_every_id_comes_back_whatever_is_in_it(customer_ids: list[str]) -> None:
    index = index_of_customers(*(customer(one) for one in customer_ids))
    assert index.customers == len(customer_ids)
    assert index.customer_ids(range(index.customers)) == sorted(customer_ids)


@given(st.lists(numbers, max_size=30))
def test_an_index_read_again_is_the_one_that_was_written(values: list[float]) -> None:
    index = index_of_customers(*(customer(f"c{at:02}", value, tier="top") for at, value in enumerate(values)))
    again = ScoreIndex.from_bytes(index.to_bytes())
    assert again.to_bytes() == index.to_bytes()
    assert again.terms == TERMS
    assert again.ids == index.ids
    assert {name: words.names for name, words in again.words.items()} == {
        name: words.names for name, words in index.words.items()
    }
    for name, column in index.numbers.items():
        np.testing.assert_array_equal(again.numbers[name], column)


def test_rows_are_sorted_by_a_number_and_equals_by_id_with_the_unknown_last() -> None:
    index = index_of_customers(customer("a", 5.0), customer("b"), customer("c", 9.0), customer("d", 5.0))
    order = {
        down: index.customer_ids(index.sorted_rows("expected_spend_90d", descending=down)) for down in (True, False)
    }
    assert order == {True: ["c", "a", "d", "b"], False: ["a", "d", "c", "b"]}


def test_ids_are_sorted_both_ways() -> None:
    index = index_of_customers(customer("b"), customer("a"), customer("c"))
    assert index.customer_ids(index.sorted_rows(None, descending=False)) == ["a", "b", "c"]
    assert index.customer_ids(index.sorted_rows(None, descending=True)) == ["c", "b", "a"]


def test_a_column_there_is_none_of_is_unknown_of_everybody() -> None:
    index = index_of_customers(customer("a"), customer("b"))
    assert np.isnan(index.number("frequency")).tolist() == [True, True]
    assert np.isnan(index.part(None, np.array([1], dtype=np.int32))).tolist() == [True]


def test_words_are_those_of_their_rows_and_none_where_there_is_none() -> None:
    index = index_of_customers(customer("a", risk="high"), customer("b"), customer("c", risk="low"))
    assert index.words["risk"].of(np.array([2, 1, 0])) == ["low", None, "high"]


def test_an_outcome_is_found_by_its_horizon() -> None:
    assert TERMS.outcome(90) is TERMS.outcomes[0]
    assert (TERMS.outcome(30), TERMS.outcome(None)) == (None, None)


@pytest.mark.parametrize("value", [0.0, 1.0, 0.1, 84.61738, 1234567.0, 1e-9, -3.25])
def test_a_number_is_told_with_the_digits_an_index_has(value: float) -> None:
    (told,) = shown(np.array([value], dtype=np.float32))
    assert told == pytest.approx(value, rel=1e-6)
    assert len(f"{told:.12g}".lstrip("-0.").replace(".", "").split("e")[0]) <= 7


def test_what_is_unknown_is_told_as_nothing() -> None:
    assert shown(np.array([np.nan], dtype=np.float32)) == [None]


def test_its_size_is_that_of_its_columns() -> None:
    index = index_of_customers(customer("abc"), customer("de"))
    assert index.size_bytes == len("abc") + len("de") + 2 + 2 * (7 * 4 + 4 * 1)
