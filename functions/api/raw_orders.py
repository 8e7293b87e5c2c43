"""Predictions out of raw orders: the features function turns them into features, the champion does the rest."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, Field

from functions.api.answers import Forecast
from functions.api.champions import fresh_forecasts
from functions.api.questions import MODEL_INPUTS, Question
from perennial.errors import InvalidRequest, TransientError
from perennial.ports import Functions
from perennial.records import Json

if TYPE_CHECKING:
    from perennial.models.serving import ServingModel

NO_PURCHASE = "orders: none of them is a purchase that counts by {}, so nothing can be foreseen. {}"
TOO_LATE = "as_of: the days to look ahead to lie beyond the year 9999; look from an earlier day."
MOST_TOLD = 5


class OrderSetAside(BaseModel):
    """An order that counts for nothing, by the rule of cleaning that says why."""

    order_id: str
    reason: str = Field(examples=["unparsable_date"])
    detail: str


class OrdersForecast(Forecast):
    """What is expected of a customer nobody has seen, and the features that the orders came to."""

    features: dict[str, Json]
    set_aside: list[OrderSetAside]


def forecast_of_orders(functions: Functions, model: "ServingModel", question: Question) -> OrdersForecast:
    """What the model expects of a customer with these orders; raises InvalidRequest where none of them counts."""
    asked = question.model_dump(mode="json", exclude_none=True, include={"orders", "as_of"})
    seen = functions.invoke("features", {"dataset": model.dataset, "at_least": model.as_of.isoformat(), **asked})
    if not isinstance(seen, dict):
        raise TransientError("the features came to nothing; the same request may go through in a moment.")
    return _forecast(model, seen)


def _forecast(model: "ServingModel", seen: dict[str, Any]) -> OrdersForecast:
    features, set_aside = seen["features"], [OrderSetAside.model_validate(one) for one in seen["set_aside"]]
    if features is None:
        reasons = "; ".join(f"{one.order_id}: {one.reason}" for one in set_aside[:MOST_TOLD])
        raise InvalidRequest(NO_PURCHASE.format(seen["as_of"], f"Set aside were {reasons}." if reasons else ""))
    known = {column.name: features[column.name] for column in MODEL_INPUTS if features[column.name] is not None}
    (forecast,) = fresh_forecasts(model, [known])
    as_of = date.fromisoformat(seen["as_of"])
    told = forecast.model_dump() | {"as_of": as_of, "features": features, "set_aside": set_aside}
    told["expected_next_order_at"] = _moved(forecast.expected_next_order_at, as_of - model.as_of)
    return OrdersForecast.model_validate(told)


def _moved(day: date | None, by: timedelta) -> date | None:
    """The model counts days from its own last day, the orders are looked at from theirs; raises InvalidRequest."""
    try:
        return None if day is None else day + by
    except OverflowError as error:
        raise InvalidRequest(TOO_LATE) from error
