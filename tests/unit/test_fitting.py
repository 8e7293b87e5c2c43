"""How well columns fit fields by name and values."""

import pytest

from perennial.fitting import fits_of
from tests.sampled import profile

MANY = range(1, 31)


def fitting(field: str, name: str, values, **options) -> float:
    return next((fit.confidence for fit in fits_of(field, [profile(name, values)], **options)), 0.0)


@pytest.mark.parametrize(
    ("field", "name", "values"),
    [
        ("order_datetime", "DAY", MANY),
        ("order_datetime", "order_date", ["soon"] * 30),
        ("unit_price", "price", ["cheap", "dear"] * 15),
        ("customer_id", "customer", [f"{n}.75" for n in MANY]),
        ("customer_id", "customer", [f"2020-01-{n % 28 + 1:02d}" for n in MANY]),
        ("customer_id", "customer_id", [str(1990 + n) for n in MANY]),
        ("order_status", "status", MANY),
        ("currency", "currency", ["a long text"] * 30),
        ("order_id", "invoice_no", [""] * 30),
        ("label", "churn", ["2020-01-01"] * 30),
    ],
)
def test_values_that_cannot_be_it_rule_a_named_column_out(field, name, values):
    assert fitting(field, name, values) == 0.0


@pytest.mark.parametrize(
    ("field", "name", "values"),
    [
        ("order_datetime", "order_date", ["2020-01-05"] * 30),
        ("order_datetime", "timestamp", [1577836800 + n for n in MANY]),
        ("unit_price", "price", ["12,50 €"] * 30),
        ("customer_id", "customer_no", [f"{n:05d}" for n in MANY]),
        ("order_status", "status", ["paid", "open"] * 15),
        ("currency", "currency", ["EUR"] * 30),
    ],
)
def test_values_of_the_right_kind_leave_the_name_its_credit(field, name, values):
    assert fitting(field, name, values) >= 0.8


def test_the_more_is_blank_the_less_sure_it_is():
    full, half = ["a", "b"] * 15, ["a", ""] * 15
    assert fitting("customer_id", "customer_id", half) < fitting("customer_id", "customer_id", full) == 1.0


def test_a_name_that_says_nothing_fits_nothing():
    assert fitting("customer_id", "xyz", MANY) == 0.0


def test_with_a_given_form_any_text_may_be_a_date():
    assert fitting("order_datetime", "order_date", ["5 of May"] * 30, date_format="%d of %b") == 1.0


def test_small_whole_numbers_are_the_number_of_a_line_rather_than_a_product():
    sku, line = profile("SKU", [f"A{n}" for n in MANY]), profile("Item #", [n % 4 for n in MANY])
    assert [fit.column.name for fit in fits_of("product_id", [line, sku])] == ["SKU", "Item #"]


def test_of_equals_the_first_column_comes_first():
    assert [fit.column.name for fit in fits_of("order_id", [profile("order", "ab"), profile("invoice", "ab")])] == [
        "order",
        "invoice",
    ]
