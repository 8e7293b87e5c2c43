"""Ingest: what one landing key holds now, settled in the lake and in State.

Messages are hints: the object is read as it is now, so late, repeated and reordered events end the same. Everything is
written before the state that names it, and the receipt comes last; killed anywhere, the stage can simply run again.
"""

from dataclasses import replace
from functools import partial
from pathlib import Path

from perennial import layout
from perennial.accounting import is_folder_marker
from perennial.errors import ConflictError, ObjectMissing
from perennial.evidence import reads_otherwise
from perennial.layout import LandingKey
from perennial.objects import ObjectInfo
from perennial.pointers import retry_on_conflict
from perennial.ports import Ports
from perennial.records import FileState, Json, RunOutcome, StageResult
from perennial.stages.agreeing import agreed, call_those_who_asked, require_same_evidence
from perennial.stages.clean_files import cleaned_state, identity_of
from perennial.stages.describing import settle_description
from perennial.stages.descriptions import read_description
from perennial.stages.erased import suppression_of
from perennial.stages.settling import ensure_receipt, require_unchanged, save

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
    found = _same_content(known, unread, source, ports)
    if found is None:
        suppression = suppression_of(ports, place.dataset)
        agreeing = partial(agreed, ports, place.dataset)
        found = cleaned_state(unread, source, description, agreeing, suppression=suppression, lake=ports.lake)
        if suppression_of(ports, place.dataset) != suppression:  # somebody was erased while the file was read
            raise ConflictError(layout.suppressed(place.dataset))
    return _settled(ports, known, save(ports, known, found), info)


def _same_content(known: FileState | None, unread: FileState, source: Path, ports: Ports) -> FileState | None:
    """The known state under the object's etag, where what it was made of is what there is now."""
    if known is None or known.identity != identity_of(
        source, unread.description_digest, known.evidence_asked, known.erased
    ):
        return None
    if not _reads_alike(known, ports):
        return None
    return replace(known, etag=unread.etag, description_digest=unread.description_digest)


def _reads_alike(known: FileState, ports: Ports) -> bool:
    """Whether the evidence the file was read by is what the files agree on now."""
    return not known.evidence_asked or not reads_otherwise(known, agreed(ports, known.dataset))


def _settled(ports: Ports, known: FileState | None, saved: FileState, read: ObjectInfo | None) -> StageResult:
    """Check that what was saved still holds, tell the files that asked, and write the receipt."""
    require_unchanged(ports, saved.key, read)
    if read is not None and read_description(ports.lake, saved.dataset).cleaning_digest() != saved.description_digest:
        raise ConflictError(f"the description of dataset {saved.dataset}")
    require_same_evidence(ports, saved)
    if known is not None or saved.evidence:
        call_those_who_asked(saved, ports)
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
    same = known is not None and (known.etag, known.description_digest) == (info.etag, description_digest)
    if known is not None and same and _reads_alike(known, ports):
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
    return _settled(ports, known, saved, None)


def _result(saved: FileState, *, is_news: bool) -> StageResult:
    if saved.status == "failed":
        return StageResult("failed", reason=saved.reason)
    outcome: RunOutcome = "done" if is_news else "nothing_to_do"
    if saved.status == "ignored":
        return StageResult(outcome, {"status": saved.status}, saved.reason)
    counts: dict[str, Json] = {
        "status": saved.status,
        "rows_read": saved.rows_read,
        "rows_kept": saved.rows_kept,
        "rows_rejected": saved.rows_rejected,
        "rows_duplicate": saved.rows_duplicate,
    }
    return StageResult(outcome, counts)
