"""What a table is and what its columns hold: look-alikes of public files, parts of a dataset, and other files."""

import pytest

from perennial.dataset import Dataset
from perennial.errors import NotNeeded, RefusedError, UnknownColumns
from perennial.meaning import Meaning, understand
from perennial.profiles import profile_columns
from tests.public.files import PublicFile
from tests.public.order_files import ORDER_FILES
from tests.public.other_files import OTHER_FILES, SUBSCRIBER_FILES
from tests.public.payment_files import PAYMENT_FILES
from tests.public.trade import lines
from tests.sampled import layout_of, sampled

KEY = "landing/shop/file.csv"


def understood(header, rows, key: str = KEY, *, named: bool = True, **description) -> Meaning:
    layout = layout_of(header, named=named)
    with sampled(header, rows) as con:
        return understand(key, layout, profile_columns(con, layout), Dataset.model_validate(description), con)


def by_name(file: PublicFile) -> str:
    return file.name


@pytest.mark.parametrize("file", [*ORDER_FILES, *PAYMENT_FILES], ids=by_name)
def test_public_order_files_are_understood_by_bare_drop(file):
    found = understood(file.names, file.rows())
    assert (found.kind, found.table, found.columns) == ("orders", "order_lines", file.expected)
    assert found.personal == tuple(filter(None, file.personal.split("|")))
    assert found.found_by == "inferred"


@pytest.mark.parametrize("file", SUBSCRIBER_FILES, ids=by_name)
def test_public_subscriber_files_are_understood_by_bare_drop_without_what_is_personal(file):
    found = understood(file.names, file.rows())
    personal = tuple(filter(None, file.personal.split("|")))
    assert (found.kind, found.table, found.columns) == ("subscribers", "customers", file.expected)
    assert found.personal == personal
    assert found.attributes == tuple(sorted(set(file.names) - set(file.expected.values()) - set(personal)))


@pytest.mark.parametrize("file", OTHER_FILES, ids=by_name)
def test_other_files_are_refused_by_name_or_with_what_they_lack(file):
    with pytest.raises(RefusedError, match=file.refusal) as refusal:
        understood(file.names, file.rows())
    assert not isinstance(refusal.value, NotNeeded)


ROWS = ORDER_FILES[0].rows()
ONLINE_RETAIL = ORDER_FILES[0].names


def test_a_given_mapping_is_used_and_nothing_is_guessed_beside_it():
    mapping = {"customer_id": "description", "order_datetime": "INVOICE_DATE", "order_total": "Price"}
    found = understood(ONLINE_RETAIL, ROWS, mapping=mapping)
    assert found.columns == {
        "customer_id": "Description",
        "order_datetime": "InvoiceDate",
        "order_total": "Price",
    }
    assert (found.found_by, set(found.confidence.values())) == ("given", {1.0})


def test_a_given_mapping_that_the_file_lacks_is_refused():
    mapping = {"customer_id": "who", "order_datetime": "InvoiceDate", "order_total": "Price"}
    with pytest.raises(UnknownColumns, match="no column for who"):
        understood(ONLINE_RETAIL, ROWS, mapping=mapping)


def test_where_and_who_a_customer_is_is_kept_unless_other_columns_are_declared():
    assert understood(ONLINE_RETAIL, ROWS).attributes == ("Country",)
    assert understood(ONLINE_RETAIL, ROWS, attributes=["description"]).attributes == ("Description",)
    assert understood(ONLINE_RETAIL, ROWS, attributes=[]).attributes == ()
    with pytest.raises(UnknownColumns, match="no column for age"):
        understood(ONLINE_RETAIL, ROWS, attributes=["age"])


def test_every_field_comes_with_its_confidence_and_the_reason_in_words():
    found = understood(ORDER_FILES[8].names, ORDER_FILES[8].rows())
    assert found.confidence.keys() == found.explanation.keys() == found.columns.keys()
    assert all(0.5 <= confidence <= 1 for confidence in found.confidence.values())
    assert found.explanation["unit_price"] == (
        "UnitPrice is the price of one: OrderQuantity x UnitPrice gives ExtendedAmount in 100% of the rows."
    )


def test_a_table_given_by_its_pattern_is_that_table_and_its_other_columns_are_inferred():
    tables = {"order_items": {"files": "sales_*.csv", "columns": {"order_id": "Description"}}}
    found = understood(ONLINE_RETAIL, ROWS, "landing/shop/SALES_1.csv", tables=tables)
    assert (found.table, found.found_by) == ("order_items", "given")
    assert found.columns == {
        "order_id": "Description",
        "product_id": "StockCode",
        "quantity": "Quantity",
        "unit_price": "Price",
    }
    assert understood(ONLINE_RETAIL, ROWS, "landing/shop/x.zip (in/sales_2.csv)", tables=tables).table == "order_items"
    assert understood(ONLINE_RETAIL, ROWS, "landing/shop/other.csv", tables=tables).table == "order_lines"


def test_a_table_given_by_its_pattern_without_its_columns_is_refused():
    tables = {"payments": {"files": "*"}}
    with pytest.raises(UnknownColumns, match="no column for payment_value"):
        understood(("order_id", "colour"), [("1", "red")], tables=tables)


def test_described_subscribers_are_taken_by_name_and_need_their_columns():
    header, rows = ("who", "plan", "gone"), [("a", "x", "maybe"), ("a", "y", "")]
    found = understood(header, rows, kind="subscribers", customer_id="Who", label="gone")
    assert (found.columns, found.attributes) == ({"customer_id": "who", "label": "gone"}, ("plan",))
    with pytest.raises(UnknownColumns, match="no column for fee"):
        understood(header, rows, customer_id="who", label="gone", recurring_amount="fee")
    with pytest.raises(UnknownColumns, match="no column for label"):
        understood(("customer_id", "plan"), [("a", "x")], kind="subscribers")


def test_a_described_shop_has_no_subscribers():
    file = SUBSCRIBER_FILES[0]
    with pytest.raises(RefusedError):
        understood(file.names, file.rows(), kind="orders")


def test_orders_with_a_label_beside_them_are_orders():
    rows = [(x.person.number, x.at, x.amount, x.row % 2) for x in lines()]
    found = understood(("customer_id", "order_date", "amount", "churn"), rows)
    assert (found.kind, found.table) == ("orders", "order_lines")


def test_columns_without_names_are_told_by_their_values_where_these_leave_no_doubt():
    rows = [(x.order, x.person.number, f"{x.at:%Y-%m-%d}", x.quantity, x.price, x.amount) for x in lines()]
    header = tuple(f"column_{place}" for place in range(1, 7))
    assert understood(header, rows, named=False).columns == {
        "order_id": "column_1",
        "customer_id": "column_2",
        "order_datetime": "column_3",
        "quantity": "column_4",
        "unit_price": "column_5",
    }


def test_columns_without_names_that_may_be_either_of_two_are_asked_for():
    rows = [(x.person.number, 900 + x.product * 7, f"{x.at:%Y-%m-%d}", x.amount) for x in lines()]
    with pytest.raises(UnknownColumns, match="no column for customer_id") as refusal:
        understood(("column_1", "column_2", "column_3", "column_4"), rows, named=False)
    assert refusal.value.guess["order_datetime"] == "column_3"


PARTS = {
    "order_headers": ("order_id|customer_id|order_purchase_timestamp|order_status", "{x.order}|{p.number}|{x.at}|paid"),
    "order_items": (
        "order_id|order_item_id|product_id|price|freight_value",
        "{x.order}|{x.row}|P{x.product}|{x.price}|9",
    ),
    "payments": ("order_id|payment_sequential|payment_type|payment_value", "{x.order}|1|card|{x.total}"),
}


@pytest.mark.parametrize("table", PARTS)
def test_the_parts_of_orders_are_told_apart(table):
    header, row = PARTS[table]
    file = PublicFile(table, "orders", header, row)
    assert understood(file.names, file.rows()).table == table


def test_persons_and_products_have_one_row_each():
    persons = PublicFile("", "people", "customer_id|customer_unique_id|customer_city", "{x.number}|{x.key}|{x.city}")
    found = understood(persons.names, persons.rows())
    assert (found.table, found.attributes) == ("persons", ("customer_city",))
    assert found.columns == {"customer_id": "customer_id", "person_id": "customer_unique_id"}
    products = [(f"P{n}", "toys", 3) for n in range(30)]
    found = understood(("product_id", "product_category_name", "product_photos_qty"), products)
    assert (found.table, found.attributes) == ("products", ("product_category_name",))


@pytest.mark.parametrize(
    ("header", "row", "what"),
    [
        ("review_id|order_id|review_score|review_comment", "{x.key}|{x.order}|5|fine", "reviews"),
        ("seller_id|seller_zip_code|seller_city", "{x.row}|10115|Ulm", "sellers"),
        ("geolocation_zip_code_prefix|geolocation_lat|geolocation_city", "10115|-23.5|sao paulo", "places"),
    ],
)
def test_tables_that_no_forecast_is_made_of_are_named_and_left_out(header, row, what):
    file = PublicFile(what, "orders", header, row)
    with pytest.raises(NotNeeded, match=f"a table of {what}"):
        understood(file.names, file.rows())
