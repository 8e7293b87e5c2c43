"""/api/datasets: all of them; a dataset's description, what cleaning found out, and the rows it set aside."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.openapi.constants import REF_TEMPLATE

from functions.api.bodies import limited_body
from functions.api.dataset_answers import Change, DatasetList, DatasetQuality, Described, FileQuality, Rejects
from functions.api.dataset_list import dataset_list
from functions.api.datasets import NamedDataset
from functions.api.descriptions import change, described
from functions.api.findings import quality_of, quality_of_file, rejects_of
from functions.api.openapi import responses
from functions.api.security import OperateKey
from functions.api.world import CurrentWorld
from perennial.dataset import ColumnMapping, Dataset

BODY_BYTES = 256 * 1024
MOST_ROWS = 1_000
FURTHEST_ROW = 100_000_000
EXAMPLES = {
    "mapping": {
        "summary": "which column holds what, and nothing else",
        "value": {"customer_id": "Kunde", "order_datetime": "Datum", "order_total": "Betrag"},
    },
    "settings": {
        "summary": "columns and policies",
        "value": {
            "mapping": {"customer_id": "Kunde", "order_datetime": "Datum", "order_total": "Betrag"},
            "returns": "drop",
            "horizons_days": [30, 90],
        },
    },
}
router = APIRouter(prefix="/api/datasets", tags=["datasets"])

type File = Annotated[
    str | None, Query(min_length=1, max_length=1_024, description="a landing key, or the file's name in the dataset")
]
type Offset = Annotated[int, Query(ge=0, le=FURTHEST_ROW, description="rows to pass over")]
type Limit = Annotated[int, Query(ge=1, le=MOST_ROWS, description="rows to answer; fewer where they are very long")]


def _description_body() -> dict[str, Any]:
    """The body of a route that reads a description itself, as ingest reads a dataset.json."""
    schemas = [{"$ref": REF_TEMPLATE.format(model=model.__name__)} for model in (Dataset, ColumnMapping)]
    content = {"application/json": {"schema": {"anyOf": schemas}, "examples": EXAMPLES}}
    return {"requestBody": {"required": True, "content": content}}


async def _body(request: Request, _: OperateKey) -> bytes:
    return await limited_body(request, BODY_BYTES, "a description is a few lines.")


@router.get("", responses=responses(401, 503))
async def get_datasets(world: CurrentWorld) -> DatasetList:
    """Every dataset with its sizes, its model and how fresh both are."""
    return dataset_list(world.ports)


@router.get("/{name}", responses=responses(401, 404, 409, 503))
async def get_dataset(dataset: NamedDataset, world: CurrentWorld) -> Described:
    """The description in force, with every field and its value."""
    return described(world.ports, dataset)


@router.put("/{name}", status_code=202, responses=responses(401, 404, 409, 413, 503), openapi_extra=_description_body())
async def put_dataset(
    *, _: OperateKey, dataset: NamedDataset, world: CurrentWorld, body: Annotated[bytes, Depends(_body)]
) -> Change:
    """Put a description in the place of the one there is: a field left out gets its default.

    It is dropped into the landing bucket as dataset.json and put in force from there. Whether its `date_format` can be
    read shows then: GET tells in `refused`.
    """
    return change(world.ports, dataset, body)


@router.get("/{name}/quality", responses=responses(401, 404, 409, 503))
async def get_quality(dataset: NamedDataset, world: CurrentWorld, file: File = None) -> DatasetQuality | FileQuality:
    """What cleaning did and found, of all files together or of one."""
    return quality_of(world.ports, dataset) if file is None else quality_of_file(world.ports, dataset, file)


@router.get("/{name}/rejects", responses=responses(401, 404, 409, 503))
async def get_rejects(
    *, dataset: NamedDataset, world: CurrentWorld, file: File = None, offset: Offset = 0, limit: Limit = 100
) -> Rejects:
    """Rows that were set aside, with their line and the reason: of one file, or where files are joined of no file."""
    return rejects_of(world.ports, dataset, file, range(offset, offset + limit))
