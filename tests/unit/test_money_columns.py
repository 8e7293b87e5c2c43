"""Where the money stands."""

import pytest

from perennial.money_columns import lacking_money, money_columns
from perennial.table_choice import LINE_FIELDS
from tests.public.trade import lines
from tests.sampled import looked_at

TRADE = lines()
VALUES = {
    "order_id": lambda x: x.order,
    "product_id": lambda x: f"P{x.product}",
    "quantity": lambda x: x.quantity,
    "unit_price": lambda x: x.price,
    "price": lambda x: x.price,
    "line_price": lambda x: x.amount,
    "total": lambda x: x.amount,
    "order_total": lambda x: x.total,
    "amount": lambda x: x.quantity,
}


def money(*header: str, **renamed: str) -> dict[str, str]:
    rows = [[VALUES[renamed.get(name, name)](x) for name in header] for x in TRADE]
    with looked_at(header, rows) as look:
        return {field: fit.column.name for field, fit in money_columns(look, look.best(LINE_FIELDS)).items()}


def test_quantity_and_price_go_before_a_total_beside_them():
    assert money("order_id", "product_id", "quantity", "unit_price", "total") == {
        "quantity": "quantity",
        "unit_price": "unit_price",
    }


def test_a_total_is_taken_where_there_is_no_price():
    assert money("order_id", "product_id", "quantity", "total") == {"quantity": "quantity", "order_total": "total"}


def test_a_price_that_grows_with_the_quantity_is_the_lines():
    assert money("product_id", "quantity", "price", price="line_price") == {
        "quantity": "quantity",
        "order_total": "price",
    }


def test_a_price_alone_is_the_price_of_the_row():
    assert money("order_id", "product_id", "price") == {"order_total": "price"}


def test_small_whole_numbers_called_an_amount_beside_a_price_are_a_quantity():
    assert money("product_id", "amount", "unit_price") == {"quantity": "amount", "unit_price": "unit_price"}


def test_the_total_of_the_order_on_each_of_its_lines_is_not_their_money():
    assert money("order_id", "product_id", "order_total") == {}


def test_a_lines_own_total_is_taken_beside_the_orders():
    assert money("order_id", "product_id", "order_total", "total") == {"order_total": "total"}


@pytest.mark.parametrize(
    ("found", "missing"),
    [
        ({"order_total"}, ()),
        ({"line_total"}, ()),
        ({"quantity", "unit_price"}, ()),
        ({"quantity"}, ("unit_price (or order_total)",)),
        (set(), ("quantity and unit_price (or order_total)",)),
    ],
)
def test_what_is_missing_is_said_in_words(found, missing):
    assert lacking_money(dict.fromkeys(found)) == missing
