"""POST /predict/batch: what is expected of many customers."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from functions.api.answering import Asked, CurrentAnswering
from functions.api.batches import Batch, BatchAnswers, asked_of, told_of
from functions.api.bodies import JsonBody
from functions.api.datasets import DatasetParameter
from functions.api.openapi import responses
from functions.api.security import ReadKey

BODY_BYTES = 4 * 1024 * 1024
router = APIRouter(tags=["predictions"])


@router.post("/predict/batch", response_model=BatchAnswers, responses=responses(401, 413, 503))
async def predict_batch(
    key: ReadKey,
    answering: CurrentAnswering,
    batch: Annotated[Batch, Depends(JsonBody(Batch, BODY_BYTES, "ask in several batches."))],
    dataset: DatasetParameter = None,
) -> Response:
    """What is expected of up to 1,000 customers; a question that cannot be answered has its problem in its place."""
    questions = asked_of(batch.items)
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
