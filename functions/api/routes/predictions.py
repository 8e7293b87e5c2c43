"""POST /predict: what is expected of one customer, scored or described."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from functions.api.answering import Asked, CurrentAnswering, asked_in
from functions.api.answers import Forecast
from functions.api.bodies import limited_body
from functions.api.datasets import DatasetParameter
from functions.api.openapi import body_of, responses
from functions.api.questions import Question
from functions.api.raw_orders import OrdersForecast
from functions.api.security import ReadKey
from functions.api.subscribers import SubscriberForecast

BODY_BYTES = 256 * 1024
router = APIRouter(tags=["predictions"])


async def _question(request: Request, _: ReadKey) -> Asked:
    """The question in the body. Read here and not by the framework, so that a stranger's body is never parsed."""
    return asked_in(await limited_body(request, BODY_BYTES, "ask about more than one with POST /predict/batch."))


@router.post("/predict", responses=responses(401, 404, 409, 413, 503), openapi_extra=body_of(Question))
async def predict(
    key: ReadKey,
    answering: CurrentAnswering,
    asked: Annotated[Asked, Depends(_question)],
    dataset: DatasetParameter = None,
) -> OrdersForecast | Forecast | SubscriberForecast:
    """What is expected of a customer: of a scored one by id, of anybody by features or by their orders."""
    (answer,) = answering.answers([asked], dataset)
    if isinstance(answer, Exception):
        raise answer
    answering.keep(key, [(asked, answer)])
    return answer
