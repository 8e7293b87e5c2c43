"""What a description says of a table."""

import pytest

from perennial.dataset import Dataset
from perennial.described import described_guess, described_table
from tests.sampled import looked_at

TABLES = Dataset.model_validate(
    {"tables": {"order_items": {"files": "*items*.csv"}, "order_headers": {"files": "Sales_Header*"}}}
)


@pytest.mark.parametrize(
    ("key", "table"),
    [
        ("landing/shop/store_items_1.csv", "order_items"),
        ("landing/shop/sales_header.csv", "order_headers"),
        ("landing/shop/all.zip (x/items.csv)", "order_items"),
        ("landing/shop/products.csv", None),
    ],
)
def test_a_table_is_known_by_the_names_of_its_files(key, table):
    found = described_table(key, TABLES)
    assert (None if found is None else found[0]) == table


def test_a_description_that_says_nothing_leaves_the_table_open():
    with looked_at(("a",), [("b",)]) as look:
        assert described_guess(look, Dataset()) is None
        assert described_guess(look, Dataset(kind="orders")) is None
