"""Monitor a dataset: what has drifted since its model learnt, what came of past forecasts, and a call for training."""

import json
from datetime import datetime
from pathlib import Path

from perennial import layout
from perennial.errors import ConflictError
from perennial.models.artifact import load_model
from perennial.models.subscriber_serving import SubscriberModel
from perennial.monitoring import Check, Finding
from perennial.pointers import Pointer, move_pointer, read_pointer, retry_on_conflict
from perennial.ports import Ports
from perennial.records import Json, StageResult
from perennial.stages.checking import Situation, look
from perennial.stages.descriptions import read_description
from perennial.stages.plan_effects import kept_plans

READINGS_KEPT = 60
NOTHING_TO_CHECK = "needs features and a model first: the first training makes both"
OTHER_KIND = "the model was trained when this dataset held something else: training will call"
ALREADY_CHECKED = "nothing has come since the last check"
NO_REFERENCE = "this version kept no reference of what it learnt from; the next training will"


def monitor(dataset: str, ports: Ports, *, check: Check, work_dir: Path, now: datetime) -> StageResult:
    """Check the current features, and with `check` "model" past forecasts and plans too.

    Where the champion is out of date, training is called and people are told, once a champion. Outcome `nothing_to_do`
    where the same was checked before, or there is nothing to check yet.
    """
    return retry_on_conflict(
        lambda: _attempt(dataset, ports, check, work_dir, now), f"the monitoring of dataset {dataset}"
    )


def _attempt(dataset: str, ports: Ports, check: Check, work_dir: Path, now: datetime) -> StageResult:
    seen = read_pointer(ports.lake, layout.monitoring_pointer(dataset))
    features = read_pointer(ports.lake, layout.features_pointer(dataset))
    champion = read_pointer(ports.models, layout.champion_pointer(dataset)).snapshot
    if features.snapshot is None or champion is None:
        return StageResult("nothing_to_do", reason=NOTHING_TO_CHECK)
    settings = read_description(ports.lake, dataset).drift
    histories = tuple(info.key for info in ports.lake.list(layout.score_history_prefix(dataset)))
    plans = kept_plans(ports.lake, dataset)
    situation = Situation(dataset, check, seen, features, champion, settings, histories, plans)
    if _checked(seen).get(check) == situation.inputs(check):
        _call_report(situation, seen, ports)
        return StageResult("nothing_to_do", {"reading": seen.snapshot}, ALREADY_CHECKED)
    model = load_model(ports.models, ports.registry, dataset)
    if model.version != champion:
        raise ConflictError(layout.champion_pointer(dataset))
    if isinstance(model, SubscriberModel) is not (features.detail.get("kind") == "subscribers"):
        return StageResult("nothing_to_do", reason=OTHER_KIND)
    found = look(situation, model, ports, work_dir)
    if found is None:
        return StageResult("nothing_to_do", reason=NO_REFERENCE)
    return _publish(situation, found, ports, now)


def _publish(situation: Situation, found: Finding, ports: Ports, now: datetime) -> StageResult:
    """Write the reading, call for training where it is due, tell people, and move the pointer."""
    dataset, seen = situation.dataset, situation.seen
    news = found.tripped and seen.detail.get("tripped_champion") != situation.champion
    decision = _decision(situation, found, news=news)
    if news and situation.settings.enabled:
        _call_train(situation, decision, ports)
    reading_id = f"{seen.generation + 1:06}-{situation.inputs(situation.check)}"
    about: dict[str, Json] = {
        "at": now.isoformat(),
        "as_of": situation.features.detail.get("as_of"),
        "model_version": situation.champion,
        "check": situation.check,
        "tripped": found.tripped,
        "decision": decision,
    }
    reading = {"reading_id": reading_id, "features_snapshot": situation.features.snapshot, **about, **found.to_json()}
    body = json.dumps(reading, sort_keys=True, indent=1, allow_nan=False).encode()
    ports.lake.write(f"{layout.monitoring_folder(dataset)}{reading_id}.json", body, "application/json")
    if news:  # before it is remembered: told twice is better than never
        ports.notices.publish(f"Perennial: the model of {dataset} is out of date", decision)
    detail = about | _remembered(situation, found, reading_id)
    moved = move_pointer(ports.lake, layout.monitoring_pointer(dataset), seen, reading_id, detail)
    _call_report(situation, moved, ports)
    return StageResult("done", {"reading": reading_id, **about})


def _remembered(situation: Situation, found: Finding, reading_id: str) -> dict[str, Json]:
    """What the next check and readers need of this one and those before."""
    detail = situation.seen.detail
    before = detail.get("readings")
    tripped = situation.champion if found.tripped else detail.get("tripped_champion")
    evaluation = reading_id if situation.check == "model" else detail.get("evaluation")
    # Who looks at the past looks at the present too.
    checks: tuple[Check, ...] = ("data", "model") if situation.check == "model" else ("data",)
    checked: dict[str, Json] = {check: situation.inputs(check) for check in checks}
    return {
        "readings": [reading_id, *(before if isinstance(before, list) else [])][:READINGS_KEPT],
        "evaluation": evaluation,
        "tripped_champion": tripped,
        "checked": _checked(situation.seen) | checked,
    }


def _checked(seen: Pointer) -> dict[str, Json]:
    checked = seen.detail.get("checked")
    return checked if isinstance(checked, dict) else {}


def _decision(situation: Situation, found: Finding, *, news: bool) -> str:
    if not found.tripped:
        return "Nothing has moved further than it may."
    reasons = "; ".join(found.reasons)
    if not news:
        return f"Version {situation.champion} is out of date still, training was called before: {reasons}."
    if not situation.settings.enabled:
        return f"Version {situation.champion} is out of date; this dataset is not trained for that: {reasons}."
    return f"Version {situation.champion} is out of date, training is called: {reasons}."


def _call_train(situation: Situation, decision: str, ports: Ports) -> None:
    dataset, champion = situation.dataset, situation.champion
    body: dict[str, Json] = {"dataset": dataset, "because": decision, "drift": True, "champion": champion}
    ports.train_queue.send(body, group=dataset, deduplication_id=f"{dataset}-drift-{champion}")


def _call_report(situation: Situation, reached: Pointer, ports: Ports) -> None:
    """A hint that a report may be due, once the past was looked at; sent again by a run that finds nothing to do."""
    if situation.check == "model":
        dataset = situation.dataset
        body: dict[str, Json] = {"dataset": dataset, "because": f"past forecasts were evaluated ({reached.snapshot})"}
        ports.report_queue.send(body, group=dataset, deduplication_id=f"{dataset}-monitoring-{reached.generation}")
