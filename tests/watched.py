"""Ports that tell a test before every call, so that it can cut the power or change the world at that moment."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from perennial.memory import MemoryPorts


class PowerCut(Exception):
    """The function is killed here."""


class Watched:
    """A port whose every call is announced first, as `port.method`."""

    def __init__(self, name: str, port: Any, announce: Callable[[str], None]) -> None:
        self._name, self._port, self._announce = name, port, announce

    def __getattr__(self, method: str) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            self._announce(f"{self._name}.{method}")
            return getattr(self._port, method)(*args, **kwargs)

        return call


def watched(ports: MemoryPorts, announce: Callable[[str], None]) -> MemoryPorts:
    """The same world, each call announced."""
    names = ("landing", "lake", "state", "ingest_queue")
    return replace(ports, **{name: Watched(name, getattr(ports, name), announce) for name in names})


def power_cut_before(call_number: int) -> Callable[[str], None]:
    """Announcements that end in a power cut just before this call, from 1."""
    calls = iter(range(1, call_number))

    def announce(call: str) -> None:
        if next(calls, None) is None:
            raise PowerCut(call)

    return announce


def once_before(call: str, change: Callable[[], object]) -> Callable[[str], None]:
    """Announcements that change the world just before the first call of this name."""
    pending = [change]

    def announce(announced: str) -> None:
        if announced == call and pending:
            pending.pop()()

    return announce
