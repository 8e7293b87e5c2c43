"""Erase persons from a dataset: first out of what was dropped, then out of all that was built from it.

Removing them from the dropped files sets the usual way in motion: ingest, features, scores, report. Once everything
current is built from files without them, everything older is removed. Each step can be run again.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from perennial import engine, layout
from perennial.erasures import ErasureRecord
from perennial.errors import ObjectMissing, UnreadableFile
from perennial.objects import ObjectInfo
from perennial.person import Person, person_of
from perennial.pointers import retry_on_conflict
from perennial.ports import Ports
from perennial.records import Json, StageResult
from perennial.removing import LEAST_TELLING_LENGTH, without_person
from perennial.stages.descriptions import read_description
from perennial.stages.inputs import fetch, live_inputs
from perennial.stages.landing import landed
from perennial.stages.purging import is_built_anew, purge
from perennial.suppression import Kind, Suppression, from_json, to_json

NOBODY_WAITS = "no one asked to be erased, or it is done"
BEING_BUILT = "what was built from the files before is being built anew; the last stage of that calls again"


def erase(dataset: str, ports: Ports, *, work_dir: Path, now: datetime, make_key: Callable[[], bytes]) -> StageResult:
    """Take every request of the dataset as far as it goes now.

    Outcome `waiting` until features, scores and report are built without the persons. `make_key` gives 32 bytes nobody
    can guess, for the first erasure ever. Raises ConflictError when a dropped file keeps changing.
    """
    pending = [record for record in ports.erasures.of(dataset) if record.status != "done"]
    if not pending:
        return StageResult("nothing_to_do", reason=NOBODY_WAITS)
    pending = [_rewritten(record, ports, work_dir, make_key) for record in pending]
    if not is_built_anew(dataset, ports):
        return StageResult("waiting", {"requests": len(pending)}, BEING_BUILT)
    removed = purge(dataset, pending, ports, work_dir=work_dir, now=now)
    return StageResult("done", {"requests": len(pending), **removed})


@dataclass
class _Counts:
    files_rewritten: int = 0
    rows_removed: int = 0


def _rewritten(record: ErasureRecord, ports: Ports, work_dir: Path, make_key: Callable[[], bytes]) -> ErasureRecord:
    """The request once no dropped file holds the person; the list first, so that a file dropped meanwhile is met."""
    if record.status != "asked" or record.customer_id is None:
        return record
    with TemporaryDirectory(dir=work_dir, prefix="person-") as folder:
        person = _remembered(record, _person(record.dataset, record.customer_id, ports, Path(folder)), ports)
    _suppress(record.dataset, person, ports, make_key)
    counts, unread = _Counts(), list[Json]()
    for info in landed(ports.landing, record.dataset):
        try:
            _rewrite(info, person, ports, work_dir, counts)
            unread += _not_searched(info, person, ports)
        except UnreadableFile as error:
            unread.append(str(error))
    detail: dict[str, Json] = {
        "ids": [*sorted(person.ids)],
        "files_rewritten": counts.files_rewritten,
        "rows_removed": counts.rows_removed,
        "files_to_look_at": unread,
    }
    done = replace(record, status="rewritten", detail=detail)
    ports.erasures.save(done)
    return done


def _remembered(record: ErasureRecord, found: Person, ports: Ports) -> Person:
    """Everything the person is called, with what an earlier try found before it was stopped.

    Kept before the first file is rewritten: what says which orders are theirs may go before what they hold.
    """
    known = {name: {str(one) for one in cast(list[Json], record.detail.get(name, []))} for name in ("ids", "orders")}
    person = Person(found.ids | known["ids"], found.orders | known["orders"])
    detail: dict[str, Json] = {"ids": [*sorted(person.ids)], "orders": [*sorted(person.orders)]}
    ports.erasures.save(replace(record, detail=detail))
    return person


def _person(dataset: str, customer_id: str, ports: Ports, folder: Path) -> Person:
    inputs = live_inputs(dataset, read_description(ports.lake, dataset), ports.state.files(dataset))
    files = fetch(inputs, ports.lake, folder)
    with engine.connection(folder) as con:
        return person_of(con, files, customer_id)


def _suppress(dataset: str, person: Person, ports: Ports, make_key: Callable[[], bytes]) -> None:
    key, place = ports.erasures.key(make_key), layout.suppressed(dataset)
    ids: dict[Kind, frozenset[str]] = {"person": person.ids, "order": person.orders}

    def attempt() -> None:
        try:
            stored = ports.lake.read(place)
        except ObjectMissing:
            ports.lake.replace(place, to_json(Suppression(key).plus(ids)), None)
            return
        known = from_json(key, stored.body)
        if known.plus(ids) != known:
            ports.lake.replace(place, to_json(known.plus(ids)), stored.info.etag)

    retry_on_conflict(attempt, place)


def _rewrite(info: ObjectInfo, person: Person, ports: Ports, work_dir: Path, counts: _Counts) -> None:
    """Put a dropped object without the person in its place; one that changed meanwhile is looked at again."""
    place = layout.landing_key(info.key)
    if place.is_description or info.size_bytes == 0:
        return

    def attempt() -> None:
        with TemporaryDirectory(dir=work_dir, prefix="object-") as name, suppress(ObjectMissing):
            source = Path(name) / "source"
            read = ports.landing.download(info.key, source)
            mappings = _mappings(place.dataset, info.key, ports)
            removed = without_person(info.key, source, Path(name), person, mappings)
            if removed is not None:
                ports.landing.replace(info.key, removed.path, read.etag)
                counts.files_rewritten += 1
                counts.rows_removed += removed.rows

    retry_on_conflict(attempt, info.key)


def _not_searched(info: ObjectInfo, person: Person, ports: Ports) -> list[Json]:
    """What to tell of an object that nobody understands, where an id is too short to be told from other cells."""
    place = layout.landing_key(info.key)
    state = ports.state.file(place.dataset, info.key)
    understood = place.is_description or (state is not None and state.status != "failed")
    if understood or info.size_bytes == 0 or all(len(one) >= LEAST_TELLING_LENGTH for one in person.ids):
        return []
    return [f"{info.key}: it is not understood, and so short an id could not be looked for in it."]


def _mappings(dataset: str, key: str, ports: Ports) -> dict[str, dict[str, str]]:
    """Which column held what when ingest understood the object, by member; nothing of one it did not."""
    state = ports.state.file(dataset, key)
    if state is None or state.status != "clean" or state.identity is None:
        return {}
    with suppress(ObjectMissing):
        report = cast(dict[str, Any], json.loads(ports.lake.read(layout.quality_file(dataset, state.identity)).body))
        return {member["member"]: member["mapping"] for member in report["members"]}
    return {}
