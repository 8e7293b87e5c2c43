"""What a description says of a table."""

import pytest

from perennial.dataset import Dataset
from perennial.described import described_guess, described_table
from perennial.errors import UnknownColumns
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


USUAL = {"customer_id": "kunde", "order_datetime": "datum", "order_total": "betrag"}
OTHER = {"customer_id": "client", "order_datetime": "le", "order_total": "total"}
ROWS = [("anna", "2024-01-02", "9.50")]


@pytest.mark.parametrize(
    ("header", "customer"),
    [(("kunde", "datum", "betrag"), "kunde"), (("Client", "le", "total"), "Client")],
)
def test_each_file_is_read_by_the_mapping_whose_columns_it_has(header, customer):
    description = Dataset.model_validate({"mapping": USUAL, "other_mappings": [OTHER]})
    with looked_at(header, ROWS) as look:
        found = described_guess(look, description)
        assert found is not None
        assert found.found["customer_id"].column.name == customer


def test_a_file_that_no_other_mapping_fits_needs_the_columns_of_the_mapping_for_all():
    description = Dataset.model_validate({"mapping": USUAL, "other_mappings": [OTHER]})
    with looked_at(("client", "le", "summe"), ROWS) as look, pytest.raises(UnknownColumns, match="kunde"):
        described_guess(look, description)


def test_without_a_mapping_for_all_a_file_that_no_other_fits_is_left_open():
    with looked_at(("kunde", "datum", "betrag"), ROWS) as look:
        assert described_guess(look, Dataset.model_validate({"other_mappings": [OTHER]})) is None


def test_the_status_and_currency_of_a_file_mapped_by_itself_are_found_beside_its_mapping():
    rows = [(f"c{number}", "2024-01-02", "9.50", "cancelled" if number % 3 else "paid", "EUR") for number in range(30)]
    with looked_at(("client", "le", "total", "order_status", "currency"), rows) as look:
        found = described_guess(look, Dataset.model_validate({"other_mappings": [OTHER]}))
        assert found is not None
        assert set(found.found) == {*OTHER, "order_status", "currency"}
