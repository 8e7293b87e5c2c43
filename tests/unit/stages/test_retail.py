"""The four sample tables of a shop, dropped as they are: cleaned, joined, their planted faults found."""

import csv
import io
import json
from pathlib import Path

import pandas as pd
import pytest

import data_samples
from perennial import layout
from perennial.memory import MemoryPorts
from perennial.pointers import read_pointer
from perennial.stages.features import build_features
from tests.landing import SHOP, Landing

RETAIL = Path(data_samples.__file__).parent / "retail"
TABLES = {
    "customer_details.csv": ("persons",),
    "products.csv": ("products",),
    "store_sales_header.csv": ("order_lines",),
    "store_sales_line_items.csv": ("order_items",),
}
PLANTED = {
    name.removeprefix("retail/"): of["planted"]
    for name, of in json.loads((RETAIL.parent / "faults.json").read_text())["files"].items()
}
LAST_DAY = "2025-01-01"


def frame(name: str) -> pd.DataFrame:
    """A sample table without its repeats, as text."""
    return pd.read_csv(RETAIL / name, dtype=str, keep_default_na=False).drop_duplicates()


def lines_that_count() -> pd.DataFrame:
    """Items of known products, in orders in time of known customers: what should be left, worked out by itself."""
    headers, items = frame("store_sales_header.csv"), frame("store_sales_line_items.csv")
    in_time = headers["transaction_date"] < LAST_DAY
    known = headers["customer_id"].isin(frame("customer_details.csv")["customer_id"])
    joined = items.merge(headers[in_time & known], on="transaction_id")
    return joined[joined["product_id"].isin(frame("products.csv")["product_id"])]


def dropped(names: list[str], work_dir: Path) -> Landing:
    world = Landing(MemoryPorts(), work_dir)
    for name in names:
        world.ingest(world.put_bytes(name, (RETAIL / name).read_bytes()))
    return world


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> Landing:
    world = dropped(list(TABLES), tmp_path_factory.mktemp("retail"))
    assert build_features(SHOP, world.ports, work_dir=world.work_dir).outcome == "done"
    return world


def artifact(world: Landing, name: str) -> bytes:
    snapshot = read_pointer(world.ports.lake, layout.features_pointer(SHOP)).snapshot or ""
    return world.ports.lake.read(layout.features_folder(SHOP, snapshot) + name).body


def test_each_table_is_known_for_what_it_is(world):
    assert {name: world.state(layout.landing_path(SHOP, name)).tables for name in TABLES} == TABLES


@pytest.mark.parametrize("name", TABLES)
def test_repeats_are_dropped_on_the_way_in(world, name):
    assert world.state(layout.landing_path(SHOP, name)).rows_duplicate == PLANTED[name]["duplicate"]


def test_orders_without_a_customer_or_far_in_the_future_are_set_aside(world):
    header = PLANTED["store_sales_header.csv"]
    state = world.state(layout.landing_path(SHOP, "store_sales_header.csv"))
    assert state.rows_rejected == header["missing_customer"] + header["future_date"]


def test_spend_is_that_of_the_lines_which_lead_somewhere(world):
    expected = lines_that_count()
    spend = expected["line_amount"].astype(float).groupby(expected["customer_id"]).sum()
    rows = csv.DictReader(io.StringIO(artifact(world, "feature_store.csv").decode()))
    found = pd.Series({row["customer_id"]: float(row["monetary"]) for row in rows})
    pd.testing.assert_series_equal(found, spend[found.index], check_names=False)
    assert set(spend.index) - set(found.index) == returned_only(expected)


def returned_only(lines: pd.DataFrame) -> set[str]:
    """Customers of whom nothing but returns is left."""
    bought = lines[lines["line_amount"].astype(float) > 0]["customer_id"]
    return set(lines["customer_id"]) - set(bought)


def test_every_line_is_used_or_set_aside_with_its_reason(world):
    joining = json.loads(artifact(world, "quality.json"))["joining"]
    assert joining["used"] == len(lines_that_count())
    items = world.state(layout.landing_path(SHOP, "store_sales_line_items.csv"))
    assert items.rows_kept == joining["used"] + sum(joining["set_aside"].values())
    assert joining["lines_of_unknown_products"] == PLANTED["store_sales_line_items.csv"]["unknown_product"]
    rejects = list(csv.DictReader(io.StringIO(artifact(world, "rejects.csv").decode())))
    assert sum(row["table"] == "order_items" for row in rejects) == sum(joining["set_aside"].values())


def test_totals_that_differ_from_their_lines_are_counted_and_the_lines_count(world):
    joining = json.loads(artifact(world, "quality.json"))["joining"]
    planted, headers = PLANTED["store_sales_header.csv"], frame("store_sales_header.csv")
    usable = headers[(headers["customer_id"] != "") & (headers["transaction_date"] < LAST_DAY)]
    assert joining["totals_compared"] == len(usable)
    assert joining["totals_differing"] == planted["total_differs_from_lines"]


def test_the_order_of_the_four_files_changes_nothing(world, work_dir):
    other = dropped(list(TABLES)[::-1], work_dir)
    build_features(SHOP, other.ports, work_dir=other.work_dir)
    for name in ("feature_store.csv", "order_lines.parquet", "rejects.csv", "quality.json"):
        assert artifact(other, name) == artifact(world, name)
