"""Checkpoints: what buckets and tables hold is on disk soon after it changed, and there again after a restart."""

import json
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import batched
from typing import Any

from infra.local.clients import Clients
from infra.local.kept import Folder, KeptObject, Manifest
from infra.local.server import OBJECTS
from infra.local.services import Services, Writes
from perennial.errors import TransientError

TICK_SECONDS = 0.5
REST_FACTOR = 10  # after a checkpoint that took a second, none for ten
RESTORING_THREADS = 4
BATCH_ITEMS = 25
type Kept = dict[str, KeptObject]


@dataclass(frozen=True, slots=True)
class Scope:
    """What is kept: objects of the bucket `arrivals` at once, the rest when no object has been written for a moment."""

    buckets: Sequence[str]
    tables: Sequence[str]
    arrivals: str


class Keeper:
    """Keeps one stack's buckets and tables in a folder.

    A checkpoint counts only if no object was written while it was taken. Stages write what they refer to first and
    move a pointer object last, so such a checkpoint never refers to what it does not hold.
    """

    def __init__(self, folder: Folder, scope: Scope, clients: Clients, services: Services) -> None:
        self._folder = folder
        self._scope = scope
        self._clients = clients
        self._services = services
        self._manifest = folder.load()
        self._fetched: dict[str, Kept] = {bucket: dict(kept) for bucket, kept in self._manifest.objects.items()}
        self._saved: Writes = {}
        self._seen: Writes = {}
        self._rest_until = 0.0
        self._problem: Exception | None = None
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def restore(self) -> None:
        """Put everything kept back into the empty buckets and tables."""
        with ThreadPoolExecutor(RESTORING_THREADS) as threads:
            for bucket, kept in self._manifest.objects.items():
                list(threads.map(self._put, [bucket] * len(kept), kept.keys(), kept.values()))
        for table, blob in self._manifest.tables.items():
            items = map(json.loads, self._folder.blob(blob).read_text().splitlines())
            for batch in batched(items, BATCH_ITEMS):
                requests: Any = [{"PutRequest": {"Item": item}} for item in batch]
                self._clients.dynamodb.batch_write_item(RequestItems={table: requests})
        self._saved = self._seen = self._services.writes()

    def start(self) -> None:
        """Begin to look for changes."""
        self._thread.start()

    def check(self) -> None:
        """Raise TransientError when checkpoints are no longer possible."""
        if self._problem is not None:
            raise TransientError(f"nothing more can be kept on disk ({self._problem!r}); make room and start again.")

    def end(self) -> None:
        """Stop looking and take the last checkpoint; the stack must have come to rest."""
        self._ending.set()
        self._thread.join()
        self.check()
        self._save(self._services.writes())

    def _run(self) -> None:
        try:
            while not self._ending.wait(TICK_SECONDS):
                self._tick()
        except Exception as error:  # whatever it is, it must be said, and not by a thread nobody listens to
            self._problem = error

    def _tick(self) -> None:
        writes = self._services.writes()
        objects_rest = writes.get(OBJECTS) == self._seen.get(OBJECTS)
        self._seen = writes
        if not objects_rest:
            self._save_arrivals()
        elif writes != self._saved and time.monotonic() >= self._rest_until:
            started = time.monotonic()
            self._save(writes)
            self._rest_until = time.monotonic() + REST_FACTOR * (time.monotonic() - started)

    def _save_arrivals(self) -> None:
        objects = {**self._manifest.objects, self._scope.arrivals: self._fetch_bucket(self._scope.arrivals)}
        self._manifest = Manifest(objects, self._manifest.tables)
        self._folder.commit(self._manifest)

    def _save(self, writes: Writes) -> None:
        changed = [table for table in self._scope.tables if writes.get(table) != self._saved.get(table)]
        tables = {**self._manifest.tables, **{table: self._fetch_table(table) for table in changed}}
        objects = self._manifest.objects
        if writes.get(OBJECTS) != self._saved.get(OBJECTS):
            objects = {bucket: self._fetch_bucket(bucket) for bucket in self._scope.buckets}
        if self._services.writes().get(OBJECTS) != writes.get(OBJECTS):
            return
        self._manifest = Manifest(objects, tables)
        self._folder.commit(self._manifest)
        self._folder.clean(self._manifest.blobs())
        self._fetched = {bucket: dict(kept) for bucket, kept in objects.items()}
        self._saved = writes

    def _fetch_bucket(self, bucket: str) -> Kept:
        """The bucket's objects, those that are new or changed copied to disk."""
        known = self._fetched.setdefault(bucket, {})
        present: Kept = {}
        for key, etag in self._listed(bucket):
            if key not in known or known[key].etag != etag:
                fetched = self._fetch_object(bucket, key)
                if fetched is None:
                    continue
                known[key] = fetched
            present[key] = known[key]
        return present

    def _listed(self, bucket: str) -> Iterator[tuple[str, str]]:
        for page in self._clients.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
            for entry in page.get("Contents", ()):
                yield entry["Key"], entry["ETag"]

    def _fetch_object(self, bucket: str, key: str) -> KeptObject | None:
        try:
            answer = self._clients.s3.get_object(Bucket=bucket, Key=key)
        except self._clients.s3.exceptions.NoSuchKey:  # deleted since it was listed
            return None
        with self._folder.new_blob() as (name, path), path.open("wb") as file:
            shutil.copyfileobj(answer["Body"], file)
        return KeptObject(answer["ETag"], answer["ContentType"], name)

    def _fetch_table(self, table: str) -> str:
        pages = self._clients.dynamodb.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
        with self._folder.new_blob() as (name, path), path.open("w") as file:
            for page in pages:
                file.writelines(json.dumps(item) + "\n" for item in page["Items"])
        return name

    def _put(self, bucket: str, key: str, kept: KeptObject) -> None:
        with self._folder.blob(kept.blob).open("rb") as body:
            self._clients.s3.put_object(Bucket=bucket, Key=key, Body=body, ContentType=kept.content_type)
