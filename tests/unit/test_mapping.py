"""Column names as descriptions give them."""

import pytest

from perennial.dataset import ColumnMapping
from perennial.errors import UnknownColumns
from perennial.mapping import finder, given_columns, mapped_names, normal_name

KEY = "landing/shop/orders.csv"


@pytest.mark.parametrize("name", ["Customer ID", "CUSTOMER_ID", "customer-id", "customerid"])
def test_names_are_compared_without_case_and_separators(name):
    assert finder((name, "date"))("customer_id") == name


def test_the_normal_form_of_a_name_keeps_letters_and_digits():
    assert normal_name(" Customer_ID-2 ") == "customerid2"


def test_an_exact_name_wins_over_one_that_is_spelled_alike():
    assert given_columns({"customer_id": "who"}, KEY, ("Who", "who")) == {"customer_id": "who"}
    assert given_columns({"customer_id": "WHO"}, KEY, ("Who", "who")) == {"customer_id": "Who"}


def test_a_given_column_the_file_does_not_have_is_refused_by_its_own_name():
    with pytest.raises(UnknownColumns, match=r"orders\.csv: no column for worth; the file has who, when"):
        given_columns({"customer_id": "who", "order_total": "worth"}, KEY, ("who", "when"))


def test_a_mapping_names_only_what_it_gives():
    mapping = ColumnMapping(customer_id="a", order_datetime="b", order_total="c")
    assert mapped_names(mapping) == {"customer_id": "a", "order_datetime": "b", "order_total": "c"}
