"""/api/uploads: a file on its way into a dataset, looked at before it counts."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from functions.api.bodies import JsonBody
from functions.api.datasets import CurrentCatalog, DatasetParameter
from functions.api.downloads import offered
from functions.api.list_answers import Download
from functions.api.openapi import responses
from functions.api.security import OperateKey
from functions.api.upload_answers import Choices, Confirmation, Confirmed, NewUpload, UploadForm, UploadPreview
from functions.api.uploads import CurrentUploads, target_dataset
from functions.api.world import CurrentWorld
from perennial import side_layout

BODY_BYTES = 256 * 1024
ADVICE = "a description is a few lines."
router = APIRouter(prefix="/api/uploads", tags=["uploads"])

type UploadId = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="as POST /api/uploads answered it")]


@router.post("", status_code=201, responses=responses(401, 413, 503))
async def post_upload(
    _: OperateKey,
    uploads: CurrentUploads,
    asked: Annotated[NewUpload, Depends(JsonBody(NewUpload, BODY_BYTES, ADVICE))],
) -> UploadForm:
    """A form with which a browser posts one file straight into the bucket, where it waits until it is confirmed.

    The file may have 2 GB; archives, workbooks and text in any encoding are read. Nothing of it counts before it is
    confirmed, and what nobody confirms is gone after three days.
    """
    return uploads.begin(asked)


@router.post("/{upload_id}/preview", responses=responses(401, 409, 413, 503))
async def preview_upload(
    *,
    _: OperateKey,
    upload_id: UploadId,
    uploads: CurrentUploads,
    catalog: CurrentCatalog,
    choices: Annotated[Choices, Depends(JsonBody(Choices, BODY_BYTES, ADVICE))],
    dataset: DatasetParameter = None,
) -> UploadPreview:
    """What an uploaded file would become: columns, rows, dates, money, counts, and what to do about what was found.

    The file is cleaned as it would be, under the dataset's description or with the changes sent. Of a very large one
    the beginning is looked at (`sampled`).
    """
    return uploads.preview(upload_id, target_dataset(catalog, dataset, choices.dataset), choices)


@router.post("/{upload_id}/confirm", status_code=202, responses=responses(401, 409, 413, 503))
async def confirm_upload(
    *,
    _: OperateKey,
    upload_id: UploadId,
    uploads: CurrentUploads,
    catalog: CurrentCatalog,
    choices: Annotated[Confirmation, Depends(JsonBody(Confirmation, BODY_BYTES, ADVICE))],
    dataset: DatasetParameter = None,
) -> Confirmed:
    """Move an uploaded file into its dataset, from where it is read like any dropped file.

    Asked again it answers the same. A file of the same name is replaced only with `replace`.
    """
    return uploads.confirm(upload_id, target_dataset(catalog, dataset, choices.dataset), choices)


@router.get("/{upload_id}/rejects.csv", responses=responses(401, 404, 503))
async def get_upload_rejects(_: OperateKey, upload_id: UploadId, world: CurrentWorld) -> Download:
    """Where to download the rows that the latest preview of an upload set aside, each with its line and the reason."""
    return offered(world.ports.landing, side_layout.pending_rejects(upload_id), "rejects.csv")
