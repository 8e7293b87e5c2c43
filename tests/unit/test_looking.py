"""The best columns for several fields at once."""

from perennial.looking import Guess
from tests.sampled import looked_at

ROWS = [(n, f"C{n % 7}", f"2020-01-{n % 28 + 1:02d}", n / 3) for n in range(1, 31)]
HEADER = ("order", "customer", "date", "amount")


def test_each_field_gets_its_column():
    with looked_at(HEADER, ROWS) as look:
        found = look.best(("customer_id", "order_id", "order_datetime", "order_total"))
    assert {field: fit.column.name for field, fit in found.items()} == {
        "customer_id": "customer",
        "order_id": "order",
        "order_datetime": "date",
        "order_total": "amount",
    }


def test_no_column_serves_two_fields():
    with looked_at(HEADER, ROWS) as look:
        found = look.best(("order_total", "line_total", "payment_value"))
    assert [(field, fit.column.name) for field, fit in found.items()] == [("order_total", "amount")]


def test_what_is_not_sure_enough_is_left_out():
    with looked_at(HEADER, ROWS) as look:
        assert look.best(("order_id",), least=0.9) == {}


def test_columns_are_found_by_what_their_names_mean():
    with looked_at(HEADER, ROWS) as look:
        assert [profile.name for profile in look.named("customer")] == ["customer"]
        assert look.header == HEADER


def test_a_guess_is_sure_where_nothing_is_missing():
    assert Guess("products", {}).sure
    assert not Guess("products", {}, ("product_id",)).sure
