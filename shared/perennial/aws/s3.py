"""ObjectStore on S3."""

import io
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from perennial.aws.errors import translated
from perennial.errors import ConflictError, ObjectMissing
from perennial.objects import ObjectInfo, ObjectVersion, PresignedPost, StoredObject

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class S3Objects:
    """One bucket. Every write is one PUT, so that it is atomic and notifies once."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def head(self, key: str) -> ObjectInfo | None:
        try:
            with translated(key):
                answer = self._client.head_object(Bucket=self._bucket, Key=key)
        except ObjectMissing:
            return None
        return _info(key, answer["ETag"], answer["ContentLength"])

    def read(self, key: str) -> StoredObject:
        with translated(key):
            answer = self._client.get_object(Bucket=self._bucket, Key=key)
            body = answer["Body"].read()
        return StoredObject(_info(key, answer["ETag"], len(body)), body)

    def read_start(self, key: str, most_bytes: int) -> bytes:
        with translated(key):
            answer = self._client.get_object(Bucket=self._bucket, Key=key, Range=f"bytes=0-{most_bytes - 1}")
            return answer["Body"].read()

    def download(self, key: str, path: Path) -> ObjectInfo:
        # One GET, not a ranged transfer: bytes and etag are of the same object even if it is replaced meanwhile.
        with translated(key):
            answer = self._client.get_object(Bucket=self._bucket, Key=key)
            with path.open("wb") as file:
                shutil.copyfileobj(answer["Body"], file, length=1 << 20)
        return _info(key, answer["ETag"], path.stat().st_size)

    def write(self, key: str, body: bytes, content_type: str = "application/octet-stream") -> ObjectInfo:
        with translated(key):
            answer = self._client.put_object(Bucket=self._bucket, Key=key, Body=body, ContentType=content_type)
        return _info(key, answer["ETag"], len(body))

    def upload(self, key: str, path: Path, content_type: str = "application/octet-stream") -> ObjectInfo:
        with translated(key), path.open("rb") as file:
            answer = self._client.put_object(Bucket=self._bucket, Key=key, Body=file, ContentType=content_type)
        return _info(key, answer["ETag"], path.stat().st_size)

    def replace(self, key: str, body: bytes | Path, expected_etag: str | None) -> ObjectInfo:
        with io.BytesIO(body) if isinstance(body, bytes) else body.open("rb") as stream:
            try:
                with translated(key):
                    if expected_etag is None:
                        answer = self._client.put_object(Bucket=self._bucket, Key=key, Body=stream, IfNoneMatch="*")
                    else:
                        answer = self._client.put_object(
                            Bucket=self._bucket, Key=key, Body=stream, IfMatch=f'"{expected_etag}"'
                        )
            except ObjectMissing as error:  # If-Match on a key that was deleted meanwhile
                raise ConflictError(key) from error
        return _info(key, answer["ETag"], len(body) if isinstance(body, bytes) else body.stat().st_size)

    def list(self, prefix: str) -> Iterator[ObjectInfo]:
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix)
        with translated(prefix):
            for page in pages:
                for entry in page.get("Contents", ()):
                    listed = _info(entry["Key"], entry["ETag"], entry["Size"])
                    yield replace(listed, modified_at=entry["LastModified"])

    def delete(self, key: str) -> None:
        with translated(key):
            self._client.delete_object(Bucket=self._bucket, Key=key)

    def tag(self, key: str, tags: Mapping[str, str]) -> None:
        with translated(key):
            if not tags:
                self._client.delete_object_tagging(Bucket=self._bucket, Key=key)
                return
            self._client.put_object_tagging(
                Bucket=self._bucket,
                Key=key,
                Tagging={"TagSet": [{"Key": name, "Value": value} for name, value in sorted(tags.items())]},
            )

    def old_versions(self, prefix: str) -> Iterator[ObjectVersion]:
        pages = self._client.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=prefix)
        with translated(prefix):
            for page in pages:
                replaced = [entry for entry in page.get("Versions", ()) if not entry["IsLatest"]]
                for entry in (*replaced, *page.get("DeleteMarkers", ())):
                    yield ObjectVersion(entry["Key"], entry["VersionId"])

    def forget(self, versions: Iterable[ObjectVersion]) -> int:
        count = 0
        for version in versions:
            with translated(version.key):
                self._client.delete_object(Bucket=self._bucket, Key=version.key, VersionId=version.version_id)
            count += 1
        return count

    def copy(self, key: str, target: str) -> ObjectInfo:
        with translated(key):
            self._client.copy_object(
                Bucket=self._bucket,
                Key=target,
                CopySource={"Bucket": self._bucket, "Key": key},
                MetadataDirective="COPY",
            )
            answer = self._client.head_object(Bucket=self._bucket, Key=target)
        return _info(target, answer["ETag"], answer["ContentLength"])

    def presigned_get(self, key: str, *, file_name: str, expires_seconds: int) -> str:
        disposition = f"attachment; filename*=UTF-8''{quote(file_name, safe='')}"
        return self._client.generate_presigned_url(
            "get_object",
            Params={"Bucket": self._bucket, "Key": key, "ResponseContentDisposition": disposition},
            ExpiresIn=expires_seconds,
        )

    def presigned_post(self, key: str, *, max_bytes: int, expires_seconds: int) -> PresignedPost:
        form = self._client.generate_presigned_post(
            self._bucket, key, Conditions=[["content-length-range", 1, max_bytes]], ExpiresIn=expires_seconds
        )
        return PresignedPost(form["url"], form["fields"])


def _info(key: str, etag: str, size_bytes: int) -> ObjectInfo:
    return ObjectInfo(key, etag.strip('"'), size_bytes)
