"""Which dataset a request means."""

from typing import Annotated, cast

from cachetools import TTLCache
from fastapi import Depends, Path, Query, Request

from functions.api.questions import DatasetName
from functions.api.world import World, remember
from perennial.errors import InvalidRequest, NotReadyError, PerennialError, UnknownDataset

NAMES_SECONDS = 10
NOTHING_YET = "there is no dataset yet. Drop an order file under landing/my-shop/ of the landing bucket to make one."


class Catalog:
    """The names of the datasets, remembered for some seconds."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._names: TTLCache[None, list[str]] = TTLCache(1, NAMES_SECONDS, timer=world.seconds)

    def names(self) -> list[str]:
        """All datasets that ever had a file."""
        return remember(self._names, None, self._world.ports.state.datasets)

    def chosen(self, name: str | None) -> str:
        """The dataset of this name, or the only one.

        Raises NotReadyError while there is none, UnknownDataset for a name nobody used and InvalidRequest when none
        is named among several.
        """
        if self._match(name) is None:
            self._names.clear()  # a dataset dropped a moment ago counts at once
        match = self._match(name)
        if match is None:
            raise _why_none(name, self.names())
        return match

    def _match(self, name: str | None) -> str | None:
        known = self.names()
        if name is None:
            return known[0] if len(known) == 1 else None
        return name if name in known else None


def _why_none(name: str | None, known: list[str]) -> PerennialError:
    if not known:
        return NotReadyError(NOTHING_YET)
    if name is None:
        return InvalidRequest(f"there are several datasets: say which with dataset=…, one of {', '.join(known)}.")
    return UnknownDataset(name, tuple(known))


DatasetParameter = Annotated[
    DatasetName | None, Query(description="which dataset; may be left out while there is only one")
]


async def _catalog(request: Request) -> Catalog:
    return cast(Catalog, request.app.state.catalog)


CurrentCatalog = Annotated[Catalog, Depends(_catalog)]


async def _dataset(catalog: CurrentCatalog, dataset: DatasetParameter = None) -> str:
    return catalog.chosen(dataset)


Dataset = Annotated[str, Depends(_dataset)]


async def _named(catalog: CurrentCatalog, name: Annotated[DatasetName, Path(description="which dataset")]) -> str:
    return catalog.chosen(name)


NamedDataset = Annotated[str, Depends(_named)]
