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
from perennial.score_tables import (
    customer_records,
    fill_scores,
    load_snapshot,
    spend_totals,
    write_scores,
    write_segment_summary,
    write_subscriber_summary,
)
from perennial.scoring import SCORING_VERSION
from perennial.subscriber_scoring import SUBSCRIBER_SCORING_VERSION

# A superseded snapshot serves as history for a year and then expires. A current one that has lived through half of
# its time is written again, so that customers of a shop without news do not vanish; retraining calls often enough.
SCORES_KEPT = timedelta(days=400)
RENEWED_BEFORE_EXPIRY = SCORES_KEPT / 2
NO_FEATURES = "no features yet: the features stage will call"
NO_MODEL = "no model yet: training will call"
OTHER_KIND = "the model was trained when this dataset held something else: training will call"
ALREADY_SCORED = "these features are already scored by this model"
PARQUET = "application/vnd.apache.parquet"
CSV = "text/csv; charset=utf-8"


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
        return StageResult("nothing_to_do", {"snapshot": snapshot}, ALREADY_SCORED)
    model = load_model(ports.models, ports.registry, dataset)
    if model.version != champion.snapshot:
        raise ConflictError(layout.champion_pointer(dataset))
    if isinstance(model, SubscriberModel) is not of_subscribers:
        return StageResult("nothing_to_do", reason=OTHER_KIND)
    expires_at = now + SCORES_KEPT
    counted = _publish(ports, model, features.snapshot, snapshot, work_dir=work_dir, expires_at=expires_at)
    detail: dict[str, Json] = {
        "as_of": features.detail["as_of"],
        "model_version": model.version,
        **counted,
        "features_snapshot": features.snapshot,
        "customers_expire_at": expires_at.isoformat(),
    }
    if isinstance(model, SubscriberModel):
        detail["value_assumptions"] = model.terms.in_words()
    move_pointer(ports.lake, layout.scores_pointer(dataset), seen, snapshot, detail)
    return StageResult("done", {"snapshot": snapshot, **detail})


def _publish(
    ports: Ports, model: AnyModel, features: str, snapshot: str, *, work_dir: Path, expires_at: datetime
) -> dict[str, Json]:
    """Write a snapshot; answers how many customers it holds and, of orders, what they are expected to spend in all."""
    source, target = layout.features_folder(model.dataset, features), layout.scores_folder(model.dataset, snapshot)
    orders = work_dir / "orders.parquet" if isinstance(model, ServingModel) else None
    for path in filter(None, (work_dir / "features.parquet", orders)):
        ports.lake.download(source + path.name, path)
    with connection(work_dir) as con:
        counted: dict[str, Json] = {"customers": load_snapshot(con, work_dir / "features.parquet", orders)}
        fill_scores(con, model)
        write_scores(con, model, work_dir / "scores.parquet", work_dir / "scores.csv")
        ports.lake.upload(target + "scores.parquet", work_dir / "scores.parquet", PARQUET)
        ports.lake.upload(target + "scores.csv", work_dir / "scores.csv", CSV)
        if isinstance(model, SubscriberModel):
            write_subscriber_summary(con, work_dir / "segment_summary.csv")
        else:
            write_segment_summary(con, model, work_dir / "segment_summary.csv")
            counted["totals"] = spend_totals(con, model)
        ports.lake.upload(target + "segment_summary.csv", work_dir / "segment_summary.csv", CSV)
        ports.customers.save_many(customer_records(con, model.dataset, snapshot), expires_at=expires_at)
    return counted


def _expires_soon(current: Pointer, now: datetime) -> bool:
    return datetime.fromisoformat(str(current.detail["customers_expire_at"])) - now < RENEWED_BEFORE_EXPIRY


def _snapshot_id(features: str, model_version: str, scoring_version: str) -> str:
    return hashlib.sha256("\n".join((features, model_version, scoring_version)).encode()).hexdigest()[:32]
