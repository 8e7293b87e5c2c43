"""Which table of a dataset a file is."""

import pytest

from perennial.table_choice import KEYS, PARTS, guess_of, missing_fields, order_lines_guess, part_guesses
from tests.public.trade import lines
from tests.sampled import looked_at

TRADE = lines()


def test_a_column_that_settles_who_and_when_is_the_order():
    rows = [(f"#{x.order}", x.person.number, x.at, f"P{x.product}", x.quantity, x.price) for x in TRADE]
    with looked_at(("Name", "customer_id", "date", "sku", "quantity", "price"), rows) as look:
        assert order_lines_guess(look).found["order_id"].column.name == "Name"


def test_a_bare_id_that_never_repeats_is_the_order_of_an_amount_but_not_of_a_line():
    rows = [(f"ch_{x.row}", x.person.number, x.at, x.amount) for x in TRADE]
    with looked_at(("id", "customer_id", "date", "amount"), rows) as look:
        assert order_lines_guess(look).found["order_id"].column.name == "id"
    rows = [(f"r_{x.row}", x.person.number, x.at, f"P{x.product}", x.amount) for x in TRADE]
    with looked_at(("id", "customer_id", "date", "sku", "amount"), rows) as look:
        assert "order_id" not in order_lines_guess(look).found


def test_order_lines_without_what_they_need_say_so():
    with looked_at(("customer_id", "sku"), [("a", "b")]) as look:
        assert order_lines_guess(look).missing == ("order_datetime", "quantity and unit_price (or order_total)")


def test_lines_of_orders_without_prices_are_no_heads_of_orders():
    rows = [(x.order, x.person.number, x.at, f"P{x.product}") for x in TRADE]
    with looked_at(("order_id", "customer_id", "order_date", "product_id"), rows) as look:
        assert not any(guess.sure for guess in part_guesses(look))


def test_a_customer_in_many_rows_is_no_table_of_persons():
    with looked_at(("customer_id", "city"), [(n % 9, "Ulm") for n in range(60)]) as look:
        assert not any(guess.sure for guess in part_guesses(look))


@pytest.mark.parametrize("table", PARTS)
def test_every_part_names_what_it_cannot_do_without(table):
    with looked_at(("x",), [("y",)]) as look:
        guess = guess_of(table, look)
    assert guess.table == table
    assert set(missing_fields(table, {})) >= set(KEYS[table])
    assert not guess.sure
