"""Which column is what: given by the description, or known by name, or refused."""

import pytest

from perennial.dataset import Dataset
from perennial.errors import UnknownColumns
from perennial.mapping import normal_name, resolve_mapping

KEY = "landing/shop/orders.csv"
ONLINE_RETAIL = (
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
    "Country",
)


def resolved(header: tuple[str, ...], **description):
    return resolve_mapping(Dataset.model_validate(description), KEY, header)


def columns(header: tuple[str, ...], **description) -> dict[str, str]:
    return resolved(header, **description).mapping.model_dump(exclude_none=True)


def test_online_retail_is_known_by_its_names():
    found = resolved(ONLINE_RETAIL)
    assert found.mapping.model_dump(exclude_none=True) == {
        "customer_id": "CustomerID",
        "order_datetime": "InvoiceDate",
        "order_id": "InvoiceNo",
        "product_id": "StockCode",
        "quantity": "Quantity",
        "unit_price": "UnitPrice",
    }
    assert (found.attributes, found.found_by) == (("Country",), "well-known names")


def test_our_own_names_are_known():
    assert columns(("customer_id", "order_id", "order_datetime", "product_id", "quantity", "unit_price")) == {
        name: name for name in ("customer_id", "order_datetime", "order_id", "product_id", "quantity", "unit_price")
    }


def test_a_file_with_a_total_needs_neither_quantity_nor_price():
    assert columns(("customer_id", "order_date", "order_total")) == {
        "customer_id": "customer_id",
        "order_datetime": "order_date",
        "order_total": "order_total",
    }


def test_quantity_and_price_go_before_a_total_beside_them():
    assert "order_total" not in columns((*ONLINE_RETAIL, "Total"))


@pytest.mark.parametrize("name", ["Customer ID", "CUSTOMER_ID", "customer-id", "customerid"])
def test_names_are_compared_without_case_and_separators(name):
    assert columns((name, "date", "amount"))["customer_id"] == name


def test_of_two_known_names_the_more_exact_one_is_taken():
    assert columns(("date", "order_date", "customer_id", "amount"))["order_datetime"] == "order_date"


def test_a_given_mapping_is_used_and_nothing_is_guessed_beside_it():
    mapping = {"customer_id": "who", "order_datetime": "when", "order_total": "worth"}
    found = resolved(("who", "when", "worth", "Quantity", "Country"), mapping=mapping)
    assert found.mapping.model_dump(exclude_none=True) == mapping
    assert (found.attributes, found.found_by) == (("Country",), "given")


def test_a_given_name_may_be_spelled_a_little_differently_but_an_exact_one_wins():
    mapping = {"customer_id": "who", "order_datetime": "WHEN", "order_total": "worth"}
    assert columns(("Who", "who", "when", "worth"), mapping=mapping)["customer_id"] == "who"
    assert columns(("Who", "who", "when", "worth"), mapping=mapping)["order_datetime"] == "when"


def test_a_given_column_the_file_does_not_have_is_refused_by_its_own_name():
    mapping = {"customer_id": "who", "order_datetime": "when", "order_total": "worth"}
    with pytest.raises(UnknownColumns, match=r"orders\.csv: no column for worth; the file has who, when"):
        resolved(("who", "when"), mapping=mapping)


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        (tuple(name for name in ONLINE_RETAIL if name != "UnitPrice"), ("unit_price (or order_total)",)),
        (("customerID", "tenure", "Churn"), ("order_datetime", "quantity and unit_price (or order_total)")),
        (("a", "b"), ("customer_id", "order_datetime", "quantity and unit_price (or order_total)")),
    ],
)
def test_columns_that_nothing_explains_are_refused_with_what_is_missing_and_what_was_found(header, missing):
    with pytest.raises(UnknownColumns) as refusal:
        resolved(header)
    assert refusal.value.missing == missing
    assert refusal.value.found == header


def test_declared_attributes_are_taken_sorted_and_others_left():
    assert resolved((*ONLINE_RETAIL, "Age"), attributes=["Description", "age"]).attributes == ("Age", "Description")
    assert resolved(ONLINE_RETAIL, attributes=[]).attributes == ()


def test_a_declared_attribute_the_file_does_not_have_is_refused():
    with pytest.raises(UnknownColumns, match="no column for age"):
        resolved(ONLINE_RETAIL, attributes=["age"])


def test_a_mapped_column_is_no_attribute_as_well():
    mapping = {"customer_id": "Country", "order_datetime": "when", "order_total": "worth"}
    assert resolved(("Country", "when", "worth"), mapping=mapping).attributes == ()


def test_the_normal_form_of_a_name_keeps_letters_and_digits():
    assert normal_name(" Customer_ID-2 ") == "customerid2"
