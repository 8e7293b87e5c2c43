"""POST /predict/batch: what is expected of many customers."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from fastapi.responses import Response

from functions.api import batch_jobs
from functions.api.answering import Asked, CurrentAnswering
from functions.api.batch_jobs import BatchJob, BatchStatus
from functions.api.batches import UPLOAD_ID, Batch, BatchAnswers, asked_of, told_of
from functions.api.bodies import JsonBody
from functions.api.datasets import Dataset, DatasetParameter
from functions.api.openapi import responses
from functions.api.security import ReadKey
from functions.api.uploads import CurrentUploads

BODY_BYTES = 4 * 1024 * 1024
JOB: dict[int | str, dict[str, Any]] = {202: {"model": BatchJob, "description": "The file is being answered"}}
router = APIRouter(tags=["predictions"])


@router.post("/predict/batch", response_model=BatchAnswers, responses=responses(401, 404, 409, 413, 503) | JOB)
async def predict_batch(
    key: ReadKey,
    answering: CurrentAnswering,
    batch: Annotated[Batch, Depends(JsonBody(Batch, BODY_BYTES, "ask in several batches."))],
    uploads: CurrentUploads,
    dataset: DatasetParameter = None,
) -> Response:
    """What is expected of up to 1,000 customers; a question that cannot be answered has its problem in its place.

    With `upload_id` (of POST /api/uploads, not confirmed) a whole file is answered: 202 and a job to ask about.
    """
    if batch.upload_id is not None:
        job = batch_jobs.begin(uploads, answering.catalog.chosen(dataset), batch.upload_id)
        return Response(job.model_dump_json(), 202, media_type="application/json")
    questions = asked_of(batch.items or [])
    answers = iter(answering.answers([one for one in questions if isinstance(one, Asked)], dataset))
    told = list(told_of(next(answers) if isinstance(one, Asked) else one for one in questions))
    answering.keep(
        key,
        [
            (asked, one.forecast)
            for asked, one in zip(questions, told, strict=True)
            if isinstance(asked, Asked) and one.forecast is not None
        ],
    )
    return Response(b'{"answers":[' + b",".join(one.text for one in told) + b"]}", media_type="application/json")


@router.get("/predict/batch/{job_id}", responses=responses(401, 404, 409, 503))
async def get_batch(
    dataset: Dataset,
    uploads: CurrentUploads,
    job_id: Annotated[str, Path(pattern=UPLOAD_ID, description="as POST /predict/batch answered it")],
) -> BatchStatus:
    """How far the prediction of a file is, and where its answers are: a CSV with a row for each row of the file."""
    return batch_jobs.status(uploads, dataset, job_id)
