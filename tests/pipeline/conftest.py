"""One local stack of the real template for the whole suite, and what came of everything that was dropped into it."""

import csv
import io
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from infra.cli.keys import create_key
from infra.local.functions import api_of
from infra.local.gateway import Gateway, served
from infra.local.stack import Stack, running_stack
from perennial import layout
from perennial.aws.ports import AwsPorts
from perennial.errors import ObjectMissing
from perennial.pointers import read_pointer
from perennial.ports import Ports
from perennial.records import FileState

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = {"FeaturesWindowSeconds": "1", "TrainBudgetSeconds": "5", "MaxReceiveCount": "2"}
PATIENCE_SECONDS = 120
HEADER = "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID"


def orders(*customers: str, month: int = 1, header: str = HEADER) -> bytes:
    """An order file: one order line for each of these customers, on consecutive days of a month of 2024."""
    lines = [f"{month}{day:02},P1,{day},2024-{month:02}-{day:02},2.50,{who}" for day, who in enumerate(customers, 1)]
    return "\n".join([header, *lines, ""]).encode()


@dataclass(frozen=True)
class World:
    """The running stack, seen through the same ports as its functions."""

    stack: Stack
    ports: Ports
    api: str
    key: str

    def drop(self, dataset: str, files: Mapping[str, bytes]) -> None:
        """Drop files, in this order."""
        for name, body in files.items():
            self.ports.landing.write(layout.landing_path(dataset, name), body)

    def delete(self, dataset: str, name: str) -> None:
        """Take a dropped file away."""
        self.ports.landing.delete(layout.landing_path(dataset, name))

    def settle(self) -> None:
        """Wait until nothing is left to do."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self.stack.is_idle():
            assert time.monotonic() < deadline, "the stack did not come to rest"
            time.sleep(0.2)

    def file(self, dataset: str, name: str) -> FileState | None:
        """What is known of a dropped file."""
        return self.ports.state.file(dataset, layout.landing_path(dataset, name))

    def snapshot(self, dataset: str) -> str | None:
        """The current feature snapshot."""
        return read_pointer(self.ports.lake, layout.features_pointer(dataset)).snapshot

    def feature_store(self, dataset: str) -> bytes:
        """The current features as CSV; nothing where there are none."""
        try:
            return self.ports.lake.read(
                f"{layout.features_folder(dataset, str(self.snapshot(dataset)))}feature_store.csv"
            ).body
        except ObjectMissing:
            return b""

    def customers(self, dataset: str) -> list[str]:
        """Who the current features are about."""
        return [row["customer_id"] for row in csv.DictReader(io.StringIO(self.feature_store(dataset).decode()))]

    def scores(self, dataset: str) -> list[dict[str, Any]]:
        """The current scores, a dictionary a customer."""
        pointer = read_pointer(self.ports.lake, layout.scores_pointer(dataset))
        body = self.ports.lake.read(f"{layout.scores_folder(dataset, str(pointer.snapshot))}scores.csv").body
        return list(csv.DictReader(io.StringIO(body.decode())))

    def outcomes(self, dataset: str, stage: str) -> list[str]:
        """How a stage's runs ended, oldest first."""
        return [run.outcome for run in reversed(self.ports.state.runs(dataset)) if run.stage == stage]

    def dead_letters(self, queue: str) -> list[str]:
        """The bodies of the messages in a dead-letter queue."""
        url = self.stack.template.attributes(queue)["QueueUrl"]
        answer = self.stack.clients.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0)
        return [message["Body"] for message in answer.get("Messages", [])]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The empty system, running."""
    logs = tmp_path_factory.mktemp("logs")
    with running_stack(ROOT / "template.yaml", parameters=SETTINGS, logs=logs) as stack:
        ports = ports_to(stack)
        gateway = Gateway(api_of(stack.template, stack.functions), stack.fire)
        with served(gateway, 0) as url:
            yield World(stack, ports, url, create_key(ports, "tests", "admin"))


def ports_to(stack: Stack) -> AwsPorts:
    """Ports whose clients are made at once, so that the endpoint does not stay in this process's environment."""
    ports = AwsPorts(stack.environ)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in stack.environ.items():
            patch.setenv(name, value)
        assert all((ports.landing, ports.state, ports.ingest_queue))
    return ports


def description(**settings: Any) -> bytes:
    """A dataset.json."""
    return json.dumps(settings).encode()
