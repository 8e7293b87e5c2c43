"""The indexes of score snapshots in memory: loaded when a list first asks, a few kept. numpy comes with the first."""

from typing import TYPE_CHECKING, Annotated, cast

from cachetools import LRUCache
from fastapi import Depends, Request

from functions.api.scores import Scores
from functions.api.world import World
from perennial import layout
from perennial.errors import ConflictError, NotReadyError, ObjectMissing

if TYPE_CHECKING:
    from perennial.score_index import ScoreIndex

# A quarter of the function's memory: what is sorted and searched of an index takes as much again.
KEPT_BYTES = 256 * 1024 * 1024


class Indexes:
    """The index of each snapshot asked for lately."""

    def __init__(self, world: World, scores: Scores) -> None:
        self._world = world
        self._scores = scores
        self._kept: LRUCache[tuple[str, str], ScoreIndex] = LRUCache(KEPT_BYTES, _size)

    def current(self, dataset: str) -> "ScoreIndex":
        """The index of the current snapshot; raises NoModelYet, and NotReadyError for a snapshot without one."""
        snapshot = str(self._scores.current(dataset).snapshot)
        try:
            return self._index(dataset, snapshot)
        except ObjectMissing as error:
            raise NotReadyError(
                f"the scores of dataset {dataset} were made before there were lists. They are made again with the next "
                "file or training; POST /api/retrain asks for one."
            ) from error

    def of_snapshot(self, dataset: str, snapshot: str) -> "ScoreIndex":
        """The index of this snapshot, current or not; raises ConflictError once it is gone."""
        try:
            return self._index(dataset, snapshot)
        except ObjectMissing as error:
            raise ConflictError(f"the list of customers of dataset {dataset} (ask without a cursor)") from error

    def _index(self, dataset: str, snapshot: str) -> "ScoreIndex":
        from perennial.score_index import ScoreIndex  # noqa: PLC0415  # numpy only where it is used

        if (dataset, snapshot) not in self._kept:
            body = self._world.ports.lake.read(layout.score_index(dataset, snapshot)).body
            self._kept[dataset, snapshot] = ScoreIndex.from_bytes(body)
        return self._kept[dataset, snapshot]


def _size(index: "ScoreIndex") -> int:
    """What an index counts for; one that fills the room by itself is still kept."""
    return min(index.size_bytes, KEPT_BYTES)


async def _indexes(request: Request) -> Indexes:
    return cast(Indexes, request.app.state.indexes)


CurrentIndexes = Annotated[Indexes, Depends(_indexes)]
