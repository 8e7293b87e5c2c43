"""Ingest: what one landing key holds now, settled in the lake and in State.

Messages are hints: the object is read as it is now, so late, repeated and reordered events end the same. Everything is
written before the state that names it, and the receipt comes last; killed anywhere, the stage can simply run again.
"""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

from perennial import layout
from perennial.accounting import is_folder_marker
from perennial.cleaning import CLEANING_VERSION
from perennial.dataset import Dataset
from perennial.errors import ConflictError, ObjectMissing, RefusedError
from perennial.layout import LandingKey
from perennial.pointers import retry_on_conflict
from perennial.ports import ObjectStore, Ports
from perennial.records import FileState, Json, StageResult
from perennial.stages.describing import settle_description
from perennial.stages.descriptions import read_description
from perennial.stages.settling import ensure_receipt, require_unchanged, save
from perennial.subscriber_cleaning import clean_table

STOPPED = (
    "it could not be read to its end at any attempt; check that it is neither archived, encrypted with a key of your "
    "own nor damaged, split it if it is very large, and upload it again."
)


def ingest(key: str, ports: Ports, *, work_dir: Path, last_attempt: bool) -> StageResult:
    """Settle one landing key: its rows cleaned, its refusal recorded, or its rows gone.

    On the last attempt a failure is recorded before the work, so that a file that kills the function cannot make its
    dataset wait for ever. Raises what the services raise, and ConflictError while the object keeps changing.
    """
    place = layout.landing_key(key)
    if not place.has_valid_dataset:
        return StageResult("failed", reason=_bad_folder(place))

    def attempt() -> StageResult:
        if place.is_description:
            return settle_description(place, ports, work_dir)
        return _settle_file(place, ports, work_dir, last_attempt=last_attempt)

    return retry_on_conflict(attempt, f"landing object {key}")


def _bad_folder(place: LandingKey) -> str:
    return (
        f"{place.key}: {place.dataset!r} cannot name a dataset. Use a folder of letters, digits, dots, dashes and "
        "underscores that begins with a letter or digit and has at most 63 of them."
    )


def _settle_file(place: LandingKey, ports: Ports, work_dir: Path, *, last_attempt: bool) -> StageResult:
    known = ports.state.file(place.dataset, place.key)
    description = read_description(ports.lake, place.dataset)
    source = work_dir / "source"
    if last_attempt:
        known = _failure_foreseen(place, ports, known, description.cleaning_digest())
    try:
        info = ports.landing.download(place.key, source)
    except ObjectMissing:
        return _settle_gone(place, ports, known)
    if is_folder_marker(info):
        return StageResult("nothing_to_do")
    unread = FileState(place.dataset, place.key, "failed", info.etag, description.cleaning_digest())
    identity = _identity(source, unread.description_digest)
    if known is not None and known.identity == identity:
        found = replace(known, etag=info.etag, description_digest=unread.description_digest)
    else:
        found = _cleaned(unread, identity, source, description, ports.lake)
    saved = save(ports, known, found)
    require_unchanged(ports, place.key, info)
    if read_description(ports.lake, place.dataset).cleaning_digest() != saved.description_digest:
        raise ConflictError(f"the description of dataset {place.dataset}")
    ensure_receipt(ports.lake, saved)
    return _result(saved, is_news=saved is not known)


def _failure_foreseen(
    place: LandingKey, ports: Ports, known: FileState | None, description_digest: str
) -> FileState | None:
    """Save that the object stops the function, before it is fetched: it may be too big, archived or not ours to read.

    Answers the state as it is now; one that was saved for this very object stays.
    """
    info = ports.landing.head(place.key)
    if info is None or is_folder_marker(info):
        return known
    if known is not None and (known.etag, known.description_digest) == (info.etag, description_digest):
        return known
    reason = f"{place.key}: {STOPPED}"
    stopped = FileState(place.dataset, place.key, "failed", info.etag, description_digest, reason=reason)
    saved = save(ports, known, stopped)
    ensure_receipt(ports.lake, saved)
    return saved


def _settle_gone(place: LandingKey, ports: Ports, known: FileState | None) -> StageResult:
    if known is None:
        return StageResult("nothing_to_do")
    saved = save(ports, known, FileState(place.dataset, place.key, "gone", "", ""))
    require_unchanged(ports, place.key, None)
    ensure_receipt(ports.lake, saved)
    return _result(saved, is_news=saved is not known)


def _identity(source: Path, description_digest: str) -> str:
    with source.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    content = json.dumps([sha256, description_digest, CLEANING_VERSION])
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def _cleaned(unread: FileState, identity: str, source: Path, description: Dataset, lake: ObjectStore) -> FileState:
    """Clean the file beside it and write what came of it; answers the state to save, `failed` for a refused file."""
    try:
        cleaned = clean_table(unread.key, source, description, source.parent)
    except RefusedError as error:
        return replace(unread, reason=str(error))
    dataset, table = unread.dataset, cleaned.table
    quality = json.dumps(cleaned.quality, indent=1, ensure_ascii=False).encode()
    lake.upload(layout.clean_file(dataset, table, identity), cleaned.clean, "application/vnd.apache.parquet")
    lake.upload(layout.rejects_file(dataset, identity), cleaned.rejects, "text/csv; charset=utf-8")
    lake.write(layout.quality_file(dataset, identity), quality, "application/json")
    return replace(
        unread,
        status="clean",
        table=table,
        identity=identity,
        rows_read=cleaned.rows.read,
        rows_kept=cleaned.rows.kept,
        rows_rejected=cleaned.rows.rejected,
        rows_duplicate=cleaned.rows.duplicate,
    )


def _result(saved: FileState, *, is_news: bool) -> StageResult:
    if saved.status == "failed":
        return StageResult("failed", reason=saved.reason)
    counts: dict[str, Json] = {
        "status": saved.status,
        "rows_read": saved.rows_read,
        "rows_kept": saved.rows_kept,
        "rows_rejected": saved.rows_rejected,
        "rows_duplicate": saved.rows_duplicate,
    }
    return StageResult("done" if is_news else "nothing_to_do", counts)
