"""Requests to erase, in memory. Kept honest by the contract suite that also runs on AWS's side."""

from collections.abc import Callable

from perennial.erasures import ErasureRecord


class MemoryErasures:
    """The requests in a dictionary."""

    def __init__(self) -> None:
        self._records: dict[tuple[str, str], ErasureRecord] = {}
        self._key: bytes | None = None

    def save(self, record: ErasureRecord) -> None:
        self._records[record.dataset, record.erasure_id] = record

    def of(self, dataset: str) -> list[ErasureRecord]:
        found = (record for (name, _), record in self._records.items() if name == dataset)
        return sorted(found, key=lambda record: (record.asked_at, record.erasure_id))

    def key(self, make: Callable[[], bytes]) -> bytes:
        self._key = self._key or make()
        return self._key
