"""Seven public tables of a marketplace, dropped together: who bought is a person of another table."""

import json

import pytest

from perennial import layout
from perennial.memory import MemoryPorts
from perennial.pointers import read_pointer
from perennial.stages.features import build_features
from tests.landing import SHOP, Landing

TABLES = {
    "customers": ("persons",),
    "order_items": ("order_items",),
    "order_payments": ("payments",),
    "order_reviews": (),
    "orders": ("order_headers",),
    "products": ("products",),
    "sellers": (),
}
EVERY_STATUS = ["approved", "canceled", "created", "delivered", "invoiced", "processing", "shipped", "unavailable"]


@pytest.fixture(scope="module")
def figures(real_data, tmp_path_factory):
    def of(**description):
        world = Landing(MemoryPorts(), tmp_path_factory.mktemp("olist"))
        if description:
            world.ingest(world.put_bytes("dataset.json", json.dumps(description).encode()))
        for table, tables in TABLES.items():
            name = f"olist_{table}_dataset.csv"
            key = world.put_bytes(name, (real_data / "olist" / name).read_bytes())
            world.ingest(key)
            assert world.state(key).tables == tables
        assert build_features(SHOP, world.ports, work_dir=world.work_dir).outcome == "done"
        snapshot = read_pointer(world.ports.lake, layout.features_pointer(SHOP)).snapshot or ""
        return json.loads(world.ports.lake.read(layout.features_folder(SHOP, snapshot) + "quality.json").body)

    return of


def test_all_paid_orders_of_whatever_status_are_of_as_many_persons_as_published(figures):
    found = figures(value_from="payments", order_statuses=EVERY_STATUS)
    assert (found["customers"]["orders"], found["customers"]["with_several_orders"]) == (8_132, 73)
    assert found["joining"]["orders_without_lines"] == 3  # free: their payments are of nothing


def test_by_default_items_of_orders_that_were_not_cancelled_count(figures):
    found = figures()
    assert found["joining"]["value_from"] == "order_items"
    assert found["joining"]["set_aside"] == {"unknown_order": 549}
    assert found["joining"]["orders_without_lines"] == 3
    assert (found["customers"]["orders"], found["customers"]["with_several_orders"]) == (6_893, 52)
