"""The champion pointer of a dataset: what it says beside the version, and what the registry says of all of them."""

from collections.abc import Mapping
from dataclasses import replace

from perennial import layout
from perennial.champion import inputs_of
from perennial.pointers import Pointer, move_pointer, read_pointer
from perennial.ports import Ports
from perennial.records import Json, ModelRecord

EARLIER_KEPT = 5


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
