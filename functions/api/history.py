"""What every scoring of a dataset said in sum: its totals, segments and customers at risk."""

import json
from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any, cast

from cachetools import LRUCache
from fastapi import Depends, Request

from functions.api.scores import Scores
from functions.api.world import World
from perennial import layout
from perennial.errors import NotReadyError

TREND_POINTS = 24
READERS = 8
ENTRIES_KEPT = 1_000

type Entry = dict[str, Any]


class History:
    """What every scoring of a dataset said in sum. An entry never changes, so each is read once."""

    def __init__(self, world: World, scores: Scores) -> None:
        self._world = world
        self._scores = scores
        self._entries: LRUCache[str, Entry] = LRUCache(ENTRIES_KEPT)

    def current(self, dataset: str) -> Entry:
        """The entry of the current snapshot; raises NoModelYet, and NotReadyError for a snapshot without one."""
        return self._with_trend(dataset, 0)[0]

    def with_trend(self, dataset: str) -> tuple[Entry, list[Entry]]:
        """The current entry, and the newest ones by day, oldest first: of each day the one made last."""
        return self._with_trend(dataset, TREND_POINTS)

    def _with_trend(self, dataset: str, points: int) -> tuple[Entry, list[Entry]]:
        snapshot = self._scores.current(dataset).snapshot
        keys = [info.key for info in self._world.ports.lake.list(layout.score_history_prefix(dataset))]
        current = next((key for key in reversed(keys) if key.endswith(f"-{snapshot}.json")), None)
        if current is None:
            raise NotReadyError(
                f"the scores of dataset {dataset} were made before their sums were kept. They are made again with the "
                "next file or training; POST /api/retrain asks for one."
            )
        newest = keys[max(0, len(keys) - points) :] if points else []
        entries = self._read(dict.fromkeys((current, *newest)))
        return entries[current], _one_a_day(entries[key] for key in newest)

    def _read(self, keys: Collection[str]) -> dict[str, Entry]:
        missing = [key for key in keys if key not in self._entries]
        with ThreadPoolExecutor(READERS) as readers:
            found = dict(zip(missing, readers.map(self._load, missing), strict=True))
        self._entries.update(found)
        return {key: found[key] if key in found else self._entries[key] for key in keys}

    def _load(self, key: str) -> Entry:
        content: Entry = json.loads(self._world.ports.lake.read(key).body)
        return content


def day_of(entry: Entry) -> str:
    """The day an entry stands for: that of the data, or where they have none the day it was made."""
    return str(entry["as_of"] or entry["scored_at"][:10])


def _one_a_day(entries: Iterable[Entry]) -> list[Entry]:
    """By rising day the entry made last; one made afterwards only where none was made at the time."""
    by_day: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda one: (day_of(one), not one["backfilled"], one["scored_at"])):
        by_day[day_of(entry)] = entry
    return list(by_day.values())


async def _history(request: Request) -> History:
    return cast(History, request.app.state.history)


CurrentHistory = Annotated[History, Depends(_history)]
