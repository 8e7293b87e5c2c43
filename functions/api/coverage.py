"""What past tests showed of the ranges of a model's forecasts."""

import json
from typing import Annotated, cast

from cachetools import LRUCache
from fastapi import Depends, Request

from functions.api.world import World
from perennial import layout
from perennial.errors import ObjectMissing

VERSIONS_KEPT = 100
METRICS_FILE = "metrics.json"


class Coverage:
    """How often ranges held what came. A version's metrics are long and never change, so each is read once."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._seen: LRUCache[tuple[str, str, str], float | None] = LRUCache(VERSIONS_KEPT)

    def in_words(self, dataset: str, version: str, column: str, candidate: str | None) -> str | None:
        """The share of customers whose true number fell inside this candidate's range; None where it was not tested."""
        if candidate is None:
            return None
        key = dataset, version, column
        if key not in self._seen:
            self._seen[key] = self._share(dataset, version, column, candidate)
        share = self._seen[key]
        if share is None:
            return None
        return f"In past tests the true spend of a customer fell inside the range {share:.0%} of the time."

    def _share(self, dataset: str, version: str, column: str, candidate: str) -> float | None:
        try:
            body = self._world.ports.models.read(layout.model_folder(dataset, version) + METRICS_FILE).body
        except ObjectMissing:  # versions expire before the scores made with them
            return None
        share = json.loads(body).get(column, {}).get(candidate, {}).get("interval_coverage")
        return None if share is None else float(share)


async def _coverage(request: Request) -> Coverage:
    return cast(Coverage, request.app.state.coverage)


CurrentCoverage = Annotated[Coverage, Depends(_coverage)]
