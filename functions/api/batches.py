"""Many questions in one body: each answered in its place, whatever is wrong with the others."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field

from functions.api.answering import Answered, AnyForecast, Asked, asked_in
from functions.api.answers import Forecast
from functions.api.limits import LARGEST_ANSWER_BYTES, weight
from functions.api.problems import Problem, problem_of
from functions.api.questions import STRICT, Question
from functions.api.subscribers import SubscriberForecast
from perennial.errors import InvalidRequest

MOST_ITEMS = 1_000
MOST_DATASETS = 10
ITEM_BYTES = 256 * 1024
PROBLEM_BYTES = 500
TOO_MUCH = "the answers before this one fill the largest answer there can be; ask for it again in another batch."
ONE_BY_ONE = "raw orders are asked about for one customer at a time, with POST /predict."
TOO_LONG = f"this item is longer than {ITEM_BYTES:,} bytes."
Items = Annotated[
    list[dict[str, Any]],
    Field(min_length=1, max_length=MOST_ITEMS, description="questions, each as the body of POST /predict"),
]


class Batch(BaseModel):
    """Up to 1,000 questions, each as of POST /predict."""

    model_config = STRICT | ConfigDict(
        json_schema_extra={
            "examples": [{"items": [{"customer_id": "17850"}, {"features": {"recency_days": 12, "frequency": 5}}]}],
            "properties": {
                "items": {
                    "type": "array",
                    "items": {"$ref": f"#/components/schemas/{Question.__name__}"},
                    "minItems": 1,
                    "maxItems": MOST_ITEMS,
                    "title": "Items",
                }
            },
        }
    )

    items: Items


class Foreseen(BaseModel):
    """The answer to a question."""

    forecast: Forecast | SubscriberForecast


class Refused(BaseModel):
    """Why a question has no answer."""

    problem: Problem


class BatchAnswers(BaseModel):
    """An answer or a problem for each item, in the order of the items."""

    answers: list[Foreseen | Refused]


@dataclass(frozen=True, slots=True)
class Told:
    """A question's answer as it is sent; `forecast` is None where there is none to send."""

    text: bytes
    forecast: AnyForecast | None = None


def asked_of(items: Sequence[dict[str, Any]]) -> list[Asked | Exception]:
    """The question in each item, or what is wrong with it; raises InvalidRequest for too many datasets at once."""
    asked = [_asked(item) for item in items]
    datasets = {one.question.dataset for one in asked if isinstance(one, Asked)}
    if len(datasets) > MOST_DATASETS:
        raise InvalidRequest(f"a batch may name at most {MOST_DATASETS} datasets, and this names {len(datasets)}.")
    return asked


def told_of(answered: Iterable[Answered]) -> Iterator[Told]:
    """The answers in their order as far as they fit into one answer of a function; of the rest, that they do not."""
    left = LARGEST_ANSWER_BYTES - MOST_ITEMS * PROBLEM_BYTES
    for answer in answered:
        told = _told(answer)
        left -= weight(told.text)
        yield told if left >= 0 else _told(InvalidRequest(TOO_MUCH))


def _told(answer: Answered) -> Told:
    if isinstance(answer, Exception):
        return Told(Refused(problem=problem_of(answer)[1]).model_dump_json(exclude_none=True).encode())
    return Told(Foreseen(forecast=answer).model_dump_json().encode(), answer)


def _asked(item: dict[str, Any]) -> Asked | Exception:
    body = json.dumps(item).encode()
    try:
        asked = asked_in(body) if len(body) <= ITEM_BYTES else InvalidRequest(TOO_LONG)
    except RequestValidationError as error:
        return error
    of_orders = isinstance(asked, Asked) and isinstance(asked.question, Question) and asked.question.orders is not None
    return InvalidRequest(ONE_BY_ONE) if of_orders else asked
