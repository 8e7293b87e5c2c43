"""One small local stack for all tests of its parts."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.local.stack import Stack, running_stack

SYSTEM = Path(__file__).with_name("system.yaml")
PATIENCE_SECONDS = 60


@pytest.fixture(scope="session")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the stack's functions print to."""
    return tmp_path_factory.mktemp("logs")


@pytest.fixture(scope="session")
def stack(logs: Path) -> Iterator[Stack]:
    """The running stack; its batching window is a second."""
    with running_stack(SYSTEM, parameters={"Window": "1"}, logs=logs) as running:
        yield running


@pytest.fixture
def settled(stack: Stack) -> Callable[[], None]:
    """Waits until the stack has nothing left to do."""

    def wait() -> None:
        until(stack.is_idle)

    return wait


@pytest.fixture
def printed(logs: Path) -> Callable[[str], list[dict[str, Any]]]:
    """What a function printed about the messages it got."""

    def read(function: str) -> list[dict[str, Any]]:
        lines = (logs / f"{function}.log").read_text().splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    return read


def until(is_so: Callable[[], bool]) -> None:
    """Wait for something; fails when it does not come."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.1)
