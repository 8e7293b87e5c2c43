"""What columns say about each other."""

import pytest

from perennial.relations import price_is_of_the_line, product_share, settled_share
from tests.public.trade import lines
from tests.sampled import sampled

HEADER = ("order", "customer", "product", "quantity", "price", "amount")
ROWS = [(x.order, x.person.number, x.product, x.quantity, x.price, x.amount) for x in lines()]


def test_quantity_times_price_is_recognised_whatever_the_decimal_mark():
    comma = [(*row[:4], str(row[4]).replace(".", ","), str(row[5]).replace(".", ",")) for row in ROWS]
    for rows in (ROWS, comma):
        with sampled(HEADER, rows) as con:
            assert product_share(con, (3, 4), 5) == pytest.approx(1.0)
            assert product_share(con, (3, 5), 4) == pytest.approx(0.0, abs=0.05)


def test_rows_in_which_one_is_multiplied_show_nothing():
    with sampled(("a", "b", "c"), [(1, price, price) for price in range(2, 40)]) as con:
        assert product_share(con, (0, 1), 2) is None


def test_an_order_settles_its_customer_and_a_customer_does_not_settle_the_order():
    with sampled(HEADER, ROWS) as con:
        assert settled_share(con, (0,), 1) == 1.0
        assert settled_share(con, (1,), 0) == pytest.approx(0.0, abs=0.2)
        assert settled_share(con, (0, 2), 3) is None


def test_a_price_that_grows_with_the_quantity_is_the_whole_lines():
    with sampled(HEADER, ROWS) as con:
        assert price_is_of_the_line(con, 2, 3, 4) is False
        assert price_is_of_the_line(con, 2, 3, 5) is True


def test_where_every_product_sells_in_one_quantity_nothing_is_said_of_its_price():
    with sampled(HEADER, [row for row in ROWS if row[3] == 1]) as con:
        assert price_is_of_the_line(con, 2, 3, 4) is None
