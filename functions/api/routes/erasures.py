"""Erasing a person: DELETE /api/customers/{id}, and what came of it."""

from typing import Annotated

from fastapi import APIRouter, Path

from functions.api.datasets import Dataset
from functions.api.erasure_answers import Erasure, Erasures, Remainder
from functions.api.openapi import responses
from functions.api.questions import CustomerId
from functions.api.security import AdminKey
from functions.api.world import CurrentWorld
from perennial.erasures import ErasureRecord, remains

ASKED = "Queued: the dropped files are rewritten without the person, and everything built from them is built anew."
REWRITTEN = "The dropped files no longer hold the person; what was built from them is being built anew."
router = APIRouter(prefix="/api", tags=["customers"])


@router.delete("/customers/{customer_id:path}", status_code=202, responses=responses(404, 409, 503))
async def delete_customer(
    key: AdminKey,
    customer_id: Annotated[CustomerId, Path(description="as in your files; slashes and spaces may be in it")],
    dataset: Dataset,
    world: CurrentWorld,
) -> Erasure:
    """Erase a person from a dataset: out of files, features, scores, tables, reports and logs, and keep them out.

    An id that no score knows is taken too: it may stand in rows that were set aside.
    """
    record = ErasureRecord(world.new_id(), dataset, customer_id, world.now(), key.key_id)
    world.ports.erasures.save(record)
    body = {"dataset": dataset, "because": "a person asked to be erased"}
    world.ports.erase_queue.send(body, group=dataset, deduplication_id=record.erasure_id)
    return _told(record)


@router.get("/erasures", responses=responses(404, 409, 503))
async def get_erasures(_: AdminKey, dataset: Dataset, world: CurrentWorld) -> Erasures:
    """The requests to erase, oldest first, each with how far it has come and what remains for how long."""
    return Erasures(dataset=dataset, erasures=[_told(record) for record in world.ports.erasures.of(dataset)])


def _told(record: ErasureRecord) -> Erasure:
    files = record.detail.get("files_to_look_at")
    return Erasure(
        erasure_id=record.erasure_id,
        dataset=record.dataset,
        status=record.status,
        asked_at=record.asked_at,
        asked_by=record.asked_by,
        done_at=record.done_at,
        in_words={"asked": ASKED, "rewritten": REWRITTEN}.get(record.status, _done(record)),
        files_to_look_at=[str(one) for one in files] if isinstance(files, list) else [],
        remains=[Remainder.model_validate(one) for one in remains()],
    )


def _done(record: ErasureRecord) -> str:
    counts = {name: record.detail.get(name, 0) for name in ("files_rewritten", "rows_removed", "objects_removed")}
    return (
        f"Done: {counts['files_rewritten']} files rewritten without {counts['rows_removed']} rows of the person; "
        f"{counts['objects_removed']} objects that were built from them removed."
    )
