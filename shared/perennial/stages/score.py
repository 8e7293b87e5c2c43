"""Score every customer of a dataset: the champion model on the current features."""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

from perennial import layout
from perennial.engine import connection
from perennial.errors import ConflictError
from perennial.models.artifact import AnyModel, load_model
from perennial.models.serving import ServingModel
from perennial.models.subscriber_serving import SubscriberModel
from perennial.pointers import Pointer, move_pointer, read_pointer, retry_on_conflict
from perennial.ports import Ports
from perennial.records import Json, StageResult
from perennial.score_history import Scoring
from perennial.score_tables import customer_records, fill_scores, load_snapshot
from perennial.scoring import SCORING_VERSION
from perennial.stages.score_files import write_snapshot
from perennial.subscriber_scoring import SUBSCRIBER_SCORING_VERSION

# A superseded snapshot serves as history for a year and then expires. A current one that has lived through half of
# its time is written again, so that customers of a shop without news do not vanish; retraining calls often enough.
SCORES_KEPT = timedelta(days=400)
RENEWED_BEFORE_EXPIRY = SCORES_KEPT / 2
NO_FEATURES = "no features yet: the features stage will call"
NO_MODEL = "no model yet: training will call"
OTHER_KIND = "the model was trained when this dataset held something else: training will call"
ALREADY_SCORED = "these features are already scored by this model"


def score(dataset: str, ports: Ports, *, work_dir: Path, now: datetime) -> StageResult:
    """Publish the scores of the current features by the champion, unless they already are.

    Outcome `nothing_to_do` without features or a model: whoever makes them calls again. Raises IntegrityError for a
    model whose bytes were changed, and ConflictError when other scorers win every time.
    """
    return retry_on_conflict(lambda: _attempt(dataset, ports, work_dir, now), f"the scores of dataset {dataset}")


def _attempt(dataset: str, ports: Ports, work_dir: Path, now: datetime) -> StageResult:
    seen = read_pointer(ports.lake, layout.scores_pointer(dataset))
    features = read_pointer(ports.lake, layout.features_pointer(dataset))
    champion = read_pointer(ports.models, layout.champion_pointer(dataset))
    if features.snapshot is None or champion.snapshot is None:
        return StageResult("nothing_to_do", reason=NO_FEATURES if features.snapshot is None else NO_MODEL)
    of_subscribers = features.detail.get("kind") == "subscribers"
    version = SUBSCRIBER_SCORING_VERSION if of_subscribers else SCORING_VERSION
    snapshot = _snapshot_id(features.snapshot, champion.snapshot, version)
    if seen.snapshot == snapshot and not _expires_soon(seen, now):
        _call_report(ports, dataset, seen)
        return StageResult("nothing_to_do", {"snapshot": snapshot}, ALREADY_SCORED)
    model = load_model(ports.models, ports.registry, dataset)
    if model.version != champion.snapshot:
        raise ConflictError(layout.champion_pointer(dataset))
    if isinstance(model, SubscriberModel) is not of_subscribers:
        return StageResult("nothing_to_do", reason=OTHER_KIND)
    expires_at = now + SCORES_KEPT
    day = features.detail["as_of"]
    scoring = Scoring(snapshot, features.snapshot, None if day is None else str(day), now)
    counted = _publish(ports, model, scoring, work_dir=work_dir, expires_at=expires_at)
    detail: dict[str, Json] = {
        "as_of": scoring.as_of,
        "model_version": model.version,
        **counted,
        "features_snapshot": features.snapshot,
        "scored_at": now.isoformat(),
        "customers_expire_at": expires_at.isoformat(),
    }
    if isinstance(model, SubscriberModel):
        detail["value_assumptions"] = model.terms.in_words()
    _call_report(ports, dataset, move_pointer(ports.lake, layout.scores_pointer(dataset), seen, snapshot, detail))
    return StageResult("done", {"snapshot": snapshot, **detail})


def _publish(
    ports: Ports, model: AnyModel, scoring: Scoring, *, work_dir: Path, expires_at: datetime
) -> dict[str, Json]:
    """Write a snapshot; answers how many customers it holds and, of orders, what they are expected to spend in all."""
    orders = work_dir / "orders.parquet" if isinstance(model, ServingModel) else None
    for path in filter(None, (work_dir / "features.parquet", orders)):
        ports.lake.download(layout.features_folder(model.dataset, scoring.features_snapshot) + path.name, path)
    with connection(work_dir) as con:
        counted: dict[str, Json] = {"customers": load_snapshot(con, work_dir / "features.parquet", orders)}
        fill_scores(con, model)
        totals = write_snapshot(con, ports.lake, model, scoring, work_dir)
        ports.customers.save_many(customer_records(con, model.dataset, scoring.snapshot), expires_at=expires_at)
    return counted | ({} if isinstance(model, SubscriberModel) else {"totals": totals})


def _call_report(ports: Ports, dataset: str, scores: Pointer) -> None:
    """A hint that a report may be due; sent again by a run that finds nothing to do, the last one may have died."""
    body: dict[str, Json] = {"dataset": dataset, "because": f"scores {scores.snapshot} are current"}
    ports.report_queue.send(body, group=dataset, deduplication_id=f"{dataset}-scores-{scores.generation}")


def _expires_soon(current: Pointer, now: datetime) -> bool:
    return datetime.fromisoformat(str(current.detail["customers_expire_at"])) - now < RENEWED_BEFORE_EXPIRY


def _snapshot_id(features: str, model_version: str, scoring_version: str) -> str:
    return hashlib.sha256("\n".join((features, model_version, scoring_version)).encode()).hexdigest()[:32]
