"""Train a dataset's model: candidates against each other on its current features, the winners against the champion."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from perennial import layout
from perennial.champion import SIZES, considered
from perennial.dataset import Dataset
from perennial.drift_reference import reference_of_orders
from perennial.engine import connection
from perennial.errors import ObjectMissing, TransientError
from perennial.features import load_order_lines
from perennial.models.artifact import load_model, read_manifest
from perennial.models.assembling import TRAINING_VERSION, Job
from perennial.models.budget import Budget
from perennial.models.recipes import recipe_of
from perennial.models.serving import ServingModel
from perennial.models.subscriber_succession import SUBSCRIBER_TRAINING_VERSION
from perennial.models.succession import Incumbent
from perennial.models.trained import Trained
from perennial.models.training import train_model
from perennial.pointers import Pointer, read_pointer, retry_on_conflict
from perennial.ports import Ports
from perennial.records import Json, StageResult
from perennial.segments import SegmentModel, from_json
from perennial.stages.champions import call_score
from perennial.stages.descriptions import read_description
from perennial.stages.publishing import AnyTrained, publish
from perennial.stages.retiring import retire
from perennial.stages.subscriber_models import is_of_subscribers, subscriber_job, trained_subscribers

SEED = 20


def train(
    dataset: str, ports: Ports, *, work_dir: Path, now: datetime, budget: Budget, drift: str | None = None
) -> StageResult:
    """Train on the current features unless they are learnt already; the challenger serves if it is no worse.

    `drift` says why a new model is demanded, where it is: then the challenger serves in any case.
    """
    return retry_on_conflict(
        lambda: _attempt(dataset, ports, work_dir=work_dir, now=now, budget=budget, drift=drift),
        f"the champion of dataset {dataset}",
    )


def _attempt(
    dataset: str, ports: Ports, *, work_dir: Path, now: datetime, budget: Budget, drift: str | None
) -> StageResult:
    seen = read_pointer(ports.models, layout.champion_pointer(dataset))
    features = read_pointer(ports.lake, layout.features_pointer(dataset))
    if features.snapshot is None or (features.detail["as_of"] is None and not is_of_subscribers(features)):
        reason = f"dataset {dataset} has no orders to learn from yet; drop an order file under landing/{dataset}/."
        return StageResult("failed", reason=reason)
    description = read_description(ports.lake, dataset)
    inputs = _inputs(features, description)
    if considered(seen).get("inputs") == inputs:
        call_score(ports, dataset, seen)
        return StageResult("nothing_to_do", {"version": seen.snapshot}, "these features are already learnt")
    incumbent = _incumbent(ports, dataset, seen)
    trained: AnyTrained
    if is_of_subscribers(features):
        of_subscribers = subscriber_job(dataset, features, description, SEED, incumbent=incumbent, drift=drift)
        trained = trained_subscribers(ports, of_subscribers, work_dir, budget)
    else:
        last_day = date.fromisoformat(str(features.detail["as_of"]))
        job = Job(dataset, last_day, description, SEED, _segments_of(seen, ports, dataset), incumbent, drift)
        trained = _trained(ports, job, features.snapshot, work_dir, budget)
    result = publish(ports, seen, trained, _learnt(features, inputs), now)
    retire(dataset, ports)
    return result


def _incumbent(ports: Ports, dataset: str, seen: Pointer) -> Incumbent | None:
    """The champion, its recipe out of the registry; that it cannot be loaded is no reason not to train."""
    if seen.snapshot is None:
        return None
    record = ports.registry.get(dataset, seen.snapshot)
    recipe = None if record is None else recipe_of(record.recipe)
    try:
        load_model(ports.models, ports.registry, dataset)
    except TransientError:
        raise
    except Exception as error:  # whatever unpickling its bytes may raise
        return Incumbent(seen.snapshot, recipe, str(error).partition("\n")[0] or type(error).__name__)
    return Incumbent(seen.snapshot, recipe)


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


def _trained(ports: Ports, job: Job, snapshot: str, work_dir: Path, budget: Budget) -> Trained[ServingModel]:
    order_lines = work_dir / "order_lines.parquet"
    ports.lake.download(layout.features_folder(job.dataset, snapshot) + order_lines.name, order_lines)
    with connection(work_dir) as con:
        load_order_lines(con, order_lines)
        trained = train_model(con, job, budget)
        return trained.with_reference(lambda model: reference_of_orders(con, model, job.description.drift))


def _learnt(features: Pointer, inputs: str) -> dict[str, Json]:
    """What a version learnt from, for the champion pointer, the registry and the run record."""
    return {
        "inputs": inputs,
        "as_of": features.detail["as_of"],
        **{size: features.detail[size] for size in SIZES if size in features.detail},
        "features_snapshot": features.snapshot,
    }
