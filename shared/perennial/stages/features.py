"""Features stage: all live clean files of a dataset become one feature snapshot, and the pointer moves to it."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from duckdb import DuckDBPyConnection

from perennial import engine, features, layout
from perennial.accounting import unaccounted
from perennial.champion import SIZES, considered
from perennial.joining import Files, stage_orders, write_rejects
from perennial.objects import ObjectStore
from perennial.pointers import Pointer, move_pointer, read_pointer, retry_on_conflict
from perennial.ports import Ports
from perennial.records import Json, StageResult
from perennial.stages.descriptions import read_description
from perennial.stages.inputs import VERSIONS, Inputs, fetch, live_inputs
from perennial.stages.landing import landed
from perennial.subscriber_features import headcount, stage_customers, write_features
from perennial.subscriber_tables import CUSTOMERS
from perennial.trade_quality import trade_figures

OUTGROWN_FACTOR = 1.5
SHARED_ARTIFACTS = ("features.parquet", "feature_store.csv", "snapshot.json")
ARTIFACTS = {
    "orders": (*SHARED_ARTIFACTS, "order_lines.parquet", "orders.parquet", "rejects.csv", "quality.json"),
    "subscribers": SHARED_ARTIFACTS,
}
CONTENT_TYPES = {
    ".parquet": "application/vnd.apache.parquet",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
}


def build_features(dataset: str, ports: Ports, *, work_dir: Path) -> StageResult:
    """Build the features of a dataset's live files unless they are built; send the hints that follow.

    Outcome `waiting` while a dropped object has not been read: that object's own receipt calls again. A dataset
    whose files are all gone gets an empty snapshot, so that deleted data vanish. Raises ConflictError when other
    builders win every time.
    """
    return retry_on_conflict(lambda: _build(dataset, ports, work_dir), f"the features of dataset {dataset}")


def training_is_due(order_lines: int, trained_on: int) -> bool:
    """Whether there are order lines without a model (trained on 0), or many more than it was trained on."""
    return order_lines > OUTGROWN_FACTOR * trained_on


def _build(dataset: str, ports: Ports, work_dir: Path) -> StageResult:
    seen = read_pointer(ports.lake, layout.features_pointer(dataset))
    description = read_description(ports.lake, dataset)
    objects = landed(ports.landing, dataset)
    states = ports.state.files(dataset)
    unread = unaccounted(objects, states, description.cleaning_digest())
    if unread:
        reason = f"{len(unread)} dropped files are still to be read, {unread[0]} first"
        return StageResult("waiting", {"unread_files": len(unread)}, reason)
    inputs = live_inputs(dataset, description, states)
    current = seen if seen.snapshot == inputs.snapshot() else _publish(inputs, ports.lake, seen, work_dir)
    _send_hints(dataset, ports, current)
    detail = {"snapshot": current.snapshot, **current.detail}
    needs = current.detail.get("needs")
    return StageResult("nothing_to_do" if current is seen else "done", detail, None if needs is None else str(needs))


def _publish(inputs: Inputs, lake: ObjectStore, seen: Pointer, work_dir: Path) -> Pointer:
    with TemporaryDirectory(dir=work_dir, prefix="features-") as name, engine.connection(Path(name)) as con:
        folder = Path(name)
        files = fetch(inputs, lake, folder)
        write = _write_orders if inputs.kind == "orders" else _write_customers
        summary = {
            "kind": inputs.kind,
            **write(con, inputs, files, folder),
            "files": inputs.files,
            "cleaning_digest": inputs.description.cleaning_digest(),
            "features_version": VERSIONS[inputs.kind],
        }
        (folder / "snapshot.json").write_text(json.dumps(summary, sort_keys=True, indent=1))
        for artifact in ARTIFACTS[inputs.kind]:
            path = folder / artifact
            key = layout.features_folder(inputs.dataset, inputs.snapshot()) + artifact
            lake.upload(key, path, CONTENT_TYPES[path.suffix])
    return move_pointer(lake, layout.features_pointer(inputs.dataset), seen, inputs.snapshot(), summary)


def _write_customers(con: DuckDBPyConnection, inputs: Inputs, files: Files, folder: Path) -> dict[str, Json]:
    """Write the artifacts of a dataset of subscribers; answers its part of the summary."""
    surplus = stage_customers(con, files[CUSTOMERS.name])
    as_of = inputs.description.as_of
    columns = write_features(con, folder, as_of)
    return {
        "as_of": None if as_of is None else as_of.isoformat(),
        **asdict(headcount(con)),
        "overlapping_customers": surplus,
        **columns,
    }


def _write_orders(con: DuckDBPyConnection, inputs: Inputs, files: Files, folder: Path) -> dict[str, Json]:
    """Write the artifacts of a dataset of orders; answers its part of the summary."""
    joined = stage_orders(con, files, inputs.description)
    write_rejects(con, folder / "rejects.csv")
    as_of = inputs.description.as_of or features.last_order_day(con)
    cutoff = as_of or date.max  # without an order line any cutoff gives the same empty tables
    features.drop_lines_after(con, cutoff)
    customers = features.write_tables(con, cutoff, folder)
    figures = {"joining": asdict(joined), **trade_figures(con)}
    (folder / "quality.json").write_text(json.dumps(figures, sort_keys=True, indent=1))
    summary = _summary(features.extent(con), as_of) | {"customers": customers, "overlapping_lines": joined.repeats}
    return summary if joined.needs is None else summary | {"needs": joined.needs}


def _summary(extent: features.Extent, as_of: date | None) -> dict[str, Json]:
    return {
        "as_of": None if as_of is None else as_of.isoformat(),
        "orders": extent.orders,
        "order_lines": extent.order_lines,
        "first_order_at": None if extent.first_order_at is None else extent.first_order_at.isoformat(),
        "last_order_at": None if extent.last_order_at is None else extent.last_order_at.isoformat(),
    }


def _send_hints(dataset: str, ports: Ports, current: Pointer) -> None:
    """Ask for scores, and for training where due; a run that built nothing asks too, since the last may have died."""
    cause = f"features-{dataset}-{current.generation}"
    hint: dict[str, Json] = {"dataset": dataset, "because": f"feature snapshot {current.snapshot}"}
    ports.score_queue.send(hint, group=dataset, deduplication_id=cause)
    champion = read_pointer(ports.models, layout.champion_pointer(dataset))
    learnt = considered(champion)
    if any(training_is_due(_size(current.detail, what), _size(learnt, what)) for what in SIZES):
        ports.train_queue.send(hint, group=dataset, deduplication_id=cause)


def _size(detail: Mapping[str, Json], what: str) -> int:
    """The order lines or labelled customers behind a feature snapshot or a training; 0 where there are none."""
    count = detail.get(what)
    return count if isinstance(count, int) else 0
