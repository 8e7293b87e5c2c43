"""Which further columns are kept."""

import pytest

from perennial.attribute_columns import attributes_of
from perennial.dataset import Dataset
from perennial.errors import UnknownColumns
from tests.sampled import looked_at

HEADER = ("customer_id", "Country", "customer_city", "store_city", "gender", "Category", "email", "note")


def kept(table: str, **description) -> tuple[str, ...]:
    with looked_at(HEADER, [HEADER]) as look:
        return attributes_of(Dataset.model_validate(description), table, look, ("email",), ("customer_id",))


def test_of_orders_where_and_who_the_customer_is():
    assert kept("order_lines") == kept("persons") == ("Country", "customer_city", "gender")


def test_of_products_their_category():
    assert kept("products") == ("Category",)


def test_of_subscribers_everything_but_what_is_personal():
    assert kept("customers") == tuple(sorted(set(HEADER) - {"customer_id", "email"}))


def test_what_is_declared_is_kept_alone_even_if_it_is_personal():
    assert kept("order_lines", attributes=["EMAIL", "note"]) == ("email", "note")


def test_a_table_that_stands_for_itself_needs_what_is_declared_and_a_part_does_not():
    with pytest.raises(UnknownColumns, match="age"):
        kept("order_lines", attributes=["age"])
    assert kept("persons", attributes=["age", "note"]) == ("note",)
    tables = {"order_items": {"files": "x*"}}
    assert kept("order_lines", attributes=["age"], tables=tables) == ()


def test_the_amount_that_a_subscriber_pays_is_kept_beside_what_is_declared():
    assert kept("customers", attributes=["gender"], recurring_amount="note") == ("gender", "note")
