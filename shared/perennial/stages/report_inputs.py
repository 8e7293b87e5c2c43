"""What a report is made from: where everything lies, under one digest, and its reading into plain values and tables."""

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from perennial import layout
from perennial.dataset_quality import dataset_quality
from perennial.errors import ObjectMissing
from perennial.models.artifact import MANIFEST_FILE, METRICS_FILE
from perennial.objects import ObjectStore
from perennial.pointers import Pointer, read_pointer
from perennial.ports import Ports
from perennial.records import FileState
from perennial.report.sources import Said, Sources
from perennial.stages.descriptions import read_description

READS_AT_ONCE = 8
READINGS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class ReportInputs:
    """The scores a report is about, the features behind them, the files and the checks of the monitor."""

    dataset: str
    scores: Pointer
    features_snapshot: str
    files: tuple[FileState, ...]
    monitoring: Pointer
    description_digest: str

    @property
    def scores_folder(self) -> str:
        """Where the scores lie."""
        return layout.scores_folder(self.dataset, str(self.scores.snapshot))

    def digest(self, version: str) -> str:
        """The same inputs of the same version of the report have the same."""
        files = [(state.key, state.status, state.identity, state.reason) for state in self.files]
        content = [self.scores.snapshot, self.scores.detail["model_version"], files, self.monitoring.snapshot]
        return hashlib.sha256(json.dumps([*content, self.description_digest, version]).encode()).hexdigest()[:32]


def report_inputs(dataset: str, ports: Ports) -> ReportInputs | None:
    """What there is to report on now; None before the first scoring."""
    scores = read_pointer(ports.lake, layout.scores_pointer(dataset))
    if scores.snapshot is None:
        return None
    described = read_description(ports.lake, dataset).model_dump_json()
    return ReportInputs(
        dataset=dataset,
        scores=scores,
        features_snapshot=str(scores.detail["features_snapshot"]),
        files=tuple(ports.state.files(dataset)),
        monitoring=read_pointer(ports.lake, layout.monitoring_pointer(dataset)),
        description_digest=hashlib.sha256(described.encode()).hexdigest(),
    )


def gathered(inputs: ReportInputs, ports: Ports, before: Said) -> Sources:
    """Everything but the customers themselves; `before` is the headline of the last report on other scores."""
    lake, dataset = ports.lake, inputs.dataset
    features = layout.features_folder(dataset, inputs.features_snapshot)
    model = layout.model_folder(dataset, str(inputs.scores.detail["model_version"]))
    readings, evaluation = _readings(lake, inputs), _evaluation(lake, inputs)
    return Sources(
        dataset=dataset,
        description=read_description(lake, dataset),
        features=_json(lake, features + "snapshot.json"),
        scores=inputs.scores.detail,
        segments=_segments(lake.read(inputs.scores_folder + "segment_summary.csv").body),
        manifest=_json(ports.models, model + MANIFEST_FILE),
        metrics=_json(ports.models, model + METRICS_FILE),
        quality=dataset_quality(_quality(lake, inputs.files), inputs.files, _json(lake, features + "quality.json")),
        realised=evaluation.get("realised", ()),
        plan_effects=evaluation.get("plan_effects", ()),
        readings=readings,
        before=before,
    )


def open_tables(con: DuckDBPyConnection, inputs: ReportInputs, lake: ObjectStore, folder: Path) -> None:
    """Make `features`, `scores` and, where there are any, `orders` readable under these names."""
    features = layout.features_folder(inputs.dataset, inputs.features_snapshot)
    keys = {"features": features, "orders": features, "scores": inputs.scores_folder}
    for name, place in keys.items():
        path = folder / f"{name}.parquet"
        try:
            lake.download(f"{place}{name}.parquet", path)
        except ObjectMissing:
            continue
        con.execute(f"create view {name} as select * from read_parquet('{str(path).replace(chr(39), chr(39) * 2)}')")


def _segments(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode())))


def _quality(lake: ObjectStore, files: Sequence[FileState]) -> dict[str, dict[str, Any]]:
    """The quality reports of the clean files by landing key; one that is gone by now is left out."""
    clean = {state.key: state for state in files if state.status == "clean" and state.identity is not None}

    def read(state: FileState) -> dict[str, Any]:
        return _json(lake, layout.quality_file(state.dataset, str(state.identity)))

    with ThreadPoolExecutor(READS_AT_ONCE) as readers:
        found = dict(zip(clean, readers.map(read, clean.values()), strict=True))
    return {key: content for key, content in found.items() if content}


def _readings(lake: ObjectStore, inputs: ReportInputs) -> list[Said]:
    """The newest readings of the monitor, oldest first."""
    names = inputs.monitoring.detail.get("readings")
    newest = [str(name) for name in names][:READINGS_SHOWN] if isinstance(names, list) else []
    return [_reading(lake, inputs, name) for name in reversed(newest)]


def _evaluation(lake: ObjectStore, inputs: ReportInputs) -> Mapping[str, Any]:
    name = inputs.monitoring.detail.get("evaluation")
    return {} if name is None else _reading(lake, inputs, str(name))


def _reading(lake: ObjectStore, inputs: ReportInputs, name: str) -> dict[str, Any]:
    return _json(lake, f"{layout.monitoring_folder(inputs.dataset)}{name}.json")


def _json(store: ObjectStore, key: str) -> dict[str, Any]:
    """The object's content, empty where there is no such object."""
    try:
        content: dict[str, Any] = json.loads(store.read(key).body)
    except ObjectMissing:
        return {}
    return content
