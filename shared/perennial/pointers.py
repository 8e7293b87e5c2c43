"""Pointer objects: the one small object a stage moves when all it wrote is in place.

A pointer is JSON with a rising `generation` and the `snapshot` it points to. It moves by conditional write, so
readers see the old or the new and never half, and of two builders the one with stale inputs loses and starts over.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from perennial.errors import ConflictError, ObjectMissing
from perennial.objects import ObjectStore
from perennial.records import Json

MAX_ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class Pointer:
    """What a pointer object says; `etag` is the stored object's, None before the first move."""

    snapshot: str | None = None
    generation: int = 0
    detail: dict[str, Json] = field(default_factory=dict)
    etag: str | None = None


def read_pointer(store: ObjectStore, key: str) -> Pointer:
    """The pointer at this key; an empty one (generation 0) where there is none."""
    try:
        stored = store.read(key)
    except ObjectMissing:
        return Pointer()
    content = json.loads(stored.body)
    return Pointer(content["snapshot"], content["generation"], content["detail"], stored.info.etag)


def move_pointer(store: ObjectStore, key: str, seen: Pointer, snapshot: str, detail: dict[str, Json]) -> Pointer:
    """Point to a new snapshot if nobody moved the pointer since `seen` was read; raises ConflictError."""
    content = {"snapshot": snapshot, "generation": seen.generation + 1, "detail": detail}
    body = json.dumps(content, sort_keys=True, indent=1).encode()
    info = store.replace(key, body, seen.etag)
    return Pointer(snapshot, seen.generation + 1, detail, info.etag)


def retry_on_conflict[T](attempt: Callable[[], T], what: str) -> T:
    """Run an attempt again from its beginning while it loses its conditional write; raises ConflictError at last."""
    for _ in range(MAX_ATTEMPTS):
        try:
            return attempt()
        except ConflictError:
            continue
    raise ConflictError(what)
