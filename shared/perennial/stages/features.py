"""Features stage: all live clean files of a dataset become one feature snapshot, and the pointer moves to it."""

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from duckdb import DuckDBPyConnection

from perennial import engine, features, layout
from perennial.accounting import unaccounted
from perennial.pointers import Pointer, move_pointer, read_pointer, retry_on_conflict
from perennial.ports import ObjectStore, Ports
from perennial.records import FileState, Json, StageResult
from perennial.stages.descriptions import read_description
from perennial.stages.landing import landed
from perennial.subscriber_features import SIZES, SUBSCRIBER_FEATURES_VERSION, headcount, stage_customers, write_features
from perennial.subscriber_tables import CUSTOMERS
from perennial.tables import ORDER_LINES

DOWNLOADS_AT_ONCE = 8
OUTGROWN_FACTOR = 1.5
SHARED_ARTIFACTS = ("features.parquet", "feature_store.csv", "snapshot.json")
ARTIFACTS = {
    ORDER_LINES.name: (*SHARED_ARTIFACTS, "order_lines.parquet", "orders.parquet"),
    CUSTOMERS.name: SHARED_ARTIFACTS,
}
CONTENT_TYPES = {
    ".parquet": "application/vnd.apache.parquet",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
}
VERSIONS = {ORDER_LINES.name: features.FEATURES_VERSION, CUSTOMERS.name: SUBSCRIBER_FEATURES_VERSION}


@dataclass(frozen=True, slots=True)
class Inputs:
    """What one snapshot is made of: the identities of its clean files and the settings that shape it.

    `table` is what the files hold. Customers come in the order of their files' names, since the last one counts.
    """

    dataset: str
    table: str
    identities: tuple[str, ...]
    cleaning_digest: str
    as_of: date | None

    def snapshot(self) -> str:
        """The snapshot's id: the same inputs in whatever order have the same."""
        content = [list(self.identities), self.cleaning_digest, str(self.as_of), VERSIONS[self.table]]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:32]


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
    inputs = Inputs(dataset, *_live(states), description.cleaning_digest(), description.as_of)
    current = seen if seen.snapshot == inputs.snapshot() else _publish(inputs, ports.lake, seen, work_dir)
    _send_hints(dataset, ports, current)
    return StageResult("nothing_to_do" if current is seen else "done", {"snapshot": current.snapshot, **current.detail})


def _live(states: Sequence[FileState]) -> tuple[str, tuple[str, ...]]:
    """The table that counts, and the identities of its files; one for each key, even where contents are equal.

    Where there are order lines, customers with a label beside them do not count: a dataset is of one kind.
    """
    clean = sorted((state for state in states if state.status == "clean"), key=lambda state: state.key)
    of = {table: [s.identity for s in clean if table in s.tables and s.identity] for table in ARTIFACTS}
    if of[CUSTOMERS.name] and not of[ORDER_LINES.name]:
        return CUSTOMERS.name, tuple(of[CUSTOMERS.name])
    return ORDER_LINES.name, tuple(sorted(of[ORDER_LINES.name]))


def _publish(inputs: Inputs, lake: ObjectStore, seen: Pointer, work_dir: Path) -> Pointer:
    with TemporaryDirectory(dir=work_dir, prefix="features-") as name, engine.connection(Path(name)) as con:
        folder = Path(name)
        files = _download(inputs, lake, folder)
        write = _write_orders if inputs.table == ORDER_LINES.name else _write_customers
        summary = write(con, inputs, files, folder)
        for artifact in ARTIFACTS[inputs.table]:
            path = folder / artifact
            key = layout.features_folder(inputs.dataset, inputs.snapshot()) + artifact
            lake.upload(key, path, CONTENT_TYPES[path.suffix])
    return move_pointer(lake, layout.features_pointer(inputs.dataset), seen, inputs.snapshot(), summary)


def _download(inputs: Inputs, lake: ObjectStore, folder: Path) -> list[Path]:
    def fetch(identity: str) -> Path:
        path = folder / f"clean-{identity}.parquet"
        lake.download(layout.clean_file(inputs.dataset, inputs.table, identity), path)
        return path

    distinct = sorted(set(inputs.identities))
    with ThreadPoolExecutor(DOWNLOADS_AT_ONCE) as pool:
        paths = dict(zip(distinct, pool.map(fetch, distinct), strict=True))
    return [paths[identity] for identity in inputs.identities]


def _write_customers(con: DuckDBPyConnection, inputs: Inputs, files: Sequence[Path], folder: Path) -> dict[str, Json]:
    """Write the artifacts of a dataset of subscribers; answers the summary that also goes with the pointer."""
    surplus = stage_customers(con, files)
    columns = write_features(con, folder)
    summary: dict[str, Json] = {
        "kind": "subscribers",
        "as_of": None if inputs.as_of is None else inputs.as_of.isoformat(),
        **asdict(headcount(con)),
        "overlapping_customers": surplus,
        "files": len(inputs.identities),
        "cleaning_digest": inputs.cleaning_digest,
        "features_version": SUBSCRIBER_FEATURES_VERSION,
        **columns,
    }
    (folder / "snapshot.json").write_text(json.dumps(summary, sort_keys=True, indent=1))
    return summary


def _write_orders(con: DuckDBPyConnection, inputs: Inputs, files: Sequence[Path], folder: Path) -> dict[str, Json]:
    """Write the artifacts of a dataset of orders; answers the summary that also goes with the pointer."""
    surplus = features.stage_order_lines(con, files)
    as_of = inputs.as_of or features.last_order_day(con)
    cutoff = as_of or date.max  # without an order line any cutoff gives the same empty tables
    features.drop_lines_after(con, cutoff)
    customers = features.write_tables(con, cutoff, folder)
    summary = _summary(features.extent(con), inputs, as_of) | {"customers": customers, "overlapping_lines": surplus}
    (folder / "snapshot.json").write_text(json.dumps(summary, sort_keys=True, indent=1))
    return summary


def _summary(extent: features.Extent, inputs: Inputs, as_of: date | None) -> dict[str, Json]:
    return {
        "kind": "orders",
        "as_of": None if as_of is None else as_of.isoformat(),
        "orders": extent.orders,
        "order_lines": extent.order_lines,
        "first_order_at": None if extent.first_order_at is None else extent.first_order_at.isoformat(),
        "last_order_at": None if extent.last_order_at is None else extent.last_order_at.isoformat(),
        "files": len(inputs.identities),
        "cleaning_digest": inputs.cleaning_digest,
        "features_version": features.FEATURES_VERSION,
    }


def _send_hints(dataset: str, ports: Ports, current: Pointer) -> None:
    """Ask for scores, and for training where due; a run that built nothing asks too, since the last may have died."""
    cause = f"features-{dataset}-{current.generation}"
    hint: dict[str, Json] = {"dataset": dataset, "because": f"feature snapshot {current.snapshot}"}
    ports.score_queue.send(hint, group=dataset, deduplication_id=cause)
    champion = read_pointer(ports.models, layout.champion_pointer(dataset))
    if any(training_is_due(_size(current, what), _size(champion, what)) for what in SIZES):
        ports.train_queue.send(hint, group=dataset, deduplication_id=cause)


def _size(pointer: Pointer, what: str) -> int:
    """The order lines or labelled customers behind a feature snapshot or a model; 0 where there are none."""
    count = pointer.detail.get(what)
    return count if isinstance(count, int) else 0
