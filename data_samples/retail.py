"""The same trade as four tables with keys between them: customers, headers, line items, products. Faults in each."""

from collections import Counter

import numpy as np
import pandas as pd

from data_samples import faults
from data_samples.shop import Random

PRODUCT_RATES = {"missing_category": 0.02, "missing_price": 0.02, "duplicate": 0.02}
CUSTOMER_RATES = {"missing_city": 0.04, "missing_birth_date": 0.05, "duplicate": 0.01, "future_customer_since": 0.004}
HEADER_RATES = {
    "missing_customer": 0.01,
    "unknown_customer": 0.004,
    "duplicate": 0.008,
    "future_date": 0.003,
    "total_differs_from_lines": 0.02,
}
LINE_RATES = {
    "missing_quantity": 0.005,
    "missing_unit_price": 0.005,
    "unknown_product": 0.004,
    "unknown_transaction": 0.002,
    "outlier_quantity": 0.001,
    "duplicate": 0.008,
}
OUTLIER_FACTOR = 50
YEARS_AHEAD = 30
WRONG_BY = 7.77
ATTRIBUTES = ["customer_id", "first_name", "last_name", "email", "gender", "birth_date", "country", "city"]


def products(random: Random, of_shop: pd.DataFrame, tally: Counter[str]) -> pd.DataFrame:
    """products.csv"""
    table = of_shop.rename(columns={"category": "product_category", "list_price": "unit_price"})
    picked = faults.pick(random, len(table), PRODUCT_RATES)
    faults.count(tally, picked)
    table = faults.blanked(table, "product_category", picked["missing_category"])
    table = faults.blanked(table, "unit_price", picked["missing_price"])
    return _finished(table, picked["duplicate"], tally)


def customers(random: Random, of_shop: pd.DataFrame, tally: Counter[str]) -> pd.DataFrame:
    """customer_details.csv"""
    table = of_shop[[*ATTRIBUTES, "loyalty_tier", "customer_since"]]
    picked = faults.pick(random, len(table), CUSTOMER_RATES)
    faults.count(tally, picked)
    table = _ahead(table, "customer_since", picked["future_customer_since"], "%Y-%m-%d")
    table = faults.blanked(table, "city", picked["missing_city"])
    table = faults.blanked(table, "birth_date", picked["missing_birth_date"])
    return _finished(table, picked["duplicate"], tally)


def line_items(random: Random, lines: pd.DataFrame, tally: Counter[str]) -> pd.DataFrame:
    """store_sales_line_items.csv; lines of unknown transactions are extra rows, so that totals still add up."""
    ordinal = lines.groupby("order_id").cumcount() + 1
    table = pd.DataFrame(
        {
            "line_item_id": lines["order_id"] + "/" + ordinal.astype(str),
            "transaction_id": lines["order_id"],
            "product_id": lines["product_id"],
            "quantity": lines["quantity"],
            "unit_price": lines["unit_price"],
        }
    )
    picked = faults.pick(random, len(table), LINE_RATES)
    faults.count(tally, picked)
    table.loc[picked["outlier_quantity"], "quantity"] *= OUTLIER_FACTOR
    table["line_amount"] = (table["quantity"] * table["unit_price"]).round(2)
    table = faults.blanked(table, "quantity", picked["missing_quantity"])
    table = faults.blanked(table, "unit_price", picked["missing_unit_price"])
    table = faults.replaced(table, "product_id", picked["unknown_product"], "P9999")
    orphans = table.iloc[picked["unknown_transaction"]]
    orphans = orphans.assign(line_item_id="X" + orphans["line_item_id"], transaction_id="X" + orphans["transaction_id"])
    return _finished(pd.concat([table, orphans], ignore_index=True), picked["duplicate"], tally)


def headers(random: Random, lines: pd.DataFrame, items: pd.DataFrame, tally: Counter[str]) -> pd.DataFrame:
    """store_sales_header.csv; a total is the sum of its line items unless the fault is planted."""
    table = lines.drop_duplicates("order_id").rename(
        columns={"order_id": "transaction_id", "ordered_at": "transaction_date", "channel": "store"}
    )[["transaction_id", "customer_id", "transaction_date", "store"]]
    totals = items.drop_duplicates("line_item_id").groupby("transaction_id")["line_amount"].sum()
    table = table.assign(total_amount=totals.reindex(table["transaction_id"]).round(2).to_numpy())
    table = table.reset_index(drop=True)
    picked = faults.pick(random, len(table), HEADER_RATES)
    faults.count(tally, picked)
    wrong = picked["total_differs_from_lines"]
    table.loc[wrong, "total_amount"] = np.round(table["total_amount"].iloc[wrong] + WRONG_BY, 2)
    table = _ahead(table, "transaction_date", picked["future_date"], "%Y-%m-%d %H:%M:%S")
    table = faults.blanked(table, "customer_id", picked["missing_customer"])
    table = faults.replaced(table, "customer_id", picked["unknown_customer"], "K999999999")
    return _finished(table, picked["duplicate"], tally)


def _ahead(table: pd.DataFrame, column: str, rows: faults.Rows, date_format: str) -> pd.DataFrame:
    """The table with the column as text, and some of its dates far in the future."""
    moments = table[column].reset_index(drop=True)
    moments.iloc[rows] = moments.iloc[rows] + pd.DateOffset(years=YEARS_AHEAD)
    return table.assign(**{column: moments.dt.strftime(date_format).to_numpy()})


def _finished(table: pd.DataFrame, repeats: faults.Rows, tally: Counter[str]) -> pd.DataFrame:
    table = faults.with_repeats(table.reset_index(drop=True), repeats)
    tally["rows"] += len(table)
    return table
