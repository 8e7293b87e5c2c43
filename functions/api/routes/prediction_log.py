"""GET /api/predictions: what was asked, by which key, and what a model answered."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query

from functions.api.datasets import Dataset
from functions.api.limits import LARGEST_ANSWER_BYTES, weight
from functions.api.log_answers import LoggedPrediction, PredictionLog
from functions.api.openapi import responses
from functions.api.questions import CustomerId
from functions.api.security import OperateKey
from functions.api.world import CurrentWorld
from perennial.records import PredictionRecord

MOST_PREDICTIONS = 200
router = APIRouter(prefix="/api", tags=["predictions"])

type Customer = Annotated[CustomerId | None, Query(description="questions about this customer alone")]
type Limit = Annotated[int, Query(ge=1, le=MOST_PREDICTIONS, description="predictions to answer; fewer where long")]
type Cursor = Annotated[str | None, Query(min_length=1, max_length=200, description="`next_cursor` of the page before")]


@router.get("/predictions", responses=responses(401, 404, 409, 503))
async def get_predictions(
    *,
    _: OperateKey,
    dataset: Dataset,
    world: CurrentWorld,
    customer_id: Customer = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> PredictionLog:
    """The predictions of the last 90 days, newest first, with question, answer, key and model version."""
    found = world.ports.state.predictions(dataset, limit=limit + 1, before=cursor, customer_id=customer_id)
    page = list(_fitting(found[:limit]))
    following = found[len(page) - 1].log_key if len(found) > len(page) else None
    told = [LoggedPrediction.model_validate(asdict(one), extra="ignore") for one in page]
    return PredictionLog(dataset=dataset, predictions=told, next_cursor=following)


def _fitting(records: Iterable[PredictionRecord]) -> Iterator[PredictionRecord]:
    """The first records, at least one, that fit into one answer."""
    left = LARGEST_ANSWER_BYTES
    for number, record in enumerate(records):
        left -= weight(LoggedPrediction.model_validate(asdict(record), extra="ignore").model_dump_json().encode()) + 200
        if number > 0 and left < 0:
            return
        yield record
