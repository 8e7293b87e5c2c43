"""The quality report of one file."""

import json

from perennial.rules import RULES
from tests.order_file import LAMP, NOBODY, REFUND, TEA, cleaned, order_file


def test_the_report_says_what_was_read_how_and_what_is_left(work_dir):
    report = cleaned(work_dir, order_file(LAMP, LAMP, TEA, NOBODY, REFUND, "broken")).quality
    del report["rules"]
    assert report == {
        "rows": {"read": 6, "kept": 3, "rejected": 2, "duplicate": 1},
        "policies": {"returns": "net", "duplicates": "drop"},
        "revenue": {"before": 4.95, "after": -10.35},
        "latest_possible_at": "2011-12-02T11:52:00",
        "first_order_at": "2010-12-01T08:26:00",
        "last_order_at": "2010-12-01T09:41:00",
        "customers": 2,
        "orders": 3,
        "empty_cells": {
            "InvoiceNo": 0,
            "StockCode": 0,
            "Description": 1,
            "Quantity": 0,
            "InvoiceDate": 0,
            "UnitPrice": 0,
            "CustomerID": 1,
            "Country": 0,
        },
        "mapping": {
            "customer_id": "CustomerID",
            "order_datetime": "InvoiceDate",
            "order_id": "InvoiceNo",
            "product_id": "StockCode",
            "quantity": "Quantity",
            "unit_price": "UnitPrice",
        },
        "mapping_found_by": "well-known names",
        "attributes": ["Country"],
        "columns_ignored": ["Description"],
        "encoding": "utf-8-sig",
        "delimiter": ",",
        "date_order": "year first",
        "decimal_mark": "decimal point",
    }


def test_every_rule_is_reported_with_its_counts_and_its_price(work_dir):
    report = cleaned(work_dir, order_file(LAMP, LAMP), duplicates="keep").quality
    assert [rule["name"] for rule in report["rules"]] == [rule.name for rule in RULES]
    assert report["rules"][1] == {
        "name": "exact_duplicate",
        "rows_meeting": 1,
        "rows_removed": 0,
        "removes": False,
        "trade_off": RULES[1].trade_off,
    }


def test_the_removed_rows_add_up_to_what_is_not_kept(work_dir):
    report = cleaned(work_dir, order_file(LAMP, LAMP, NOBODY, REFUND, "broken"), returns="drop").quality
    removed = sum(rule["rows_removed"] for rule in report["rules"])
    assert removed == report["rows"]["rejected"] + report["rows"]["duplicate"] == 4


def test_a_file_with_nothing_to_keep_is_reported_without_dates(work_dir):
    report = cleaned(work_dir, order_file(NOBODY)).quality
    assert (report["customers"], report["orders"], report["revenue"]["after"]) == (0, 0, 0.0)
    assert (report["first_order_at"], report["last_order_at"]) == (None, None)


def test_the_report_is_json_and_says_nothing_of_where_the_file_lay(work_dir):
    report = json.dumps(cleaned(work_dir, order_file(LAMP)).quality)
    assert "landing/" not in report
    assert str(work_dir) not in report
