"""A shop that has been read, trained and scored, an API over it, and clocks and logs to look at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from functions.api.application import create_app
from functions.api.world import World
from perennial import layout
from perennial.apikeys import SCOPES, new_key
from perennial.memory import MemoryPorts
from perennial.records import FileState, RunRecord, Scope
from perennial.stages.score import score
from tests.hand_made import Order, explained_model, publish_features, publish_model

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = date(2024, 6, 30)
STRANGE_ID = "Müller & Söhne/Nord 7"
PERCENT_ID = "Müller & Söhne/Nord 7 %41"
ORDERS = [
    Order("anna", DAY, 40.0, "o3"),
    Order("anna", DAY - timedelta(days=20), 60.0, "o1"),
    Order("bert", DAY - timedelta(days=100), 5.0, "o2"),
    Order(STRANGE_ID, DAY - timedelta(days=3), 15.0, "o4"),
    Order(PERCENT_ID, DAY - timedelta(days=9), 25.0, "o5"),
]


@dataclass
class Clock:
    """A clock that stands until it is told to move."""

    moment: datetime = NOW

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@dataclass
class Entries:
    """A log that remembers."""

    entries: list[tuple[str, str, Mapping[str, object]]] = field(default_factory=list)

    def info(self, msg: str, *, extra: Mapping[str, object]) -> None:
        self.entries.append(("info", msg, extra))

    def error(self, msg: str, *, extra: Mapping[str, object]) -> None:
        self.entries.append(("error", msg, extra))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def log() -> Entries:
    return Entries()


@pytest.fixture
def world(ports: MemoryPorts, clock: Clock, log: Entries) -> World:
    numbers = count(1)
    return World(ports, clock, lambda: f"{next(numbers):032x}", log)


@pytest.fixture
def app(world: World) -> FastAPI:
    return create_app(world)


@pytest.fixture
def secret(ports: MemoryPorts) -> str:
    """The secret of a key that may do everything."""
    return secret_of(ports, "admin")


@pytest.fixture
def stranger(app: FastAPI) -> TestClient:
    """A client without a key."""
    return TestClient(app)


@pytest.fixture
def client(app: FastAPI, secret: str) -> TestClient:
    """A client with a key."""
    return TestClient(app, headers={"x-api-key": secret})


def secret_of(ports: MemoryPorts, scope: Scope) -> str:
    """The secret of a key of this scope, made now."""
    secret, record = new_key("tests", NOW, bytes([SCOPES.index("admin") - SCOPES.index(scope)] * 32), scope)
    ports.state.save_api_key(record)
    return secret


def run(stage: str, started_at: datetime, dataset: str = "shop", **more: object) -> RunRecord:
    """A run as the stages leave it behind."""
    run_id = f"{started_at:%Y%m%dT%H%M%S.%f}-{stage}-1"
    record = {"subject": "", "ended_at": started_at + timedelta(seconds=5), "outcome": "done"}
    return RunRecord(run_id, dataset, stage, started_at=started_at, **(record | more))


def open_dataset(ports: MemoryPorts, dataset: str = "shop") -> None:
    """Drop a file: 10 rows, of which 8 were kept."""
    rows = {"rows_read": 10, "rows_kept": 8, "rows_rejected": 1, "rows_duplicate": 1}
    key = layout.landing_path(dataset, "a.csv")
    state = FileState(dataset, key, "clean", "e", "d", tables=("order_lines",), identity="i", **rows)
    ports.state.save_file(state, expected_revision=None)


@pytest.fixture
def open_shop(ports: MemoryPorts, tmp_path: Path) -> Callable[..., None]:
    """Read, train and score a dataset with this model."""

    def open_it(dataset: str = "shop", **model: object) -> None:
        open_dataset(ports, dataset)
        publish_features(ports, tmp_path, ORDERS, dataset)
        publish_model(ports, explained_model(dataset=dataset, **model))
        score(dataset, ports, work_dir=tmp_path, now=NOW)

    return open_it


@pytest.fixture
def shop(open_shop: Callable[..., None], ports: MemoryPorts) -> MemoryPorts:
    """The ports of a system with one dataset."""
    open_shop()
    return ports
