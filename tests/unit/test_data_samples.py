"""The committed samples come out of their seed, and hold exactly the faults that they say they hold."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import data_samples
from data_samples.generate import CUSTOMERS, CUSTOMERS_AT_ONCE, SEED, generate
from data_samples.shop import DAYS, END, FIRST_DAY, season
from perennial.cleaning import clean_file
from perennial.dataset import Dataset

SAMPLES = Path(data_samples.__file__).parent
LARGEST_TOTAL_BYTES = 1_500_000
LAST_DAY = str(END)


def tables(folder: Path) -> dict[str, bytes]:
    """Every generated file by its path, as bytes."""
    files = [path for path in sorted(folder.rglob("*")) if path.suffix in {".csv", ".json"}]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def table(name: str) -> pd.DataFrame:
    """A committed table as text."""
    return pd.read_csv(SAMPLES / name, dtype=str, keep_default_na=False)


def planted(name: str) -> dict[str, int]:
    """What faults.json says about a file."""
    return json.loads((SAMPLES / "faults.json").read_text())["files"][name]["planted"]


def test_the_committed_samples_come_out_of_their_seed_byte_for_byte(work_dir):
    generate(work_dir, customers=CUSTOMERS, seed=SEED)
    assert tables(work_dir) == tables(SAMPLES)


def test_the_committed_samples_stay_small():
    assert sum(map(len, tables(SAMPLES).values())) < LARGEST_TOTAL_BYTES


def test_another_seed_makes_another_shop(work_dir):
    generate(work_dir, customers=30, seed=SEED + 1)
    first = tables(work_dir)
    generate(work_dir, customers=30, seed=SEED + 2)
    assert all(tables(work_dir)[name] != first[name] for name in first)


def test_customers_made_in_groups_share_no_number(work_dir):
    generate(work_dir, customers=CUSTOMERS_AT_ONCE + 10, seed=1)
    customers = pd.read_csv(work_dir / "retail" / "customer_details.csv").drop_duplicates()
    subscribers = pd.read_csv(work_dir / "subscribers.csv").drop_duplicates()
    assert customers["customer_id"].is_unique
    assert len(customers) == CUSTOMERS_AT_ONCE + 10
    assert subscribers["subscriber_id"].is_unique
    assert pd.read_csv(work_dir / "retail" / "store_sales_header.csv").drop_duplicates()["transaction_id"].is_unique


@pytest.mark.parametrize("name", sorted(json.loads((SAMPLES / "faults.json").read_text())["files"]))
def test_every_repeated_row_of_a_file_is_a_planted_one(name):
    faults = planted(name)
    assert table(name).duplicated().sum() == faults.get("duplicate", faults.get("exact_duplicate"))


def test_ingest_finds_every_planted_fault_of_the_orders_and_nothing_else(work_dir):
    faults = planted("orders.csv")
    cleaned = clean_file("landing/shop/orders.csv", SAMPLES / "orders.csv", Dataset(), work_dir, known_evidence={})
    kept_in_place = {"returns", "outlier_quantity"}
    removed = {rule["name"]: rule["rows_removed"] for rule in cleaned.quality["rules"] if rule["rows_removed"]}
    assert removed == {fault: count for fault, count in faults.items() if fault not in kept_in_place}
    lines = pd.read_csv(SAMPLES / "orders.csv")
    assert cleaned.rows.kept == len(lines) - sum(removed.values())


def test_the_orders_span_eighteen_months_once_impossible_dates_are_gone():
    dates = pd.to_datetime(table("orders.csv")["order_date"], errors="coerce")
    assert (dates >= LAST_DAY).sum() == planted("orders.csv")["impossible_date"]
    real = dates[dates < LAST_DAY]
    assert (real.max() - real.min()).days > 530


def test_lines_point_at_what_exists_but_for_the_planted_ones():
    headers, items = table("retail/store_sales_header.csv"), table("retail/store_sales_line_items.csv")
    headers, items = headers.drop_duplicates(), items.drop_duplicates()
    customers, products = table("retail/customer_details.csv"), table("retail/products.csv")
    of_items, of_headers = planted("retail/store_sales_line_items.csv"), planted("retail/store_sales_header.csv")
    assert (~items["transaction_id"].isin(headers["transaction_id"])).sum() == of_items["unknown_transaction"]
    unknown = ~items["product_id"].isin(products["product_id"]) & items["transaction_id"].isin(
        headers["transaction_id"]
    )
    assert unknown.sum() == of_items["unknown_product"]
    known = headers["customer_id"].isin(customers["customer_id"])
    assert (~known & (headers["customer_id"] != "")).sum() == of_headers["unknown_customer"]
    assert (headers["customer_id"] == "").sum() == of_headers["missing_customer"]


def test_header_totals_equal_their_lines_but_for_the_planted_ones():
    headers = table("retail/store_sales_header.csv").drop_duplicates().set_index("transaction_id")
    items = table("retail/store_sales_line_items.csv").drop_duplicates()
    sums = items["line_amount"].astype(float).groupby(items["transaction_id"]).sum()
    gap = headers["total_amount"].astype(float) - sums.reindex(headers.index)
    assert (gap.abs() > 0.01).sum() == planted("retail/store_sales_header.csv")["total_differs_from_lines"]


@pytest.mark.parametrize(
    ("name", "column", "fault"),
    [
        ("retail/customer_details.csv", "customer_since", "future_customer_since"),
        ("retail/store_sales_header.csv", "transaction_date", "future_date"),
    ],
)
def test_dates_in_the_future_are_the_planted_ones(name, column, fault):
    assert (table(name).drop_duplicates()[column] >= LAST_DAY).sum() == planted(name)[fault]


@pytest.mark.parametrize(
    ("name", "column", "fault"),
    [
        ("retail/customer_details.csv", "city", "missing_city"),
        ("retail/customer_details.csv", "birth_date", "missing_birth_date"),
        ("retail/store_sales_line_items.csv", "quantity", "missing_quantity"),
        ("retail/store_sales_line_items.csv", "unit_price", "missing_unit_price"),
        ("retail/products.csv", "product_category", "missing_category"),
        ("retail/products.csv", "unit_price", "missing_price"),
        ("subscribers.csv", "churned", "missing_label"),
        ("subscribers.csv", "total_charges", "missing_total"),
        ("subscribers.csv", "payment", "missing_payment"),
    ],
)
def test_blank_cells_are_the_planted_ones(name, column, fault):
    rows = table(name).drop_duplicates()
    blank = rows[(rows[column] == "") & ~rows.iloc[:, 0].str.startswith("X")]
    assert len(blank) == planted(name)[fault]


def test_december_and_weekends_are_busier():
    day = np.arange(DAYS, dtype=float)
    dates = np.arange(FIRST_DAY, END)
    month = dates.astype("datetime64[M]").astype(int) % 12 + 1
    weekend = ~np.is_busday(dates)
    assert season(day)[month == 12].mean() > 1.3 * season(day).mean()
    assert season(day)[weekend].mean() > 1.3 * season(day)[~weekend].mean()


def test_those_who_left_had_shorter_contracts_and_called_more_often():
    subscribers = table("subscribers.csv")
    left = subscribers["churned"] == "yes"
    assert 0.1 < left.mean() < 0.4
    calls = subscribers["support_calls"].astype(int)
    assert calls[left].mean() > calls[~left].mean()
    assert (subscribers["contract"][left] == "monthly").mean() > (subscribers["contract"] == "monthly").mean()
