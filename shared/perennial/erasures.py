"""Requests to erase a person: how far each has come, and what the system keeps them by."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from perennial.records import Json

ErasureStatus = Literal["asked", "rewritten", "done"]


@dataclass(frozen=True, slots=True)
class ErasureRecord:
    """One request. `customer_id` is gone once it is done; `detail` counts what was removed and says what remains.

    asked: nothing has happened yet. rewritten: the dropped files no longer hold the person, and what was built from
    them is being built anew. done: nothing that anybody can read holds the person.
    """

    erasure_id: str
    dataset: str
    customer_id: str | None
    asked_at: datetime
    asked_by: str
    status: ErasureStatus = "asked"
    done_at: datetime | None = None
    detail: dict[str, Json] = field(default_factory=dict)


class Erasures(Protocol):
    """The requests, and the key of the hashes that keep erased persons from coming back."""

    def save(self, record: ErasureRecord) -> None:
        """Save a request, replacing the record of the same id."""
        ...

    def of(self, dataset: str) -> list[ErasureRecord]:
        """A dataset's requests, oldest first, read consistently."""
        ...

    def key(self, make: Callable[[], bytes]) -> bytes:
        """The key of the hashes; made at the first call and the same for ever."""
        ...
