"""Train a dataset's model: candidates against each other on its current features, the winners published together."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from perennial import layout
from perennial.dataset import Dataset
from perennial.engine import connection
from perennial.errors import ObjectMissing
from perennial.features import load_order_lines
from perennial.models.artifact import named_by_content, read_manifest, save_model
from perennial.models.budget import Budget
from perennial.models.subscriber_training import SUBSCRIBER_TRAINING_VERSION, TrainedSubscribers
from perennial.models.training import TRAINING_VERSION, Job, Trained, train_model
from perennial.pointers import Pointer, move_pointer, read_pointer, retry_on_conflict
from perennial.ports import Ports
from perennial.records import Json, ModelRecord, StageResult
from perennial.segments import SegmentModel, from_json
from perennial.stages.descriptions import read_description
from perennial.stages.subscriber_models import is_of_subscribers, subscriber_job, trained_subscribers
from perennial.subscriber_features import SIZES

__all__ = ["Budget", "train"]

SEED = 20


def train(dataset: str, ports: Ports, *, work_dir: Path, now: datetime, budget: Budget) -> StageResult:
    """Train on the current features and make the result champion, unless it already is."""
    return retry_on_conflict(
        lambda: _attempt(dataset, ports, work_dir, now, budget), f"the champion of dataset {dataset}"
    )


def _attempt(dataset: str, ports: Ports, work_dir: Path, now: datetime, budget: Budget) -> StageResult:
    seen = read_pointer(ports.models, layout.champion_pointer(dataset))
    features = read_pointer(ports.lake, layout.features_pointer(dataset))
    if features.snapshot is None or (features.detail["as_of"] is None and not is_of_subscribers(features)):
        reason = f"dataset {dataset} has no orders to learn from yet; drop an order file under landing/{dataset}/."
        return StageResult("failed", reason=reason)
    description = read_description(ports.lake, dataset)
    inputs = _inputs(features, description)
    if seen.detail.get("inputs") == inputs:
        _call_score(ports, dataset, seen)
        return StageResult("nothing_to_do", {"version": seen.snapshot}, "these features are already learnt")
    trained: Trained | TrainedSubscribers
    if is_of_subscribers(features):
        trained = trained_subscribers(ports, subscriber_job(dataset, features, description, SEED), work_dir, budget)
    else:
        last_day = date.fromisoformat(str(features.detail["as_of"]))
        job = Job(dataset, last_day, description, SEED, _segments_of(seen, ports, dataset))
        trained = _trained(ports, job, features.snapshot, work_dir, budget)
    detail = _publish(ports, dataset, trained, _detail(trained, features, inputs), now)
    version = str(detail["version"])
    _call_score(ports, dataset, move_pointer(ports.models, layout.champion_pointer(dataset), seen, version, detail))
    return StageResult("done", detail)


def _publish(
    ports: Ports, dataset: str, trained: Trained | TrainedSubscribers, detail: dict[str, Json], now: datetime
) -> dict[str, Json]:
    """Write and register the version; answers what is to be said of it."""
    manifest = trained.manifest | detail
    model = named_by_content(trained.model, manifest, trained.metrics)
    sha256 = save_model(ports.models, model, manifest | {"version": model.version}, trained.metrics)
    detail = detail | {"version": model.version, "created_at": now.isoformat()}
    features_snapshot, as_of = str(detail["features_snapshot"]), str(detail["as_of"] or "")
    ports.registry.save(ModelRecord(dataset, model.version, sha256, features_snapshot, as_of, now, detail))
    return detail


def _inputs(features: Pointer, description: Dataset) -> str:
    """A digest of everything a training starts from: a champion made from the same need not be made again."""
    training_version = SUBSCRIBER_TRAINING_VERSION if is_of_subscribers(features) else TRAINING_VERSION
    inputs = "\n".join((str(features.snapshot), description.forecast_digest(), training_version))
    return hashlib.sha256(inputs.encode()).hexdigest()[:32]


def _segments_of(champion: Pointer, ports: Ports, dataset: str) -> SegmentModel | None:
    """What the champion names customers by; None without a champion, or where its manifest does not say.

    From the manifest and not the artifact: a champion that can no longer be loaded must not keep us from training.
    """
    if champion.snapshot is None:
        return None
    try:
        segments = read_manifest(ports.models, dataset).get("segments")
    except ObjectMissing:
        return None
    return from_json(segments) if isinstance(segments, Mapping) else None


def _trained(ports: Ports, job: Job, snapshot: str, work_dir: Path, budget: Budget) -> Trained:
    order_lines = work_dir / "order_lines.parquet"
    ports.lake.download(layout.features_folder(job.dataset, snapshot) + order_lines.name, order_lines)
    with connection(work_dir) as con:
        load_order_lines(con, order_lines)
        return train_model(con, job, budget)


def _detail(trained: Trained | TrainedSubscribers, features: Pointer, inputs: str) -> dict[str, Json]:
    """What the champion pointer, the registry and the run record say of a version."""
    return {
        "inputs": inputs,
        "as_of": features.detail["as_of"],
        **{size: features.detail[size] for size in SIZES if size in features.detail},
        "features_snapshot": features.snapshot,
        "winners": dict(trained.winners),
    }


def _call_score(ports: Ports, dataset: str, champion: Pointer) -> None:
    """A hint that scores may be due; sent again by a run that finds nothing to do, the last one may have died."""
    body: dict[str, Json] = {"dataset": dataset, "because": f"model {champion.snapshot} is champion"}
    ports.score_queue.send(body, group=dataset, deduplication_id=f"{dataset}-champion-{champion.generation}")
