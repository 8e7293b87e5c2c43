"""Gathering an index: where a page ends changes nothing."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perennial.index_builder import IndexBuilder
from perennial.score_index import WORDS
from tests.hand_index import NUMBERS, TERMS, customer, index_of_customers

words = st.sampled_from(["champions", "lost", None])
bases = st.lists(st.tuples(st.floats(0, 1e6), words), max_size=12)


def customers(base: list[tuple[float, str | None]]) -> list[dict[str, Any]]:
    return [customer(f"c{at:02}", spend, segment=segment) for at, (spend, segment) in enumerate(base)]


@given(bases, st.integers(1, 13))
def test_pages_make_the_index_of_the_whole(base: list, pages_of: int) -> None:
    whole, paged = (index_of_customers(*customers(base), pages_of=size) for size in (1_000, pages_of))
    assert paged.to_bytes() == whole.to_bytes()


def test_masked_numbers_and_words_are_unknown() -> None:
    index = index_of_customers(customer("a", np.nan, risk=None), customer("b", np.inf, risk="high"))
    assert np.isnan(index.number("expected_spend_90d")).all()
    assert index.words["risk"].names == ("high",)


def test_what_the_engine_masks_is_nothing_and_no_filler() -> None:
    page: dict[str, Any] = {name: np.ma.array([0.5, 1.0], mask=[True, False]) for name in NUMBERS}
    page |= {name: np.ma.array(["x", "y"], dtype=object, mask=[True, False]) for name in WORDS}
    builder = IndexBuilder(NUMBERS)
    builder.add(page | {"customer_id": np.array(["a", "b"], dtype=object)})
    index = builder.built(TERMS)
    assert index.words["tier"].of(np.array([0, 1])) == [None, "y"]
    np.testing.assert_array_equal(index.number("value_at_risk"), [np.nan, 1.0])


def test_many_words_get_room_and_few_take_a_byte() -> None:
    few, many = (
        index_of_customers(*(customer(f"c{at:03}", segment=f"s{at}") for at in range(count))) for count in (255, 256)
    )
    assert few.words["segment"].codes.dtype == np.uint8
    assert many.words["segment"].codes.dtype == np.uint16
    assert many.words["segment"].of(np.array([255])) == ["s255"]
