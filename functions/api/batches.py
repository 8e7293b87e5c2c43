"""Many questions in one body: each answered in its place, whatever is wrong with the others."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Self

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, model_validator

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
UPLOAD_ID = "^[0-9a-f]{32}$"
UploadId = Annotated[str, Field(pattern=UPLOAD_ID, description="a CSV with customer_id, or with features")]
Items = Annotated[
    list[dict[str, Any]],
    Field(min_length=1, max_length=MOST_ITEMS, description="questions, each as the body of POST /predict"),
]


class Batch(BaseModel):
    """Up to 1,000 questions, each as of POST /predict; or an upload that holds many more, one a row."""

    model_config = STRICT | ConfigDict(
        json_schema_extra={
            "examples": [
                {"items": [{"customer_id": "17850"}, {"features": {"recency_days": 12, "frequency": 5}}]},
                {"upload_id": "5f0c2b7e9a4d4f1c8e6b3a2d1c0f9e8d"},
            ],
            "properties": {
                "items": {
                    "type": "array",
                    "items": {"$ref": f"#/components/schemas/{Question.__name__}"},
                    "minItems": 1,
                    "maxItems": MOST_ITEMS,
                    "title": "Items",
                },
                "upload_id": {"type": "string", "pattern": UPLOAD_ID, "title": "Upload Id"},
            },
        }
    )

    items: Items | None = None
    upload_id: UploadId | None = None

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Self:
        if (self.items is None) == (self.upload_id is None):
            raise ValueError("give either items or upload_id, and not both")
        return self


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
