"""However a shop's orders are cut into files, and however these arrive, the order lines are the same."""

import csv
import io
import tempfile
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perennial import layout
from perennial.memory import MemoryPorts
from perennial.pointers import read_pointer
from perennial.stages.features import build_features
from tests.landing import SHOP, Landing
from tests.order_file import HEADER

EXAMPLES = settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
ORDERS_OF_THE_DAY = 40
MADE_UP = {
    str(540_000 + number): [
        f"{540_000 + number},P{line},T,{line + 1},2010-12-{1 + number % 27:02} 08:26:00,{1 + line}.5,{number % 9},FR"
        for line in range(1 + number % 3)
    ]
    for number in range(30)
}
type Orders = dict[str, list[str]]


@pytest.fixture(scope="session")
def real_orders(real_data: Path) -> Orders:
    """The first orders of a trading day, each as the lines of its file."""
    text = (real_data / "online_retail" / "2010-12-01.csv").read_text(encoding="utf-8-sig")
    orders: Orders = defaultdict(list)
    for line in text.splitlines()[1:]:
        orders[next(csv.reader(io.StringIO(line)))[0]].append(line)
    return dict(list(orders.items())[:ORDERS_OF_THE_DAY])


def order_lines(world: Landing) -> tuple[bytes, bytes]:
    """The order lines and features that the dataset has in the end."""
    while world.ingest_hinted():
        pass
    assert build_features(SHOP, world.ports, work_dir=world.work_dir).outcome in {"done", "nothing_to_do"}
    snapshot = read_pointer(world.ports.lake, layout.features_pointer(SHOP)).snapshot or ""
    folder = layout.features_folder(SHOP, snapshot)
    names = ("order_lines.parquet", "features.parquet")
    first, second = (world.ports.lake.read(folder + name).body for name in names)
    return first, second


def in_one_file(orders: Orders, folder: Path) -> tuple[bytes, bytes]:
    world = Landing(MemoryPorts(), folder)
    world.ingest(put(world, "all.csv", orders, list(orders)))
    return order_lines(world)


def put(world: Landing, name: str, orders: Orders, invoices: list[str]) -> str:
    return world.put_bytes(name, "\n".join([HEADER, *(line for one in invoices for line in orders[one])]).encode())


def check_any_arrival(orders: Orders, data: st.DataObject) -> None:
    """Cut orders into overlapping files, drop them in any order, some in a wrong form first; delete one too many."""
    invoices = list(orders)
    places = data.draw(st.lists(st.sets(st.integers(0, 3), min_size=1), min_size=len(invoices), max_size=len(invoices)))
    files = {
        f"{number}.csv": [one for one, chosen in zip(invoices, places, strict=True) if number in chosen]
        for number in range(4)
    }
    files = {name: chosen for name, chosen in files.items() if chosen}
    uploads = data.draw(st.permutations([*files, *files, "deleted.csv"]))
    with tempfile.TemporaryDirectory() as folder:
        world, seen = Landing(MemoryPorts(), Path(folder)), set()
        for name in uploads:
            again = name in seen or data.draw(st.booleans())
            seen.add(name)
            key = put(world, name, orders, files[name] if again and name in files else invoices[:5])
            if data.draw(st.booleans()):
                world.ingest(key)
        for name, chosen in files.items():
            put(world, name, orders, chosen)
        world.ports.landing.delete(layout.landing_path(SHOP, "deleted.csv"))
        for name in data.draw(st.permutations([*files, "deleted.csv"])):
            world.ingest(layout.landing_path(SHOP, name))
        assert order_lines(world) == in_one_file(orders, Path(folder))


@EXAMPLES
@given(st.data())
def test_made_up_orders_end_the_same_in_whatever_files_they_come(data):
    check_any_arrival(MADE_UP, data)


@EXAMPLES
@given(st.data())
def test_orders_of_a_real_day_end_the_same_in_whatever_files_they_come(real_orders, data):
    check_any_arrival(real_orders, data)
