"""POST /predict: what is expected of one customer, scored or described."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from functions.api.answers import Forecast
from functions.api.bodies import limited_body, refusal
from functions.api.champions import CurrentChampions, fresh_forecast
from functions.api.datasets import CurrentCatalog, DatasetParameter
from functions.api.openapi import body_of, responses
from functions.api.questions import Question
from functions.api.scores import CurrentScores, stored_forecast
from functions.api.security import ReadKey
from functions.api.subscribers import SubscriberForecast, SubscriberQuestion, fresh_subscriber_forecast
from functions.api.world import CurrentWorld, World
from perennial.errors import InvalidRequest
from perennial.records import ApiKeyRecord, PredictionRecord

if TYPE_CHECKING:
    from perennial.models.artifact import AnyModel

BODY_BYTES = 256 * 1024
LOG_KEPT = timedelta(days=90)
router = APIRouter(tags=["predictions"])


@dataclass(frozen=True, slots=True)
class Asked:
    """A question; `refusal` is why it makes no sense of a shop's customers, should it be asked of a shop."""

    question: Question | SubscriberQuestion
    refusal: RequestValidationError | None = None


async def _question(request: Request, _: ReadKey) -> Asked:
    """The question in the body. Read here and not by the framework, so that a stranger's body is never parsed.

    Attributes of subscribers have any name: whether a body makes sense, only its dataset can tell.
    """
    body = await limited_body(request, BODY_BYTES, "ask about one customer at a time.")
    try:
        return Asked(Question.model_validate_json(body))
    except ValidationError as error:
        refused = refusal(error)
        try:
            return Asked(SubscriberQuestion.model_validate_json(body), refused)
        except ValidationError:
            raise refused from error


@router.post("/predict", responses=responses(401, 404, 409, 413, 503), openapi_extra=body_of(Question))
async def predict(
    *,
    key: ReadKey,
    world: CurrentWorld,
    catalog: CurrentCatalog,
    scores: CurrentScores,
    champions: CurrentChampions,
    asked: Annotated[Asked, Depends(_question)],
    dataset: DatasetParameter = None,
) -> Forecast | SubscriberForecast:
    """What is expected of a customer: of a scored one by id, of anybody by features."""
    chosen = catalog.chosen(_one_name(dataset, asked.question.dataset))
    if asked.question.customer_id is not None:
        forecast = stored_forecast(scores.customer(chosen, asked.question.customer_id))
    else:
        forecast = _fresh(champions.model(chosen), asked)
    _keep(world, key, asked.question, forecast)
    return forecast


def _fresh(model: "AnyModel", asked: Asked) -> Forecast | SubscriberForecast:
    from perennial.models.subscriber_serving import SubscriberModel  # noqa: PLC0415  # numpy only where it is used

    if isinstance(model, SubscriberModel):
        return fresh_subscriber_forecast(model, asked.question.known_features())
    if isinstance(asked.question, SubscriberQuestion):
        raise asked.refusal or InvalidRequest("these features are not those of a shop's customers.")
    return fresh_forecast(model, asked.question.known_features())


def _one_name(in_query: str | None, in_body: str | None) -> str | None:
    if in_query is not None and in_body is not None and in_query != in_body:
        raise InvalidRequest("the query and the body name different datasets; name it once.")
    return in_query or in_body


def _keep(
    world: World,
    key: ApiKeyRecord,
    question: Question | SubscriberQuestion,
    forecast: Forecast | SubscriberForecast,
) -> None:
    """Write the prediction down; a log that cannot be written is no reason to withhold the answer."""
    asked_at = world.now()
    record = PredictionRecord(
        prediction_id=world.new_id(),
        dataset=forecast.dataset,
        asked_at=asked_at,
        key_id=key.key_id,
        model_version=forecast.model_version,
        question=question.model_dump(mode="json", exclude_none=True),
        answer=forecast.model_dump(mode="json"),
    )
    try:
        world.ports.state.log_predictions([record], expires_at=asked_at + LOG_KEPT)
    except Exception as error:  # whatever went wrong with the log, the prediction stands
        world.log.error("prediction not logged", extra={"error": type(error).__name__, "dataset": forecast.dataset})
