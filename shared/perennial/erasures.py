"""Requests to erase a person: how far each has come, and what the system keeps them by."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from perennial.records import Json

ErasureStatus = Literal["asked", "rewritten", "done"]
BACKUP_DAYS = 35  # how far point-in-time recovery of the tables reaches back
BACKUPS = "point-in-time backups of the tables, which nobody reads, hold old scores and logged predictions"
UNCONFIRMED_DAYS = 4  # three as an upload, one more as an old version of it; the landing bucket's rules
UNCONFIRMED = "files that were uploaded and not confirmed, which go by themselves"
LOGGED_DAYS = 90  # as long as any answered question is kept
LOGGED = "logged questions by features or raw orders, which name nobody"
MODELS = "models were learnt from everybody together and name nobody; one without the person is being trained"
DROPPED_AGAIN = (
    "a file that is dropped again with the person in it lies as it came until it is deleted or erasure is asked again"
)
HASHES = "a keyed hash of the id, so that a file uploaded again does not bring the person back"


@dataclass(frozen=True, slots=True)
class ErasureRecord:
    """One request. `customer_id` is gone once it is done; `detail` counts what was removed and says what remains.

    asked: nothing has happened yet. rewritten: the dropped files no longer hold the person, and what was built from
    them is being built anew. done: nothing but what `remains` names holds the person.
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


def remains() -> list[Json]:
    """What is left of an erased person, in words, and for how many days; None: as long as the dataset."""
    return [
        {"what": BACKUPS, "days": BACKUP_DAYS},
        {"what": UNCONFIRMED, "days": UNCONFIRMED_DAYS},
        {"what": LOGGED, "days": LOGGED_DAYS},
        {"what": MODELS, "days": None},
        {"what": DROPPED_AGAIN, "days": None},
        {"what": HASHES, "days": None},
    ]
