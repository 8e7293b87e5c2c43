"""Predictions, one or a thousand: whom each question means, the forecasts, and the log of what was answered."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from functions.api.answers import Forecast
from functions.api.bodies import refusal
from functions.api.champions import Champions, CurrentChampions, fresh_forecasts
from functions.api.datasets import Catalog, CurrentCatalog
from functions.api.questions import Question
from functions.api.raw_orders import forecast_of_orders
from functions.api.scores import CurrentScores, Scores, stored_forecast
from functions.api.subscribers import (
    SubscriberForecast,
    SubscriberQuestion,
    fresh_subscriber_forecasts,
    typed_attributes,
)
from functions.api.world import CurrentWorld, World
from perennial.errors import InvalidRequest, NotFoundError, NotReadyError, RefusedError, UnknownCustomer
from perennial.records import ApiKeyRecord, Json, PredictionRecord

if TYPE_CHECKING:
    from perennial.models.artifact import AnyModel
    from perennial.models.subscriber_serving import SubscriberModel

LOG_KEPT = timedelta(days=90)
# What is wrong with one question and leaves the others alone; whatever else is raised fails them all.
ITS_OWN_FAULT = (RefusedError, NotFoundError, NotReadyError, RequestValidationError)
type AnyForecast = Forecast | SubscriberForecast
type Answered = AnyForecast | Exception


@dataclass(frozen=True, slots=True)
class Asked:
    """A question; `refusal` is why it makes no sense of a shop's customers, should it be asked of a shop."""

    question: Question | SubscriberQuestion
    refusal: RequestValidationError | None = None


def asked_in(body: bytes) -> Asked:
    """The question in a body; raises RequestValidationError.

    Attributes of subscribers have any name: whether a body makes sense, only its dataset can tell.
    """
    try:
        return Asked(Question.model_validate_json(body))
    except ValidationError as error:
        refused = refusal(error)
        try:
            return Asked(SubscriberQuestion.model_validate_json(body), refused)
        except ValidationError:
            raise refused from error


@dataclass(frozen=True, slots=True)
class Answering:
    """What answers questions: the scores where a customer is named, else the champion."""

    world: World
    catalog: Catalog
    scores: Scores
    champions: Champions

    def answers(self, asked: Sequence[Asked], dataset: str | None) -> list[Answered]:
        """A forecast for each question, or what is wrong with it.

        `dataset` is what questions mean that name none themselves. Raises what no single question is to blame for.
        """
        names = {one.question.dataset for one in asked}
        chosen = {name: _own(self._dataset, dataset, name) for name in names}
        answers: list[Answered] = [InvalidRequest("nothing was asked.")] * len(asked)
        groups: dict[tuple[str, bool], list[int]] = {}
        for place, one in enumerate(asked):
            name = chosen[one.question.dataset]
            if isinstance(name, str):
                groups.setdefault((name, one.question.customer_id is None), []).append(place)
            else:
                answers[place] = name
        for (name, fresh), places in groups.items():
            found = (self._fresh if fresh else self._stored)(name, [asked[place] for place in places])
            for place, answer in zip(places, found, strict=True):
                answers[place] = answer
        return answers

    def keep(self, key: ApiKeyRecord, answered: Iterable[tuple[Asked, AnyForecast]]) -> None:
        """Write predictions down; a log that cannot be written is no reason to withhold the answer."""
        asked_at = self.world.now()
        records = [
            PredictionRecord(
                prediction_id=self.world.new_id(),
                dataset=forecast.dataset,
                asked_at=asked_at,
                key_id=key.key_id,
                model_version=forecast.model_version,
                question=asked.question.model_dump(mode="json", exclude_none=True),
                answer=forecast.model_dump(mode="json"),
            )
            for asked, forecast in answered
        ]
        if not records:
            return
        try:
            self.world.ports.state.log_predictions(records, expires_at=asked_at + LOG_KEPT)
        except Exception as error:  # whatever went wrong with the log, the predictions stand
            extra = {"error": type(error).__name__, "dataset": records[0].dataset, "predictions": len(records)}
            self.world.log.error("prediction not logged", extra=extra)

    def _dataset(self, in_query: str | None, in_body: str | None) -> str:
        if in_query is not None and in_body is not None and in_query != in_body:
            raise InvalidRequest("the query and the body name different datasets; name it once.")
        return self.catalog.chosen(in_query or in_body)

    def _stored(self, dataset: str, asked: Sequence[Asked]) -> list[Answered]:
        ids = [str(one.question.customer_id) for one in asked]
        records = _own(self.scores.customers, dataset, ids)
        if isinstance(records, Exception):
            return [records] * len(asked)
        return [
            UnknownCustomer(dataset, customer_id) if record is None else stored_forecast(record)
            for customer_id, record in zip(ids, records, strict=True)
        ]

    def _fresh(self, dataset: str, asked: Sequence[Asked]) -> list[Answered]:
        from perennial.models.subscriber_serving import SubscriberModel  # noqa: PLC0415  # numpy only where it is used

        model = _own(self.champions.model, dataset)
        if isinstance(model, Exception):
            return [model] * len(asked)
        first = asked[0].question
        if isinstance(first, Question) and first.orders is not None:  # asked alone: a batch takes no orders
            return [_own(self._of_orders, model, first)]
        if isinstance(model, SubscriberModel):
            return _each(asked, partial(_attributes, model), partial(fresh_subscriber_forecasts, model))
        return _each(asked, _features, partial(fresh_forecasts, model))

    def _of_orders(self, model: "AnyModel", question: Question) -> Forecast:
        from perennial.models.serving import ServingModel  # noqa: PLC0415  # numpy only where it is used

        if not isinstance(model, ServingModel):
            raise InvalidRequest("a dataset of subscribers has no orders; ask by features.")
        return forecast_of_orders(self.world.ports.functions, model, question)


def _features(asked: Asked) -> dict[str, float | None]:
    if isinstance(asked.question, SubscriberQuestion):
        raise asked.refusal or InvalidRequest("these features are not those of a shop's customers.")
    return asked.question.known_features()


def _attributes(model: "SubscriberModel", asked: Asked) -> dict[str, Json]:
    return typed_attributes(model, asked.question.known_features())


def _each[F](
    asked: Sequence[Asked], told: Callable[[Asked], F], forecasts: Callable[[list[F]], Sequence[AnyForecast]]
) -> list[Answered]:
    """The forecasts of all questions a model can read, made together; of the others what is wrong with them."""
    features = [_own(told, one) for one in asked]
    made = iter(forecasts([one for one in features if not isinstance(one, Exception)]))
    return [one if isinstance(one, Exception) else next(made) for one in features]


def _own[T, **P](work: Callable[P, T], *given: P.args, **named: P.kwargs) -> T | Exception:
    """What the work answers, or what it found wrong with the question."""
    try:
        return work(*given, **named)
    except ITS_OWN_FAULT as error:
        return error


async def _answering(
    world: CurrentWorld, catalog: CurrentCatalog, scores: CurrentScores, champions: CurrentChampions
) -> Answering:
    return Answering(world, catalog, scores, champions)


CurrentAnswering = Annotated[Answering, Depends(_answering)]
