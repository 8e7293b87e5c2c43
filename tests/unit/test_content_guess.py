"""Order lines told by values alone."""

from perennial.content_guess import SURE, UNSURE, content_guess
from tests.public.trade import lines
from tests.sampled import looked_at

TRADE = lines()


def guessed(*columns) -> dict[str, tuple[int, float]]:
    rows = [[column(x) for column in columns] for x in TRADE]
    with looked_at([f"column_{place}" for place in range(len(columns))], rows) as look:
        found = content_guess(look).found
    return {field: (fit.column.position, fit.confidence) for field, fit in found.items()}


def test_factors_of_a_product_are_quantity_and_price():
    found = guessed(lambda x: x.amount, lambda x: x.price, lambda x: x.quantity)
    assert found == {"quantity": (2, SURE), "unit_price": (1, SURE)}


def test_an_order_has_one_date_and_one_customer():
    found = guessed(lambda x: x.person.number, lambda x: x.order, lambda x: f"{x.at:%Y-%m-%d}", lambda x: x.amount)
    assert found == {
        "customer_id": (0, SURE),
        "order_id": (1, SURE),
        "order_datetime": (2, SURE),
        "order_total": (3, SURE),
    }


def test_two_numbers_for_the_same_customer_are_one():
    found = guessed(
        lambda x: x.person.number, lambda x: x.person.number + 1, lambda x: f"{x.at:%Y-%m-%d}", lambda x: x.amount
    )
    assert found["customer_id"] == (0, SURE)


def test_of_two_columns_of_dates_or_amounts_neither_is_sure():
    found = guessed(
        lambda x: f"{x.at:%Y-%m-%d}", lambda x: f"{x.later:%Y-%m-%d}", lambda x: x.amount, lambda x: x.price + 0.01
    )
    assert found["order_datetime"] == (0, UNSURE)
    assert found["order_total"] == (2, UNSURE)


def test_words_are_nothing():
    with looked_at(("a",), [("red",), ("blue",)]) as look:
        assert content_guess(look).found == {}
