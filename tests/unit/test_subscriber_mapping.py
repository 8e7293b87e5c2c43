"""Which columns of a subscriber table hold the id and the label."""

import pytest

from perennial.dataset import Dataset
from perennial.errors import UnknownColumns
from perennial.subscriber_mapping import says_who_left, subscriber_columns

KEY = "landing/phone/a.csv"


def found(header, **description):
    return subscriber_columns(Dataset.model_validate(description), KEY, tuple(header))


@pytest.mark.parametrize(
    ("header", "customer_id", "label"),
    [
        (("customerID", "tenure", "Churn"), "customerID", "Churn"),
        (("subscriber_id", "churned"), "subscriber_id", "churned"),
        (("RowNumber", "CustomerId", "Exited"), "CustomerId", "Exited"),
        (("CLIENTNUM", "Attrition_Flag"), "CLIENTNUM", "Attrition_Flag"),
        (("State", "Phone Number", "Churn?"), "Phone Number", "Churn?"),
        (("cust_id", "Customer Status"), "cust_id", "Customer Status"),
        (("id", "status", "exited"), "id", "exited"),
    ],
)
def test_well_known_names_are_found_however_they_are_spelled(header, customer_id, label):
    columns = found(header)
    assert columns is not None
    assert (columns.customer_id, columns.label, columns.found_by) == (customer_id, label, "well-known names")
    assert columns.attributes == tuple(sorted(set(header) - {customer_id, label}))


@pytest.mark.parametrize(
    "header",
    [
        ("customer_id", "order_date", "amount", "churn"),
        ("customer_id", "tenure"),
        ("tenure", "churn"),
    ],
)
def test_orders_and_tables_without_id_or_label_are_not_taken_for_subscribers(header):
    assert found(header) is None


def test_a_description_names_the_columns():
    columns = found(("who", "plan", "gone"), kind="subscribers", customer_id="Who", label="gone")
    assert columns is not None
    assert (columns.customer_id, columns.label, columns.attributes) == ("who", "gone", ("plan",))


@pytest.mark.parametrize("description", [{"label": "gone"}, {"recurring_amount": "fee"}, {"attributes": ["plan"]}])
def test_a_described_column_that_is_missing_is_refused_by_name(description):
    with pytest.raises(UnknownColumns, match=r"gone|fee|plan"):
        found(("customer_id", "churn"), kind="subscribers", **description)


def test_a_described_shop_is_left_to_orders():
    assert found(("customer_id", "churn"), kind="orders") is None


def test_only_described_attributes_and_the_amount_are_kept():
    columns = found(("id", "plan", "age", "fee", "churn"), attributes=["age"], recurring_amount="fee")
    assert columns is not None
    assert columns.attributes == ("age", "fee")


def test_columns_named_like_a_label_are_recognised():
    assert all(says_who_left(name) for name in ("Churn Score", "churn_reason", "Exited", "Attrition Flag"))
    assert not says_who_left("tenure")
