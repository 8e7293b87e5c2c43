"""What a run found out about the data, in a few calm lines: the rules that acted, and how the files fit together."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.markup import escape
from rich.table import Table

from infra.cli.tables import table

TABLE_WORDS = {
    "order_lines": "complete order lines",
    "order_items": "order items",
    "payments": "payments",
}
REASON_WORDS = {
    "unknown_order": "lines whose order is missing or was set aside",
    "unknown_customer": "lines of a customer that no table knows",
    "unknown_product": "lines of a product that no table knows",
}


def quality_tables(quality: Mapping[str, Any]) -> Iterator[Table]:
    """The tables to print; those with nothing to say are left out."""
    met = [rule for rule in quality["rules"] if rule["rows_meeting"]]
    if met:
        rows = [[rule["name"], f"{rule['rows_meeting']:,}", f"{rule['rows_removed']:,}"] for rule in met]
        yield table("Rows that met a cleaning rule", ["rule", "met", "removed"], rows)
    facts = [*_trade(quality), *_joining(quality.get("joining"))]
    if facts:
        yield table("The orders as a whole", ["what", "found"], facts)
    if quality["files"]["ignored"]:
        rows = [[escape(file["key"]), escape(file["reason"] or "")] for file in quality["files"]["ignored"]]
        yield table("Files that are not needed", ["key", "reason"], rows)


def _trade(quality: Mapping[str, Any]) -> Sequence[list[str]]:
    if "coverage" not in quality or not quality["coverage"]["days"]:
        return []
    days, customers, amounts = quality["coverage"], quality["customers"], quality["amounts"]
    rows = [
        [
            "days",
            f"{days['first_day']} to {days['last_day']}, {days['days_with_orders']:,} of {days['days']:,} with one",
        ],
        ["came back", f"{customers['with_several_orders']:,} of {customers['buyers']:,} customers"],
        ["worth", f"{amounts['purchases']:,.2f} bought, {abs(amounts['returns']):,.2f} taken back"],
    ]
    if amounts["far_out_lines"]:
        far_out = f"{amounts['far_out_lines']:,} lines far above the others, {amounts['far_out_amount']:,.2f} together"
        rows.append(["outliers", far_out])
    gap = next(iter(days["longest_gaps"]), None)
    if gap is not None:
        rows.append(["longest gap", f"{gap['days_without_orders']:,} days without an order after {gap['after']}"])
    return rows


def _joining(joining: Mapping[str, Any] | None) -> Iterator[list[str]]:
    if joining is None:
        return
    if joining["repeats"]:
        yield ["overlap", f"{joining['repeats']:,} lines that another file holds too"]
    if joining["value_from"] != "order_lines":
        yield ["value from", TABLE_WORDS[joining["value_from"]]]
    for reason, lines in joining["set_aside"].items():
        yield ["set aside", f"{lines:,} {REASON_WORDS[reason]}"]
    if joining["orders_without_lines"]:
        yield ["without lines", f"{joining['orders_without_lines']:,} orders"]
    if joining["totals_compared"]:
        differing = f"{joining['totals_differing']:,} of {joining['totals_compared']:,}"
        yield ["totals", f"{differing} differ from the sum of their lines; the lines count"]
