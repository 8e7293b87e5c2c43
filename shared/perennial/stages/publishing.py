"""Publish what a training came to: every version it made, registered with its decision, and the one that serves."""

import json
from dataclasses import replace
from datetime import datetime

from perennial import layout
from perennial.champion import is_by_a_person, succeeded_by
from perennial.drift_reference import REFERENCE_FILE
from perennial.errors import ConflictError
from perennial.models.artifact import named_by_content, save_model
from perennial.models.serving import ServingModel
from perennial.models.subscriber_serving import SubscriberModel
from perennial.models.trained import Trained
from perennial.pointers import Pointer, read_pointer
from perennial.ports import Ports
from perennial.records import Json, ModelRecord, StageResult
from perennial.stages.champions import call_score, consider, crown

type AnyTrained = Trained[ServingModel] | Trained[SubscriberModel]


def publish(ports: Ports, seen: Pointer, trained: AnyTrained, learnt: dict[str, Json], now: datetime) -> StageResult:
    """Write all versions, then move the champion pointer; raises ConflictError where another training moved it.

    A person who let another version serve while this was training knows why: theirs stays.
    """
    challenger = _registered(ports, trained, learnt, now)
    served: ModelRecord | None = challenger
    if not trained.decision.challenger_serves:
        served = None if trained.refreshed is None else _registered(ports, trained.refreshed, learnt, now)
    try:
        champion = _serve(ports, seen, challenger.dataset, served, learnt)
    except ConflictError:
        there = read_pointer(ports.models, layout.champion_pointer(challenger.dataset))
        if not is_by_a_person(there):
            raise
        champion = consider(ports, challenger.dataset, there, learnt)
        served = _stand_back(ports, there, served or challenger)
    call_score(ports, challenger.dataset, champion)
    made = served or challenger
    detail: dict[str, Json] = {**made.summary, "version": champion.snapshot, "decision": made.decision}
    if champion.snapshot != challenger.version:
        detail["challenger"] = challenger.version
    return StageResult("done", detail)


def _registered(ports: Ports, trained: AnyTrained, learnt: dict[str, Json], now: datetime) -> ModelRecord:
    """Write a version and register it; answers the record."""
    detail: dict[str, Json] = learnt | {"winners": dict(trained.winners)}
    manifest = trained.manifest | detail
    model = named_by_content(trained.model, manifest, trained.metrics)
    sha256 = save_model(ports.models, model, manifest | {"version": model.version}, trained.metrics)
    body = json.dumps(trained.reference, sort_keys=True).encode()
    ports.models.write(layout.model_folder(model.dataset, model.version) + REFERENCE_FILE, body, "application/json")
    record = ModelRecord(
        dataset=model.dataset,
        version=model.version,
        sha256=sha256,
        features_snapshot=str(learnt["features_snapshot"]),
        as_of=str(learnt["as_of"] or ""),
        created_at=now,
        summary=detail | {"version": model.version, "created_at": now.isoformat()},
        recipe=trained.recipe.to_json(),
        decision=trained.decision.to_json(),
        status="challenger",
    )
    ports.registry.save(record)
    return record


def _serve(ports: Ports, seen: Pointer, dataset: str, served: ModelRecord | None, learnt: dict[str, Json]) -> Pointer:
    """Let the version serve; without one the champion serves on."""
    if served is None:
        return consider(ports, dataset, seen, learnt)
    return crown(ports, seen, served, learnt=learnt, earlier=succeeded_by(seen, served.version))


def _stand_back(ports: Ports, there: Pointer, record: ModelRecord) -> ModelRecord:
    """A version that would have served, had nobody chosen another meanwhile."""
    words = f"Version {there.snapshot} serves on, which a person chose while this one was trained."
    decision = record.decision | {"kind": "held", "in_words": f"{words} {record.decision['in_words']}"}
    held = replace(record, decision=decision)
    ports.registry.save(held)
    return held
