"""The quality report of one file."""

import json
from typing import Any

import pytest

from perennial.policies import POLICY_FIELDS
from perennial.rules import RULES, rules_of
from tests.order_file import LAMP, NOBODY, REFUND, TEA, cleaned, order_file


def member(quality: dict[str, Any]) -> dict[str, Any]:
    (only,) = quality["members"]
    return only


def test_the_report_says_what_was_read_how_and_what_is_left(work_dir):
    report = member(cleaned(work_dir, order_file(LAMP, LAMP, TEA, NOBODY, REFUND, "broken")).quality)
    told = (
        *("kind", "table", "rows", "revenue", "latest_possible_at", "first_order_at", "last_order_at", "customers"),
        *("orders", "empty_cells", "mapping", "mapping_found_by", "attributes", "columns_ignored", "encoding"),
        *("delimiter", "date_order", "decimal_mark", "currency", "notes", "columns_personal", "schema"),
    )
    assert {name: report[name] for name in told} == {
        "kind": "orders",
        "table": "order_lines",
        "rows": {"read": 6, "kept": 3, "rejected": 2, "duplicate": 1},
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
        "mapping_found_by": "inferred",
        "attributes": ["Country"],
        "columns_ignored": ["Description"],
        "encoding": "utf-8-sig",
        "delimiter": ",",
        "date_order": "year first",
        "decimal_mark": "decimal point",
        "currency": {"code": None, "decision": "not said"},
        "notes": [],
        "columns_personal": [],
        "schema": {
            "InvoiceNo": "text",
            "StockCode": "text",
            "Description": "text",
            "Quantity": "whole number",
            "InvoiceDate": "date",
            "UnitPrice": "number",
            "CustomerID": "whole number",
            "Country": "text",
        },
    }


def test_the_report_holds_the_figures_of_the_kept_rows(work_dir):
    report = member(cleaned(work_dir, order_file(LAMP, TEA, REFUND)).quality)
    assert report["ranges"]["amount"]["min"] == -27.5
    assert report["coverage"]["days_with_orders"] == 1
    assert report["repeat"] == {"customers": 2, "with_several_orders": 1, "share_with_several_orders": 0.5}
    assert report["outliers"]["rows"] == 0


def test_the_policies_in_force_are_named(work_dir):
    report = member(cleaned(work_dir, order_file(LAMP), returns="drop", currency="GBP").quality)
    assert set(report["policies"]) == set(POLICY_FIELDS)
    assert (report["policies"]["returns"], report["policies"]["currency"]) == ("drop", "GBP")
    assert report["currency"] == {"code": "GBP", "decision": "as the description says"}


def test_every_rule_is_reported_with_its_counts_its_price_and_its_money(work_dir):
    report = cleaned(work_dir, order_file(LAMP, LAMP), duplicates="keep").quality
    assert [rule["name"] for rule in report["rules"]] == [rule.name for rule in rules_of("order_lines")]
    assert next(rule for rule in report["rules"] if rule["name"] == "exact_duplicate") == {
        "name": "exact_duplicate",
        "rows_meeting": 1,
        "rows_removed": 0,
        "amount_removed": 0.0,
        "removes": False,
        "trade_off": next(rule.trade_off for rule in RULES if rule.name == "exact_duplicate"),
    }


def test_revenue_before_less_what_the_rules_took_is_revenue_after(work_dir):
    rows = (LAMP, LAMP, TEA, NOBODY, REFUND)
    for description in ({}, {"returns": "drop"}, {"outlier_cap": 10}, {"duplicates": "keep", "outlier_cap": 2}):
        report = cleaned(work_dir, order_file(*rows), **description).quality
        taken = sum(rule["amount_removed"] for rule in report["rules"])
        assert report["revenue"]["before"] - taken == pytest.approx(report["revenue"]["after"])


def test_the_removed_rows_add_up_to_what_is_not_kept(work_dir):
    report = cleaned(work_dir, order_file(LAMP, LAMP, NOBODY, REFUND, "broken"), returns="drop").quality
    removed = sum(rule["rows_removed"] for rule in report["rules"])
    assert removed == report["rows"]["rejected"] + report["rows"]["duplicate"] == 4


def test_a_file_with_nothing_to_keep_is_reported_without_dates(work_dir):
    report = member(cleaned(work_dir, order_file(LAMP), order_statuses=("x",), not_after="2009-01-01").quality)
    assert (report["customers"], report["orders"], report["revenue"]["after"]) == (0, 0, 0.0)
    assert (report["first_order_at"], report["last_order_at"]) == (None, None)


def test_the_report_is_json_and_says_nothing_of_where_the_file_lay(work_dir):
    report = json.dumps(cleaned(work_dir, order_file(LAMP)).quality)
    assert "landing/" not in report
    assert str(work_dir) not in report
