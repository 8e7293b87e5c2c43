"""One landing object cleaned: read by itself first, by others' evidence where it must be, and written to the lake."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from perennial import layout
from perennial.cleaning import CLEANING_VERSION, CleanFile, clean_file
from perennial.dataset import Dataset
from perennial.errors import NotNeeded, RefusedError, UndecidedDates
from perennial.objects import ObjectStore
from perennial.records import FileState, FileStatus
from perennial.suppression import Suppression

type Asked = dict[str, str | None]


def identity_of(
    source: Path, description_digest: str, asked: Mapping[str, str | None], erased: Sequence[str] = ()
) -> str:
    """The digest of everything a clean file is made of; `erased` are the erased persons' hashes that it met."""
    with source.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    content = json.dumps([sha256, description_digest, CLEANING_VERSION, asked, *sorted(erased)], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def cleaned_state(
    unread: FileState,
    source: Path,
    description: Dataset,
    agreed: Callable[[], Mapping[str, str]],
    *,
    suppression: Suppression,
    lake: ObjectStore,
) -> FileState:
    """Clean the file beside it and write what came of it; answers the state to save.

    That is `failed` for a refused file and `ignored` for one that is not needed. `agreed` is called only if the file
    cannot be read by itself.
    """
    found, asked = _clean(unread.key, source, description, agreed, suppression)
    if isinstance(found, RefusedError):
        status: FileStatus = "ignored" if isinstance(found, NotNeeded) else "failed"
        return replace(unread, status=status, reason=str(found), evidence_asked=asked)
    identity = identity_of(source, unread.description_digest, asked, found.erased)
    _write(found, unread.dataset, identity, lake)
    return replace(
        unread,
        status="clean",
        tables=tuple(sorted(found.tables)),
        identity=identity,
        rows_read=found.rows.read,
        rows_kept=found.rows.kept,
        rows_rejected=found.rows.rejected,
        rows_duplicate=found.rows.duplicate,
        evidence={} if asked else found.evidence,
        evidence_asked=asked,
        erased=found.erased,
    )


def _clean(
    key: str,
    source: Path,
    description: Dataset,
    agreed: Callable[[], Mapping[str, str]],
    suppression: Suppression,
) -> tuple[CleanFile | RefusedError, Asked]:
    """What came of the file, and what it needed of others: each piece of evidence is given only once it is needed."""
    asked: Asked = {}
    given: dict[str, str] = {}
    while True:
        try:
            folder = source.parent
            found = clean_file(key, source, description, folder, known_evidence=given, suppression=suppression)
            return found, asked
        except UndecidedDates as error:
            known = None if error.needs in asked else agreed().get(error.needs)
            if known is None:
                return error, {error.needs: None} | asked
            asked[error.needs] = given[error.needs] = known
        except RefusedError as error:
            return error, asked


def _write(found: CleanFile, dataset: str, identity: str, lake: ObjectStore) -> None:
    for table, path in sorted(found.tables.items()):
        lake.upload(layout.clean_file(dataset, table, identity), path, "application/vnd.apache.parquet")
    lake.upload(layout.rejects_file(dataset, identity), found.rejects, "text/csv; charset=utf-8")
    quality = json.dumps(found.quality, indent=1, ensure_ascii=False).encode()
    lake.write(layout.quality_file(dataset, identity), quality, "application/json")
