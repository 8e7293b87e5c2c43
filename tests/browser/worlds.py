"""Worlds for a browser to look at: read, trained and scored for real, small enough to take seconds."""

import csv
import io
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import chain, count, repeat
from pathlib import Path

import pandas as pd

from functions.api.world import World
from perennial import layout
from perennial.apikeys import new_key
from perennial.memory import MemoryPorts
from perennial.models.budget import Budget
from perennial.records import Scope
from perennial.stages.features import build_features
from perennial.stages.ingest import ingest
from perennial.stages.score import score
from perennial.stages.train import train
from tests.simulated_shop import simulated_orders
from tests.subscriber_files import subscriber_columns, subscriber_file

SHOP, PHONE, YOUNG = "shop", "phone", "young"
NOW = datetime(2024, 9, 3, 12, tzinfo=UTC)
CUSTOMERS, DAYS, LATE_DAYS = 300, 600, 45
CANDIDATES_TRIED = 6  # enough for forecasts that differ between customers, and no more
DESCRIPTION = b'{"currency": "EUR"}'
MARKUP = "<script>document.title='broken'</script>"
LONG = "customer-with-a-very-long-name-" * 12
BACKWARDS = "\u202eabc\u2066def"
STRANGE_IDS = {"c00001": MARKUP, "c00002": LONG, "c00003": BACKWARDS}
PERSON = "c00000"


class Silence:
    """A log that keeps nothing."""

    def info(self, msg: str, *, extra: object) -> None: ...
    def error(self, msg: str, *, extra: object) -> None: ...


def add_shop(ports: MemoryPorts, work_dir: Path) -> None:
    """A shop with enough history for every forecast, and customers whose ids are no friends of web pages."""
    orders = simulated_orders(CUSTOMERS, DAYS, seed=3, pace=1 / 40)
    orders["customer_id"] = orders["customer_id"].replace(STRANGE_IDS)
    is_late = orders["ordered_at"] > orders["ordered_at"].max() - timedelta(days=LATE_DAYS)
    add_dataset(ports, work_dir, SHOP, order_file(orders[~is_late]))
    drop(ports, work_dir, SHOP, "late.csv", order_file(orders[is_late]))
    score(SHOP, ports, work_dir=work_dir, now=NOW)


def add_young_shop(ports: MemoryPorts, work_dir: Path) -> None:
    """A shop so young that most forecasts are withheld."""
    add_dataset(ports, work_dir, YOUNG, order_file(simulated_orders(60, 40, seed=4, pace=1 / 10)))


def add_subscribers(ports: MemoryPorts, work_dir: Path) -> None:
    """Subscribers of a phone company."""
    add_dataset(ports, work_dir, PHONE, subscriber_file(subscriber_columns(400)))


def add_dataset(ports: MemoryPorts, work_dir: Path, dataset: str, body: bytes) -> None:
    """A file dropped and taken through every stage."""
    drop(ports, work_dir, dataset, layout.DESCRIPTION_FILE, DESCRIPTION)
    drop(ports, work_dir, dataset, "orders.csv", body)
    seconds = chain([0.0] * CANDIDATES_TRIED, repeat(99.0))
    train(dataset, ports, work_dir=work_dir, now=NOW, budget=Budget(5, lambda: next(seconds)))
    score(dataset, ports, work_dir=work_dir, now=NOW)


def drop(ports: MemoryPorts, work_dir: Path, dataset: str, name: str, body: bytes) -> None:
    """A file read and its features built."""
    key = ports.landing.write(layout.landing_path(dataset, name), body).key
    ingest(key, ports, work_dir=work_dir, last_attempt=False)
    build_features(dataset, ports, work_dir=work_dir)


def order_file(orders: pd.DataFrame) -> bytes:
    """Order lines as a shop exports them."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["order_id", "customer_id", "order_date", "amount"])
    columns = ("order_id", "customer_id", "ordered_at", "amount")
    for order_id, customer_id, ordered_at, amount in orders[list(columns)].itertuples(index=False):
        writer.writerow([order_id, customer_id, f"{ordered_at:%Y-%m-%d}", amount])
    return out.getvalue().encode()


def world_of(ports: MemoryPorts, now: Callable[[], datetime] = lambda: NOW) -> World:
    """A world of these ports whose ids count up."""
    numbers = count(1)
    return World(ports, now, lambda: f"{next(numbers):032x}", Silence())


def keys(ports: MemoryPorts, scopes: Iterable[Scope] = ("read", "operate", "admin")) -> dict[Scope, str]:
    """A key of each scope, by scope."""
    made = {}
    for at, scope in enumerate(scopes, 1):
        made[scope], record = new_key(scope, NOW, bytes([at]) * 32, scope)
        ports.state.save_api_key(record)
    return made
