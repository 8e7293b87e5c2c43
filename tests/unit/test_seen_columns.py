"""What each column is said to be, and what is still needed."""

import pytest

from perennial.dataset import Dataset
from perennial.seen_columns import choices_of, columns_seen, needed_fields
from tests.seen import lines, seen

REPORT = {
    "mapping": {"customer_id": "who", "order_total": "sum"},
    "mapping_found_by": "inferred",
    "mapping_confidence": {"customer_id": 0.95, "order_total": 0.55},
    "mapping_explanation": {"customer_id": "it says so", "order_total": "it may be"},
    "attributes": ["size"],
    "columns_personal": ["mail"],
}


def test_columns_are_matched_guessed_kept_or_ignored_in_the_order_of_the_file(work_dir):
    with seen(work_dir, lines("mail,who,sum,size,other", "a@b.de,c1,2.50,XL,x")) as table:
        found = columns_seen(table, choices_of(table, REPORT, Dataset()), REPORT)
    assert [(one.name, one.field, one.state) for one in found] == [
        ("mail", None, "ignored"),
        ("who", "customer_id", "matched"),
        ("sum", "order_total", "guessed"),
        ("size", "attribute", "matched"),
        ("other", None, "ignored"),
    ]
    assert found[1].samples == ("c1",)
    assert "left out" in found[0].explanation
    assert found[2].explanation == "it may be"


def test_a_mapping_that_was_given_is_never_a_guess(work_dir):
    with seen(work_dir, lines("who,sum", "c1,2.50")) as table:
        choices = choices_of(table, REPORT | {"mapping_found_by": "given"}, Dataset())
    assert choices["sum"].sure


def test_without_a_report_the_table_itself_is_asked(work_dir):
    rows = (f"c{n},2024-01-{n:02},{n}" for n in range(1, 20))
    with seen(work_dir, lines("CustomerID,InvoiceDate,Total", *rows)) as table:
        assert {choice.field for choice in choices_of(table, {}, Dataset()).values()} == {
            "customer_id",
            "order_datetime",
            "order_total",
        }


@pytest.mark.parametrize(
    ("fields", "kind", "needed"),
    [
        (set(), "orders", ("customer_id", "order_datetime", "order_total")),
        ({"customer_id", "quantity"}, "orders", ("order_datetime", "order_total")),
        ({"customer_id", "order_datetime", "quantity", "unit_price"}, "orders", ()),
        ({"customer_id", "order_datetime", "order_total"}, None, ()),
        ({"label"}, "subscribers", ("customer_id",)),
        ({"label", "customer_id"}, "subscribers", ()),
    ],
)
def test_what_a_table_cannot_do_without_is_named(fields, kind, needed):
    assert needed_fields(fields, kind) == needed
