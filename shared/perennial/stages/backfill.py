"""Backfill: the scores that a past day would have had, by a model that knew no more than that day did."""

import hashlib
from datetime import date, datetime
from pathlib import Path

from duckdb import DuckDBPyConnection

from perennial import layout
from perennial.dataset import Dataset
from perennial.engine import connection
from perennial.errors import ConflictError
from perennial.features import drop_lines_after, extent, features_at, load_order_lines, orders
from perennial.models.artifact import named_by_content
from perennial.models.assembling import TRAINING_VERSION, Job
from perennial.models.budget import Budget
from perennial.models.serving import ServingModel
from perennial.models.training import train_model
from perennial.pointers import Pointer, read_pointer
from perennial.ports import Ports
from perennial.records import Json, StageResult
from perennial.score_history import Scoring
from perennial.score_tables import fill_scores, load_snapshot
from perennial.scoring import SCORING_VERSION
from perennial.stages.descriptions import read_description
from perennial.stages.score_files import write_snapshot
from perennial.stages.train import SEED

ONLY_ORDERS = "only datasets of orders have a past to score; this one holds subscribers"
ALREADY_SCORED = "this day has its scores in the history already"


def backfill(dataset: str, day: date, ports: Ports, *, work_dir: Path, now: datetime, budget: Budget) -> StageResult:
    """Write the score snapshot and history entry of a past day, unless the history has one of that day.

    Every order line after the day is deleted before anything is computed: features, the choice among candidates, the
    fit, its corrections and its ranges see none of them. The model serves this once and is not kept; champion,
    registry, current scores and customers stay as they are. What was uploaded late is known here to have come in time.
    Raises ConflictError where the features changed meanwhile: the day is to be scored again.
    """
    features = read_pointer(ports.lake, layout.features_pointer(dataset))
    refused = _refused(dataset, features, day)
    if refused is not None:
        return StageResult("failed", {"as_of": day.isoformat()}, refused)
    description = read_description(ports.lake, dataset)
    if any(ports.lake.list(f"{layout.score_history_prefix(dataset)}{day.isoformat()}-")):
        return StageResult("nothing_to_do", {"as_of": day.isoformat()}, ALREADY_SCORED)
    snapshot = _snapshot_id(str(features.snapshot), day, description)
    scoring = Scoring(snapshot, str(features.snapshot), day.isoformat(), now, backfilled=True)
    path = work_dir / "order_lines.parquet"
    ports.lake.download(layout.features_folder(dataset, scoring.features_snapshot) + path.name, path)
    with connection(work_dir) as con:
        load_order_lines(con, path)
        drop_lines_after(con, day)
        if not extent(con).order_lines:
            reason = f"dataset {dataset} has no orders up to {day}; ask for a later day."
            return StageResult("failed", {"as_of": day.isoformat()}, reason)
        model = _model_of(con, Job(dataset, day, description, SEED), budget)
        customers = _score(con, model, day, work_dir)
        _require_current(dataset, features, ports)
        totals = write_snapshot(con, ports.lake, model, scoring, work_dir)
    detail: dict[str, Json] = {"as_of": day.isoformat(), "snapshot": snapshot, "model_version": model.version}
    return StageResult("done", detail | {"customers": customers, "totals": totals})


def _refused(dataset: str, features: Pointer, day: date) -> str | None:
    """Why a day cannot be scored; None where it can."""
    if features.snapshot is None or (features.detail.get("kind") != "subscribers" and not features.detail["as_of"]):
        return f"dataset {dataset} has no orders yet; drop an order file under landing/{dataset}/."
    if features.detail.get("kind") == "subscribers":
        return ONLY_ORDERS
    if day >= date.fromisoformat(str(features.detail["as_of"])):
        return f"{day} is not in the past of dataset {dataset}, whose data end on {features.detail['as_of']}."
    return None


def _require_current(dataset: str, features: Pointer, ports: Ports) -> None:
    """Raises ConflictError if other features are current by now: somebody may have been erased from these."""
    if read_pointer(ports.lake, layout.features_pointer(dataset)).snapshot != features.snapshot:
        raise ConflictError(layout.features_pointer(dataset))


def _model_of(con: DuckDBPyConnection, job: Job, budget: Budget) -> ServingModel:
    trained = train_model(con, job, budget)
    return named_by_content(trained.model, trained.manifest, trained.metrics)


def _score(con: DuckDBPyConnection, model: ServingModel, day: date, work_dir: Path) -> int:
    """Fill the tables `features` and `scores` as of the day; answers how many customers they hold."""
    known, bought = work_dir / "features.parquet", work_dir / "orders.parquet"
    features_at(con, day).write_parquet(str(known))
    orders(con).write_parquet(str(bought))
    customers = load_snapshot(con, known, bought)
    fill_scores(con, model)
    return customers


def _snapshot_id(features: str, day: date, description: Dataset) -> str:
    settings = (description.forecast_digest(), TRAINING_VERSION, SCORING_VERSION)
    content = "\n".join(("backfill", features, day.isoformat(), *settings))
    return hashlib.sha256(content.encode()).hexdigest()[:32]
