"""Ingest of dataset.json: the description is put in force, and files cleaned under another one are called again."""

import json
from pathlib import Path

from perennial import engine, layout
from perennial.accounting import unaccounted
from perennial.dataset import parse_description
from perennial.dates import require_date_format
from perennial.errors import InvalidDescription, ObjectMissing
from perennial.layout import LandingKey
from perennial.objects import ObjectInfo, ObjectStore, StoredObject
from perennial.ports import Ports
from perennial.records import FileState, StageResult
from perennial.stages.descriptions import read_description
from perennial.stages.landing import landed
from perennial.stages.settling import ensure_receipt, require_unchanged, save

BECAUSE = "the description of the dataset changed"


def settle_description(place: LandingKey, ports: Ports, work_dir: Path) -> StageResult:
    """Settle a description file: in force, refused (the one in force stays), or gone (the defaults apply).

    Every run queues what is not yet clean under the description in force, so a run killed before that repeats it.
    Raises ConflictError when the object or its state moved meanwhile.
    """
    known = ports.state.file(place.dataset, place.key)
    stored = _stored(ports.landing, place.key)
    if stored is None and known is None:
        return StageResult("nothing_to_do")
    objects = landed(ports.landing, place.dataset)
    found = _applied(place, stored, objects, ports.lake, work_dir)
    saved = save(ports, known, found)
    require_unchanged(ports, place.key, None if stored is None else stored.info)
    queued = 0 if saved.status == "failed" else _call_again(saved, objects, ports)
    ensure_receipt(ports.lake, saved)
    if saved.status == "failed":
        return StageResult("failed", reason=saved.reason)
    return StageResult("done", {"status": saved.status, "files_queued": queued})


def _stored(landing: ObjectStore, key: str) -> StoredObject | None:
    try:
        return landing.read(key)
    except ObjectMissing:
        return None


def _descriptions(objects: list[ObjectInfo]) -> list[str]:
    return sorted(info.key for info in objects if layout.landing_key(info.key).is_description)


def _applied(
    place: LandingKey, stored: StoredObject | None, objects: list[ObjectInfo], lake: ObjectStore, work_dir: Path
) -> FileState:
    """Do what the object asks for. Of several description files the first by key governs, whichever came first."""
    governing = next(iter(_descriptions(objects)), place.key)
    if stored is None:
        if governing == place.key:
            lake.delete(layout.description(place.dataset))
        return FileState(place.dataset, place.key, "gone", "", "")
    try:
        if governing != place.key:
            raise InvalidDescription(place.dataset, f"{governing} describes it already. Delete one of the two.")
        _put_in_force(lake, place.dataset, stored.body, work_dir)
    except InvalidDescription as error:
        return FileState(place.dataset, place.key, "failed", stored.info.etag, "", reason=str(error))
    return FileState(place.dataset, place.key, "clean", stored.info.etag, "")


def _put_in_force(lake: ObjectStore, dataset: str, body: bytes, work_dir: Path) -> None:
    description = parse_description(dataset, body)
    if description.date_format is not None:
        with engine.connection(work_dir) as con:
            require_date_format(con, dataset, description.date_format)
    text = json.dumps(description.model_dump(mode="json"), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    lake.write(layout.description(dataset), text.encode(), "application/json")


def _call_again(saved: FileState, objects: list[ObjectInfo], ports: Ports) -> int:
    digest = read_description(ports.lake, saved.dataset).cleaning_digest()
    waiting = {*unaccounted(objects, ports.state.files(saved.dataset), digest), *_descriptions(objects)} - {saved.key}
    for key in sorted(waiting):
        cause = f"{layout.receipt(saved.dataset, key)} after {saved.key} revision {saved.revision}"
        ports.ingest_queue.send({"key": key, "because": BECAUSE}, group=saved.dataset, deduplication_id=cause)
    return len(waiting)
