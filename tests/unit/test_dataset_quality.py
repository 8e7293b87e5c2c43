"""The dataset's quality report is the sum of its files' reports."""

from typing import Any

from perennial.dataset_quality import dataset_quality
from perennial.records import FileState


def report(kept: int, rejected: int, first: str | None, worth: str = "number") -> dict[str, Any]:
    return {
        "rows": {"read": kept + rejected, "kept": kept, "rejected": rejected, "duplicate": 0},
        "rules": [
            {"name": "missing_customer", "rows_meeting": rejected, "rows_removed": rejected, "trade_off": "words"},
            {"name": "cancellation", "rows_meeting": kept, "rows_removed": 0, "trade_off": "words"},
        ],
        "members": [
            {
                "member": "",
                "table": "order_lines",
                "revenue": {"before": 10.1, "after": 0.2},
                "first_order_at": first,
                "last_order_at": first,
                "schema": {"who": "text", "worth": worth},
                "mapping": {"customer_id": "who", "order_total": "worth"},
            }
        ],
    }


def state(key: str, status: Any, reason: str | None = None) -> FileState:
    return FileState("shop", f"landing/shop/{key}", status, "etag", "digest", reason=reason)


STATES = [
    state("a.csv", "clean"),
    state("b.csv", "clean"),
    state("c.csv", "failed", "not a table"),
    state("d.csv", "gone"),
]
REPORTS = {"landing/shop/a.csv": report(5, 1, "2024-01-02"), "landing/shop/b.csv": report(2, 0, None)}


def test_rows_and_rules_are_summed() -> None:
    merged: Any = dataset_quality(REPORTS, STATES, {})
    assert merged["rows"] == {"read": 8, "kept": 7, "rejected": 1, "duplicate": 0}
    assert [(rule["name"], rule["rows_meeting"], rule["rows_removed"]) for rule in merged["rules"]] == [
        ("missing_customer", 1, 1),
        ("cancellation", 7, 0),
    ]
    assert merged["revenue"] == {"before": 20.2, "after": 0.4}


def test_items_and_payments_of_the_same_orders_are_not_added_up() -> None:
    items, payments = report(1, 0, None), report(1, 0, None)
    items["members"][0]["table"], payments["members"][0]["table"] = "order_items", "payments"
    reports = {"landing/shop/a.csv": items, "landing/shop/b.csv": payments}
    merged: Any = dataset_quality(reports, [], {"joining": {"value_from": "payments"}})
    assert merged["revenue"] == {"before": 10.1, "after": 0.2}


def test_failed_files_are_named_with_their_reason_and_deleted_ones_are_not() -> None:
    merged: Any = dataset_quality(REPORTS, [*STATES, state("dataset.json", "clean")], {})
    failed = [{"key": "landing/shop/c.csv", "reason": "not a table"}]
    assert merged["files"] == {"dropped": 3, "clean": 2, "ignored": [], "failed": failed}


def test_files_that_are_not_needed_are_no_failures() -> None:
    merged: Any = dataset_quality(REPORTS, [*STATES, state("e.csv", "ignored", "reviews")], {})
    assert merged["files"]["ignored"] == [{"key": "landing/shop/e.csv", "reason": "reviews"}]
    assert (merged["files"]["dropped"], len(merged["files"]["failed"])) == (4, 1)


def test_money_that_rules_took_out_is_summed_where_files_tell_it() -> None:
    rule = {"name": "zero_amount", "rows_meeting": 1, "rows_removed": 1}
    reports = {
        f"landing/shop/{name}.csv": report(1, 0, None) | {"rules": [rule | told]}
        for name, told in (("a", {"amount_removed": 1.5}), ("b", {}), ("c", {"amount_removed": 2.0}))
    }
    merged: Any = dataset_quality(reports, [], {})
    assert merged["rules"] == [{"name": "zero_amount", "rows_meeting": 3, "rows_removed": 3, "amount_removed": 3.5}]


def test_what_the_features_stage_found_stands_beside_the_sums() -> None:
    merged: Any = dataset_quality(REPORTS, STATES, {"coverage": {"days": 3}})
    assert merged["coverage"] == {"days": 3}


def test_a_file_without_orders_does_not_hide_the_others_dates() -> None:
    merged: Any = dataset_quality(REPORTS, STATES, {})
    assert merged["first_order_at"] == merged["last_order_at"] == "2024-01-02"


def test_a_file_whose_columns_hold_something_else_is_named() -> None:
    reports = {f"landing/shop/{n}.csv": report(1, 0, None, "text" if n == 2 else "number") for n in range(3)}
    merged: Any = dataset_quality(reports, [], {})
    (change,) = merged["schema_changes"]
    assert (change["file"], change["column"], change["change"]) == ("landing/shop/2.csv", "worth", "type")
    assert not change["compatible"]


def test_tables_of_one_workbook_are_compared_with_their_own_kind() -> None:
    lines, other = report(1, 0, None), report(1, 0, None, "text")
    other["members"][0] |= {"member": "shop.xlsx/People", "table": "persons"}
    merged: Any = dataset_quality({"landing/shop/a.csv": lines, "landing/shop/b.xlsx": other}, [], {})
    assert merged["schema_changes"] == []


def test_without_any_clean_file_there_is_still_a_report() -> None:
    merged: Any = dataset_quality({}, [], {})
    assert merged["rows"]["read"] == 0
    assert merged["first_order_at"] is None


def test_subscribers_have_neither_revenue_nor_days() -> None:
    no_orders = report(3, 0, None)
    no_orders["members"] = [{"member": "", "table": "customers"}]
    merged: Any = dataset_quality({"landing/shop/a.csv": no_orders}, STATES, {})
    assert (merged["revenue"], merged["first_order_at"]) == ({"before": 0, "after": 0}, None)
