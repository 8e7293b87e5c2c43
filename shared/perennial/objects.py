"""What the stages need of a bucket, as a protocol."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """An object as listed: `etag` changes whenever its bytes do.

    `modified_at` says when it was put there, where a listing told.
    """

    key: str
    etag: str
    size_bytes: int
    modified_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object with its bytes."""

    info: ObjectInfo
    body: bytes


@dataclass(frozen=True, slots=True)
class PresignedPost:
    """A form with which anybody may put one object until it expires."""

    url: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class ObjectVersion:
    """An object as it once was, or the mark that it was deleted: still there, though no reader sees it."""

    key: str
    version_id: str


class ObjectStore(Protocol):
    """One bucket."""

    def head(self, key: str) -> ObjectInfo | None:
        """What is at this key now, or None."""
        ...

    def read(self, key: str) -> StoredObject:
        """The object's bytes; raises ObjectMissing."""
        ...

    def read_start(self, key: str, most_bytes: int) -> bytes:
        """The first bytes of an object, at most so many; raises ObjectMissing."""
        ...

    def download(self, key: str, path: Path) -> ObjectInfo:
        """Write the object's bytes to a file and say which object that was; raises ObjectMissing."""
        ...

    def write(self, key: str, body: bytes, content_type: str = "application/octet-stream") -> ObjectInfo:
        """Put these bytes at the key, whatever is there."""
        ...

    def upload(self, key: str, path: Path, content_type: str = "application/octet-stream") -> ObjectInfo:
        """Put a file's bytes at the key, whatever is there."""
        ...

    def replace(self, key: str, body: bytes | Path, expected_etag: str | None) -> ObjectInfo:
        """Put bytes, or those of a file, if `expected_etag` is still there (None: nothing); raises ConflictError."""
        ...

    def list(self, prefix: str) -> Iterator[ObjectInfo]:
        """Every object whose key begins with the prefix, in key order."""
        ...

    def delete(self, key: str) -> None:
        """Remove the object; nothing happens when there is none."""
        ...

    def tag(self, key: str, tags: Mapping[str, str]) -> None:
        """Give the object these tags and no others, for rules that go by tags; raises ObjectMissing."""
        ...

    def old_versions(self, prefix: str) -> Iterator[ObjectVersion]:
        """What was replaced or deleted under this prefix and is still kept, marks of deletion included."""
        ...

    def forget(self, versions: Iterable[ObjectVersion]) -> int:
        """Remove old versions for good; answers how many."""
        ...

    def copy(self, key: str, target: str) -> ObjectInfo:
        """Put the object's bytes at another key of the bucket, whatever is there; raises ObjectMissing."""
        ...

    def presigned_get(self, key: str, *, file_name: str, expires_seconds: int) -> str:
        """An address at which anybody may download the object under this name until it expires."""
        ...

    def presigned_post(self, key: str, *, max_bytes: int, expires_seconds: int) -> PresignedPost:
        """A form with which anybody may put at most so many bytes at the key until it expires."""
        ...
