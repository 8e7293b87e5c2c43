"""Promote: a person lets another version serve, or the one before. One call, and whoever reads next reads that one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from perennial import layout
from perennial.champion import considered, earlier_versions, succeeded_by
from perennial.errors import ExpiredVersion, NoModelYet, UnknownVersion
from perennial.models.artifact import MODEL_FILE
from perennial.pointers import Pointer, read_pointer, retry_on_conflict
from perennial.ports import Ports
from perennial.records import Json, ModelRecord, StageResult
from perennial.stages.champions import call_score, crown
from perennial.stages.retiring import spare


def promote(dataset: str, version: str, ports: Ports, *, by: str, now: datetime) -> StageResult:
    """Let this version serve; `by` says who asks. Nothing to do where it serves already.

    Raises UnknownVersion, and ExpiredVersion where its artifact is gone. Training goes on from it: the next one whose
    inputs are new holds its recipe to it as to any champion.
    """

    def attempt() -> StageResult:
        seen = read_pointer(ports.models, layout.champion_pointer(dataset))
        record = _promotable(ports, dataset, version)
        if seen.snapshot == version:
            return StageResult("nothing_to_do", _detail(version, version, "this version serves already"))
        return _let_serve(ports, seen, record, _decision("promoted", seen, by, now), succeeded_by(seen, version))

    return _until_moved(attempt, dataset)


def rollback(dataset: str, ports: Ports, *, by: str, now: datetime) -> StageResult:
    """Let the version serve that served before this one; once more, the one before that.

    Raises NoModelYet, and ExpiredVersion where there is none to go back to.
    """

    def attempt() -> StageResult:
        seen = read_pointer(ports.models, layout.champion_pointer(dataset))
        if seen.snapshot is None:
            raise NoModelYet(dataset)
        earlier = earlier_versions(seen)
        while earlier:
            version, *earlier = earlier
            try:
                record = _promotable(ports, dataset, version)
            except (UnknownVersion, ExpiredVersion):
                continue
            return _let_serve(ports, seen, record, _decision("rolled back", seen, by, now), earlier)
        raise ExpiredVersion(
            f"dataset {dataset} has no version before {seen.snapshot} to go back to; promote one that GET /api/models "
            "lists, or train the dataset again."
        )

    return _until_moved(attempt, dataset)


def _promotable(ports: Ports, dataset: str, version: str) -> ModelRecord:
    record = ports.registry.get(dataset, version)
    if record is None:
        raise UnknownVersion(dataset, version)
    if ports.models.head(layout.model_folder(dataset, version) + MODEL_FILE) is None:
        ports.registry.save(replace(record, status="expired"))
        raise ExpiredVersion(
            f"version {version} of dataset {dataset} has expired: its artifact was removed. Promote another version, "
            "or train the dataset again."
        )
    return record


def _let_serve(
    ports: Ports, seen: Pointer, record: ModelRecord, decision: dict[str, Json], earlier: list[str]
) -> StageResult:
    in_training = record.decision.get("in_training", record.decision)
    decided = replace(record, decision=decision | {"in_training": in_training})
    champion = crown(ports, seen, decided, learnt=considered(seen), earlier=earlier)
    spare(ports, replace(decided, status="champion"))
    call_score(ports, record.dataset, champion)
    return StageResult("done", _detail(record.version, seen.snapshot, str(decision["in_words"])))


def _decision(kind: str, seen: Pointer, by: str, now: datetime) -> dict[str, Json]:
    words = f"{kind[0].upper()}{kind[1:]} by {by} at {now:%Y-%m-%d %H:%M} UTC, in place of {seen.snapshot}."
    return {"kind": kind, "in_words": words, "by": by, "champion_before": seen.snapshot}


def _detail(champion: str, before: str | None, in_words: str) -> dict[str, Json]:
    return {"champion": champion, "before": before, "in_words": in_words}


def _until_moved(attempt: Callable[[], StageResult], dataset: str) -> StageResult:
    return retry_on_conflict(attempt, f"the champion of dataset {dataset}")
