"""The champion pointer of a dataset: what it says beside the version, and what the registry says of all of them."""

from collections.abc import Mapping
from dataclasses import replace

from perennial import layout
from perennial.pointers import Pointer, move_pointer, read_pointer
from perennial.ports import Ports
from perennial.records import Json, ModelRecord

EARLIER_KEPT = 5
# What a dataset, of orders or of subscribers, is measured by when asked whether it has outgrown its model.
SIZES = ("order_lines", "labelled")
BY_A_PERSON = ("promoted", "rolled back")


def considered(champion: Pointer) -> dict[str, Json]:
    """The inputs of the last training and their sizes, whichever version came to serve: these need not be learnt again.

    So a person's choice of a version stands until there is something new to learn.
    """
    of_last = champion.detail.get("considered")
    return inputs_of(of_last if isinstance(of_last, Mapping) else champion.detail)


def inputs_of(detail: Mapping[str, Json]) -> dict[str, Json]:
    """What of a version's detail says what it was made from."""
    return {name: detail[name] for name in ("inputs", *SIZES) if name in detail}


def earlier_versions(champion: Pointer) -> list[str]:
    """The versions that served before this one, the last one first."""
    earlier = champion.detail.get("earlier")
    return [str(version) for version in earlier] if isinstance(earlier, list) else []


def crown(
    ports: Ports,
    seen: Pointer,
    record: ModelRecord,
    *,
    learnt: Mapping[str, Json],
    earlier: list[str],
) -> Pointer:
    """Let the version serve if nobody moved the pointer since it was seen; raises ConflictError.

    `learnt` is what the last training considered, `earlier` are the versions to go back to.
    """
    detail: dict[str, Json] = {
        **record.summary,
        "decision": record.decision,
        "considered": inputs_of(learnt),
        "earlier": list(earlier[:EARLIER_KEPT]),
    }
    moved = move_pointer(ports.models, layout.champion_pointer(record.dataset), seen, record.version, detail)
    ports.registry.save(replace(record, status="champion"))
    before = None if seen.snapshot in {None, record.version} else ports.registry.get(record.dataset, str(seen.snapshot))
    if before is not None:
        ports.registry.save(replace(before, status="superseded"))
    return moved


def consider(ports: Ports, dataset: str, seen: Pointer, learnt: Mapping[str, Json]) -> Pointer:
    """The champion serves on after a training; raises ConflictError."""
    detail = seen.detail | {"considered": inputs_of(learnt)}
    return move_pointer(ports.models, layout.champion_pointer(dataset), seen, str(seen.snapshot), detail)


def is_by_a_person(champion: Pointer) -> bool:
    """Whether a person chose who serves, and no training."""
    decision = champion.detail.get("decision")
    return isinstance(decision, Mapping) and decision.get("kind") in BY_A_PERSON


def succeeded_by(seen: Pointer, version: str) -> list[str]:
    """The versions to go back to from this one, once it serves in place of the one seen."""
    before = [] if seen.snapshot is None else [seen.snapshot]
    return [other for other in (*before, *earlier_versions(seen)) if other != version]


def versions(dataset: str, ports: Ports) -> list[ModelRecord]:
    """All versions of a dataset, newest first, each with the status it has now."""
    champion = read_pointer(ports.models, layout.champion_pointer(dataset)).snapshot
    return [_with_status(record, champion) for record in ports.registry.versions(dataset)]


def call_score(ports: Ports, dataset: str, champion: Pointer) -> None:
    """A hint that scores may be due; sent again by a run that finds nothing to do, the last one may have died."""
    body: dict[str, Json] = {"dataset": dataset, "because": f"model {champion.snapshot} is champion"}
    ports.score_queue.send(body, group=dataset, deduplication_id=f"{dataset}-champion-{champion.generation}")


def _with_status(record: ModelRecord, champion: str | None) -> ModelRecord:
    """The pointer says who serves: a record may be from before it moved, or of a move that was lost."""
    if record.version == champion:
        return replace(record, status="champion")
    return replace(record, status="superseded") if record.status == "champion" else record
