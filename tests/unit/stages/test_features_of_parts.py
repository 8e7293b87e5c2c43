"""The features stage where orders come in several tables."""

import csv
import io
import json

import pytest

from perennial.dataset import Dataset
from perennial.joining import NO_VALUE
from perennial.memory import MemoryPorts
from perennial.pointers import read_pointer
from tests.clean_shop import POINTER, Shop
from tests.part_files import header, item, payment, person

HEADERS = [header("1", "c1"), header("2", "c2", "2024-05-09"), header("3", "c3", "2024-06-01")]
ITEMS = [item("1", "tea", "3.00"), item("2", "pot", "20.00"), item("9", "tea", "1.00")]
PERSONS = [person("c1", "anna"), person("c2", "anna"), person("c3", "ben")]
DROPS = {
    "orders.csv": ("order_headers", HEADERS),
    "items.csv": ("order_items", ITEMS),
    "people.csv": ("persons", PERSONS),
    "payments.csv": ("payments", [payment("1", "4.50"), payment("2", "22.00"), payment("3", "9.00")]),
}


@pytest.fixture
def shop(ports, work_dir):
    return Shop(ports, work_dir)


def drop(shop, *names):
    for name in names or DROPS:
        shop.drop_part(name, *DROPS[name])


def test_features_are_of_persons_and_what_their_items_came_to(shop, ports):
    drop(shop)
    assert shop.build().outcome == "done"
    assert shop.customers() == {"anna": 23.0}
    detail = read_pointer(ports.lake, POINTER).detail
    assert (detail["orders"], detail["order_lines"], detail["files"]) == (2, 2, 4)


def test_features_are_of_what_was_paid_where_the_description_says_so(ports, work_dir):
    shop = Shop(ports, work_dir, Dataset(value_from="payments"))
    drop(shop)
    shop.build()
    assert shop.customers() == {"anna": 26.5, "ben": 9.0}


def test_what_could_not_be_joined_lies_beside_the_features(shop):
    drop(shop)
    shop.build()
    rows = list(csv.reader(io.StringIO(shop.artifacts()["rejects.csv"].decode())))
    assert rows == [
        ["table", "key", "reason"],
        ["order_headers", "3", "order_without_lines"],
        ["order_items", "9 / 1 / tea", "unknown_order"],
    ]
    quality = json.loads(shop.artifacts()["quality.json"])
    assert quality["joining"]["set_aside"] == {"unknown_order": 1}
    assert quality["customers"]["with_several_orders"] == 1


def test_orders_without_any_value_say_what_to_drop_next_and_then_count(shop, ports):
    drop(shop, "orders.csv")
    result = shop.build()
    assert (result.outcome, result.reason) == ("done", NO_VALUE)
    assert read_pointer(ports.lake, POINTER).detail["needs"] == NO_VALUE
    assert shop.build().reason == NO_VALUE
    drop(shop, "items.csv")
    assert shop.build().reason is None
    assert shop.customers() == {"c1": 3.0, "c2": 20.0}


def test_tables_dropped_in_another_order_end_in_the_same_bytes(shop, work_dir):
    drop(shop)
    shop.build()
    other = Shop(MemoryPorts(), work_dir)
    for name in reversed(DROPS):
        drop(other, name)
        other.build()
    assert other.artifacts() == shop.artifacts()


def test_a_deleted_table_takes_what_it_said_away(shop):
    drop(shop)
    shop.delete("people.csv")
    shop.build()
    assert shop.customers() == {"c1": 3.0, "c2": 20.0}
