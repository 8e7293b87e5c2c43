"""What the system holds: details, metrics and trainings of a dataset; and who asks."""

import json
from collections.abc import Iterable, Iterator, Sequence

from fastapi import APIRouter

from functions.api.answers import Artifact, Details, Files, KeyHolder, Metrics, ModelRuns
from functions.api.champions import CurrentChampions
from functions.api.datasets import Dataset
from functions.api.openapi import responses
from functions.api.run_answers import Run
from functions.api.runs import RUNS_LOOKED_AT, run_answer
from functions.api.security import ReadKey
from functions.api.world import CurrentWorld
from perennial import layout
from perennial.objects import ObjectStore
from perennial.pointers import Pointer, read_pointer
from perennial.records import FileState, FileStatus, Json, RunRecord
from perennial.tables import FEATURES

router = APIRouter(prefix="/api", tags=["system"])


@router.get("/key", responses=responses(401, 503))
async def get_key(key: ReadKey) -> KeyHolder:
    """The key that asks: its id, whom it was made for, and what it may do."""
    return KeyHolder(key_id=key.key_id, name=key.name, scope=key.scope, created_at=key.created_at)


@router.get("/details", responses=responses(401, 404, 409, 503))
async def get_details(dataset: Dataset, world: CurrentWorld) -> Details:
    """The last run of each stage, rows, columns, customers, and every artifact of the current snapshots."""
    ports = world.ports
    features = read_pointer(ports.lake, layout.features_pointer(dataset))
    scores = read_pointer(ports.lake, layout.scores_pointer(dataset))
    champion = read_pointer(ports.models, layout.champion_pointer(dataset))
    folders = (
        ("lake", ports.lake, features.snapshot and layout.features_folder(dataset, features.snapshot)),
        ("lake", ports.lake, scores.snapshot and layout.scores_folder(dataset, scores.snapshot)),
        ("models", ports.models, champion.snapshot and layout.model_folder(dataset, champion.snapshot)),
    )
    return Details.model_validate(
        {
            "dataset": dataset,
            "as_of": features.detail.get("as_of"),
            "customers": features.detail.get("customers"),
            "orders": features.detail.get("orders"),
            "rows": features.detail.get("order_lines", features.detail.get("customers")),
            "columns": _columns(features),
            "model_version": champion.snapshot,
            "totals": scores.detail.get("totals", []),
            "files": _files(ports.state.files(dataset)),
            "last_runs": _last_runs(ports.state.runs(dataset, limit=RUNS_LOOKED_AT)),
            "artifacts": [one for name, store, folder in folders if folder for one in _artifacts(name, store, folder)],
        }
    )


@router.get("/metrics", responses=responses(401, 404, 409, 503))
async def get_metrics(dataset: Dataset, world: CurrentWorld, champions: CurrentChampions) -> Metrics:
    """The champion's figures and its competitors', per target and horizon, on a horizon none of them had seen."""
    from perennial.models.artifact import METRICS_FILE  # noqa: PLC0415  # numpy comes with it

    version = champions.version(dataset)
    stored = world.ports.models.read(layout.model_folder(dataset, version) + METRICS_FILE)
    return Metrics(dataset=dataset, model_version=version, metrics=json.loads(stored.body))


@router.get("/model-runs", responses=responses(401, 404, 409, 503))
async def get_model_runs(dataset: Dataset, world: CurrentWorld) -> ModelRuns:
    """Trainings, newest first, each with its outcome and why."""
    runs = world.ports.state.runs(dataset, limit=RUNS_LOOKED_AT)
    return ModelRuns(dataset=dataset, runs=[run_answer(run) for run in runs if run.stage == "train"])


def _columns(features: Pointer) -> list[Json]:
    """The columns of the feature table; those of subscribers are told by its own summary."""
    attributes = features.detail.get("columns")
    if not isinstance(attributes, list):
        return list(FEATURES.column_names)
    return ["customer_id", "already_left", *(one["name"] for one in attributes if isinstance(one, dict))]


def _last_runs(newest_first: Iterable[RunRecord]) -> dict[str, Run]:
    last: dict[str, Run] = {}
    for run in newest_first:
        last.setdefault(run.stage, run_answer(run))
    return last


def _files(states: Sequence[FileState]) -> Files:
    def count(status: FileStatus) -> int:
        return sum(state.status == status for state in states)

    clean = [state for state in states if state.status == "clean"]
    return Files(
        clean=count("clean"),
        ignored=count("ignored"),
        failed=count("failed"),
        gone=count("gone"),
        rows_read=sum(state.rows_read for state in clean),
        rows_kept=sum(state.rows_kept for state in clean),
        rows_rejected=sum(state.rows_rejected for state in clean),
        rows_duplicate=sum(state.rows_duplicate for state in clean),
    )


def _artifacts(name: str, store: ObjectStore, folder: str) -> Iterator[Artifact]:
    for info in store.list(folder):
        yield Artifact(store=name, key=info.key, size_bytes=info.size_bytes)
