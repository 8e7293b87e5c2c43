"""Remove what was built while an erased person was still in the files: superseded objects, old versions, table rows."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from perennial import engine, layout
from perennial.accounting import unaccounted
from perennial.contact_list import list_without
from perennial.erasures import ErasureRecord, remains
from perennial.objects import ObjectStore, ObjectVersion
from perennial.person import write_without
from perennial.pointers import read_pointer
from perennial.ports import Ports
from perennial.records import Json
from perennial.side_layout import kind_folder
from perennial.stages.descriptions import read_description
from perennial.stages.inputs import live_inputs
from perennial.stages.landing import landed

SCORES_FILE = "scores.parquet"
PARQUET = "application/vnd.apache.parquet"
PLAN_LIST = ".csv"
CSV = "text/csv; charset=utf-8"
BY_CLEAN_FILE = ("clean", "rejects", "quality")


def is_built_anew(dataset: str, ports: Ports) -> bool:
    """Whether features, scores and report are those of the dropped files as they are now."""
    description = read_description(ports.lake, dataset)
    states = ports.state.files(dataset)
    if unaccounted(landed(ports.landing, dataset), states, description.cleaning_digest()):
        return False
    features = read_pointer(ports.lake, layout.features_pointer(dataset)).snapshot
    if features != live_inputs(dataset, description, states).snapshot():
        return False
    scores = read_pointer(ports.lake, layout.scores_pointer(dataset))
    report = read_pointer(ports.lake, layout.report_pointer(dataset))
    scored = scores.snapshot is None or scores.detail.get("features_snapshot") == features
    return scored and (report.snapshot is None or report.detail.get("scores_snapshot") == scores.snapshot)


def purge(
    dataset: str, requests: Sequence[ErasureRecord], ports: Ports, *, work_dir: Path, now: datetime
) -> dict[str, Json]:
    """Remove everything older than what is current, and the persons from the tables; answers the counts.

    The requests are done with that, and forget whom they were about.
    """
    past = _past_scores(dataset, requests, ports, work_dir)
    plans = _past_plans(dataset, requests, ports.lake)
    objects = [key for key in _superseded(dataset, ports) if key not in past]
    for key in objects:
        ports.lake.delete(key)
    versions = ports.lake.forget(_old_versions(ports.lake, _prefixes(dataset)))
    landing = (one for one in ports.landing.old_versions(layout.LANDING_PREFIX) if _is_of(one, dataset))
    removed: dict[str, Json] = {
        "objects_removed": len(objects),
        "past_scores_rewritten": sum(past.values()),
        "past_plans_rewritten": plans,
        "old_versions_removed": versions + ports.landing.forget(landing),
        "table_rows_removed": sum(_forget(dataset, request, ports) for request in requests),
    }
    body: dict[str, Json] = {"dataset": dataset, "because": "a person was erased"}
    ports.train_queue.send(body, group=dataset, deduplication_id=f"erasure-{requests[-1].erasure_id}")
    for request in requests:
        told = {name: value for name, value in request.detail.items() if name != "ids"}
        detail = {**told, **removed, "remains": remains()}
        ports.erasures.save(replace(request, customer_id=None, status="done", done_at=now, detail=detail))
    return removed


def _past_scores(dataset: str, requests: Sequence[ErasureRecord], ports: Ports, work_dir: Path) -> dict[str, bool]:
    """Earlier scores stay, without the persons, to be compared with what came: their keys, and which were rewritten."""
    ids = sorted({one for request in requests for one in _ids(request)})
    current = layout.scores_folder(dataset, str(read_pointer(ports.lake, layout.scores_pointer(dataset)).snapshot))
    keys = [
        info.key for info in ports.lake.list(kind_folder("scores", dataset)) if info.key.endswith(f"/{SCORES_FILE}")
    ]
    past: dict[str, bool] = {}
    with TemporaryDirectory(dir=work_dir, prefix="scores-") as name, engine.connection(Path(name)) as con:
        source, target = Path(name) / "before.parquet", Path(name) / "after.parquet"
        for key in keys:
            if not key.startswith(current):
                ports.lake.download(key, source)
                past[key] = write_without(con, source, target, ids)
                if past[key]:
                    ports.lake.upload(key, target, PARQUET)
    return past


def _past_plans(dataset: str, requests: Sequence[ErasureRecord], lake: ObjectStore) -> int:
    """Plans stay, without the persons, to measure what they brought; answers how many were rewritten."""
    ids = {one for request in requests for one in _ids(request)}
    rewritten = 0
    for info in lake.list(layout.plans_prefix(dataset)):
        if info.key.endswith(PLAN_LIST):
            before = lake.read(info.key).body
            after = list_without(before, ids)
            if after != before:
                lake.write(info.key, after, CSV)
                rewritten += 1
    return rewritten


def _forget(dataset: str, request: ErasureRecord, ports: Ports) -> int:
    return sum(
        ports.customers.forget(dataset, one) + ports.state.forget_predictions(dataset, one) for one in _ids(request)
    )


def _ids(request: ErasureRecord) -> list[str]:
    ids = request.detail.get("ids")
    return [str(one) for one in ids] if isinstance(ids, list) else []


def _superseded(dataset: str, ports: Ports) -> Iterator[str]:
    """The keys of the lake that nothing current names; what only adds up customers stays."""
    live = {state.identity for state in ports.state.files(dataset) if state.status == "clean"}
    for kind in BY_CLEAN_FILE:
        for info in ports.lake.list(kind_folder(kind, dataset)):
            if info.key.rpartition("/")[2].partition(".")[0] not in live:
                yield info.key
    for kind, pointer in _snapshots(dataset):
        current = read_pointer(ports.lake, pointer).snapshot
        kept = (f"{kind_folder(kind, dataset)}{current}/", layout.score_history_prefix(dataset), pointer)
        yield from (info.key for info in ports.lake.list(kind_folder(kind, dataset)) if not info.key.startswith(kept))
    yield from (info.key for info in ports.lake.list(kind_folder("predictions", dataset)))


def _snapshots(dataset: str) -> list[tuple[str, str]]:
    return [
        ("features", layout.features_pointer(dataset)),
        ("scores", layout.scores_pointer(dataset)),
        ("reports", layout.report_pointer(dataset)),
    ]


def _prefixes(dataset: str) -> list[str]:
    kinds = (*BY_CLEAN_FILE, *(kind for kind, _ in _snapshots(dataset)), "plans", "predictions")
    return [kind_folder(kind, dataset) for kind in kinds]


def _old_versions(store: ObjectStore, prefixes: Sequence[str]) -> Iterator[ObjectVersion]:
    for prefix in prefixes:
        yield from store.old_versions(prefix)


def _is_of(version: ObjectVersion, dataset: str) -> bool:
    return layout.landing_key(version.key).dataset == dataset
