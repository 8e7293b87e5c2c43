"""What the API needs of the world around it, handed in from the edge, and what it remembers of it for a while.

Times to live follow the wall clock: it moves on while a snapshot of this process sleeps, a monotonic clock does not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Protocol, cast

from cachetools import TTLCache
from fastapi import Depends, Request

from perennial.ports import Ports


class Log(Protocol):
    """Where the API writes what happened: counts, names and references, never customer data."""

    def info(self, msg: str, *, extra: Mapping[str, object]) -> None: ...
    def error(self, msg: str, *, extra: Mapping[str, object]) -> None: ...


@dataclass(frozen=True, slots=True)
class World:
    """Storage, time, identifiers nobody can guess, and a log."""

    ports: Ports
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    log: Log

    def seconds(self) -> float:
        """The time as a number, for caches."""
        return self.now().timestamp()


def remember[K, V](cache: TTLCache[K, V], key: K, load: Callable[[], V]) -> V:
    """The cached value, or the loaded one from now on; whatever `load` raises is not cached."""
    try:
        return cache[key]
    except KeyError:
        value = cache[key] = load()
        return value


async def _world(request: Request) -> World:
    return cast(World, request.app.state.world)


CurrentWorld = Annotated[World, Depends(_world)]
