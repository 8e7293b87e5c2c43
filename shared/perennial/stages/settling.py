"""The end of every ingest: the state of a landing key is saved, checked against the bucket, and its receipt written."""

import json
from dataclasses import asdict, replace

from perennial import layout
from perennial.errors import ConflictError, ObjectMissing
from perennial.objects import ObjectInfo, ObjectStore
from perennial.pointers import retry_on_conflict
from perennial.ports import Ports
from perennial.records import FileState


def save(ports: Ports, known: FileState | None, found: FileState) -> FileState:
    """Save what was found unless it is known; raises ConflictError if the state moved since `known` was read."""
    if known is not None and replace(found, revision=known.revision) == known:
        return known
    return ports.state.save_file(found, expected_revision=None if known is None else known.revision)


def require_unchanged(ports: Ports, key: str, read: ObjectInfo | None) -> None:
    """Raises ConflictError if the key no longer holds what was read (None: nothing).

    Asked after saving: who changes the object later sends an event that finds the saved state.
    """
    now = ports.landing.head(key)
    if (None if now is None else now.etag) != (None if read is None else read.etag):
        raise ConflictError(key)


def ensure_receipt(lake: ObjectStore, state: FileState) -> None:
    """Make the receipt say this state, unless it says this or a newer one already."""
    key = layout.receipt(state.dataset, state.key)
    body = json.dumps(asdict(state), indent=1, sort_keys=True, ensure_ascii=False).encode()

    def attempt() -> None:
        try:
            stored = lake.read(key)
        except ObjectMissing:
            lake.replace(key, body, None)
            return
        if json.loads(stored.body)["revision"] < state.revision:
            lake.replace(key, body, stored.info.etag)

    retry_on_conflict(attempt, f"the receipt of {state.key}")
