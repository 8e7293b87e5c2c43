"""A bucket in memory. Kept honest by the contract suite that also runs on AWS's side."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from perennial.errors import ConflictError, ObjectMissing
from perennial.objects import ObjectInfo, ObjectVersion, PresignedPost, StoredObject


class MemoryObjects:
    """A bucket in a dictionary."""

    def __init__(self) -> None:
        self._bodies: dict[str, bytes] = {}
        self.tags: dict[str, dict[str, str]] = {}

    def head(self, key: str) -> ObjectInfo | None:
        body = self._bodies.get(key)
        return None if body is None else _info(key, body)

    def read(self, key: str) -> StoredObject:
        body = self._bodies.get(key)
        if body is None:
            raise ObjectMissing(key)
        return StoredObject(_info(key, body), body)

    def read_start(self, key: str, most_bytes: int) -> bytes:
        return self.read(key).body[:most_bytes]

    def download(self, key: str, path: Path) -> ObjectInfo:
        stored = self.read(key)
        path.write_bytes(stored.body)
        return stored.info

    def write(self, key: str, body: bytes, content_type: str = "application/octet-stream") -> ObjectInfo:
        self._bodies[key] = body
        self.tags.pop(key, None)
        return _info(key, body)

    def upload(self, key: str, path: Path, content_type: str = "application/octet-stream") -> ObjectInfo:
        return self.write(key, path.read_bytes(), content_type)

    def replace(self, key: str, body: bytes | Path, expected_etag: str | None) -> ObjectInfo:
        present = self.head(key)
        if (None if present is None else present.etag) != expected_etag:
            raise ConflictError(key)
        return self.write(key, body if isinstance(body, bytes) else body.read_bytes())

    def list(self, prefix: str) -> Iterator[ObjectInfo]:
        for key in sorted(self._bodies):
            if key.startswith(prefix):
                yield _info(key, self._bodies[key])

    def delete(self, key: str) -> None:
        self._bodies.pop(key, None)
        self.tags.pop(key, None)

    def tag(self, key: str, tags: Mapping[str, str]) -> None:
        if key not in self._bodies:
            raise ObjectMissing(key)
        self.tags[key] = dict(tags)

    def old_versions(self, prefix: str) -> Iterator[ObjectVersion]:
        yield from ()  # memory keeps nothing that was replaced

    def forget(self, versions: Iterable[ObjectVersion]) -> int:
        return len(list(versions))

    def copy(self, key: str, target: str) -> ObjectInfo:
        return self.write(target, self.read(key).body)

    def presigned_get(self, key: str, *, file_name: str, expires_seconds: int) -> str:
        return f"https://memory.invalid/{quote(key)}?name={quote(file_name)}&expires={expires_seconds}"

    def presigned_post(self, key: str, *, max_bytes: int, expires_seconds: int) -> PresignedPost:
        return PresignedPost("https://memory.invalid/", {"key": key, "max-bytes": str(max_bytes)})


def _info(key: str, body: bytes) -> ObjectInfo:
    return ObjectInfo(key, hashlib.md5(body, usedforsecurity=False).hexdigest(), len(body))
