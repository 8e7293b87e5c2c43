"""Predictions for datasets of subscribers: questions by attributes of any name, and what is answered."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, Field

from functions.api.questions import LARGEST, STRICT, CustomerId, DatasetName
from perennial.errors import InvalidRequest
from perennial.records import CustomerRecord, Json
from perennial.tables import REASON_COLUMNS

if TYPE_CHECKING:
    from perennial.models.subscriber_inputs import InputColumn
    from perennial.models.subscriber_serving import SubscriberModel

MOST_FEATURES = 2_000
REASON = re.compile(r"(churn_probability|expected_value): (.*?)(?=; (?:churn_probability|expected_value): |\Z)")

type Name = Annotated[str, Field(min_length=1, max_length=400)]
type Number = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]
type Value = Annotated[str, Field(max_length=400)] | bool | Number | None


class SubscriberQuestion(BaseModel):
    """Anybody by the attributes of a dataset of subscribers, by their names in its files."""

    model_config = STRICT

    dataset: DatasetName | None = None
    customer_id: None = None
    features: Annotated[dict[Name, Value], Field(min_length=1, max_length=MOST_FEATURES)]

    def known_features(self) -> dict[str, Json]:
        """The features that were given with a value."""
        return {name: value for name, value in self.features.items() if value is not None}


class SubscriberForecast(BaseModel):
    """What is expected of one subscriber, and what to do; null is withheld."""

    dataset: str
    customer_id: CustomerId | None
    as_of: date | None = Field(description="the day the data are of, where the description says so")
    model_version: str
    churn_probability: float | None = Field(description="probability of leaving within the label's period, 0 to 1")
    expected_value: float | None = Field(description="margin of the expected stay, in the dataset's currency")
    value_at_risk: float | None = Field(description="margin that leaving is expected to cost, in currency")
    value_assumptions: str | None = Field(description="what the two numbers of worth assume, in words")
    already_left: bool = Field(description="the label says they have left: they are in no plan")
    withheld: dict[str, str] = Field(description="why a number is null, by its column in the score table")
    segment: str
    tier: str | None
    value_percentile: float | None = Field(description="share of customers worth less, 0 to 100")
    risk: str | None
    action: str
    reasons: list[str] = Field(
        description="attributes that the probability goes with, in percentage points of it, greatest effect first, "
        "compared with the average customer; those that move together share one; an association, not a cause"
    )
    unknown_features: list[str] = Field(description="attributes not told, or of a value the model never saw")


def typed_attributes(model: "SubscriberModel", features: Mapping[str, Json]) -> dict[str, Json]:
    """Attributes as the model reads them; raises InvalidRequest for names and values it can make nothing of."""
    columns = {column.name: column for column in model.encoding.columns}
    unknown = sorted(set(features) - set(columns))
    if unknown:
        raise InvalidRequest(
            f"the model uses no attribute {', '.join(unknown)}; leave it out. It uses {', '.join(columns)}."
        )
    return {name: _typed(columns[name], value) for name, value in features.items()}


def fresh_subscriber_forecasts(
    model: "SubscriberModel", customers: Sequence[Mapping[str, Json]]
) -> list[SubscriberForecast]:
    """What the model expects of subscribers with these attributes."""
    from perennial.subscriber_scoring import predict_subscribers  # noqa: PLC0415  # numpy only where it is used

    head: dict[str, object] = {
        "dataset": model.dataset,
        "customer_id": None,
        "as_of": model.as_of,
        "model_version": model.version,
    }
    head |= {"value_assumptions": model.terms.in_words(), "already_left": False}
    return [SubscriberForecast.model_validate(head | asdict(one)) for one in predict_subscribers(model, customers)]


def stored_subscriber_forecast(record: CustomerRecord) -> SubscriberForecast:
    """The forecast a scored subscriber's record holds."""
    return SubscriberForecast.model_validate(
        {
            "value_assumptions": None,
            **record.score,
            "dataset": record.dataset,
            "customer_id": record.customer_id,
            "withheld": dict(REASON.findall(str(record.score.get("withheld_reason") or ""))),
            "reasons": [record.score[name] for name in REASON_COLUMNS if record.score.get(name) is not None],
            "unknown_features": [
                name for name, value in record.features.items() if value is None and name != "already_left"
            ],
        }
    )


def _typed(column: "InputColumn", value: Json) -> Json:
    """The value as the model reads it; a category may be any text. Raises InvalidRequest."""
    if column.kind == "category":
        return str(value)
    if column.kind == "date" and column.last_day is not None and isinstance(value, str):
        return _days_before(column.last_day, column.name, value)
    if not column.says_something(value):
        wanted = {"flag": "yes or no", "date": "a date like 2024-01-31"}.get(column.kind, "a number")
        raise InvalidRequest(f"features.{column.name}: {value!r} is not {wanted}.")
    return value


def _days_before(last_day: date, name: str, value: str) -> float:
    try:
        return float((last_day - datetime.fromisoformat(value).date()).days)
    except ValueError as error:
        raise InvalidRequest(f"features.{name}: {value!r} is not a date like 2024-01-31.") from error
