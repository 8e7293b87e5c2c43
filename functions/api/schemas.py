"""What the API takes and answers, as strict schemas with examples."""

from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, create_model, model_validator

from perennial.records import Json, RunOutcome, Stage
from perennial.tables import FEATURES, Column

STRICT = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)
# A DynamoDB partition key takes 2,048 bytes; dataset, separator and 400 characters of four bytes stay below.
type CustomerId = Annotated[str, Field(min_length=1, max_length=400)]
type DatasetName = Annotated[str, Field(min_length=1, max_length=63)]

LARGEST = 1e12  # beyond any shop; keeps every sum and product a finite number
NEVER_NEGATIVE_TYPES = ("INTEGER", "BIGINT")
NEVER_NEGATIVE = frozenset(
    {"avg_basket_value", "avg_interpurchase_days", "total_spend", "return_ratio", "transaction_density"}
)
SHARES = frozenset({"active_month_ratio", "active_day_ratio", "transaction_momentum"})
UNKNOWN_TO_MODELS = ("VARCHAR", "DATE", "TIMESTAMP")


def _feature(column: Column) -> tuple[Any, Any]:
    """The field of one feature; left out or null means unknown."""
    if column.type == "BOOLEAN":
        return bool | None, Field(default=None, description=column.meaning)
    nonnegative = column.type in NEVER_NEGATIVE_TYPES or column.name in NEVER_NEGATIVE | SHARES
    lowest, highest = 0.0 if nonnegative else -LARGEST, 1.0 if column.name in SHARES else LARGEST
    return float | None, Field(default=None, ge=lowest, le=highest, description=column.meaning)


MODEL_INPUTS = tuple(column for column in FEATURES.columns if column.type not in UNKNOWN_TO_MODELS)
_features: dict[str, Any] = {column.name: _feature(column) for column in MODEL_INPUTS}
CustomerFeatures = create_model(
    "CustomerFeatures",
    __config__=STRICT,
    __doc__="What is known of a customer; every feature left out or null is treated as unknown.",
    **_features,
)


class Question(BaseModel):
    """Whom to predict: a scored customer by id, or anybody by features; exactly one of the two."""

    model_config = STRICT | ConfigDict(
        json_schema_extra={
            "examples": [
                {"customer_id": "17850"},
                {
                    "features": {
                        "recency_days": 12,
                        "frequency": 5,
                        "monetary": 842.5,
                        "avg_basket_value": 168.5,
                        "unique_products": 31,
                        "avg_interpurchase_days": 41.25,
                        "purchase_span_days": 165,
                    }
                },
            ]
        }
    )

    dataset: DatasetName | None = Field(default=None, description="may be left out while there is one dataset")
    customer_id: CustomerId | None = None
    features: CustomerFeatures | None = None  # type: ignore[valid-type]  # made from the feature table's contract

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Self:
        if (self.customer_id is None) == (self.features is None):
            raise ValueError("give either customer_id or features, and not both")
        if self.features is not None and not self.known_features():
            raise ValueError("features must hold at least one known feature")
        return self

    def known_features(self) -> dict[str, float | None]:
        """The features that were given with a value."""
        return {} if self.features is None else self.features.model_dump(exclude_none=True)


class Horizon(BaseModel):
    """What is expected within so many days; null is withheld."""

    horizon_days: int
    expected_spend: float | None = Field(description="net spend, in the dataset's currency")
    churn_probability: float | None = Field(description="probability of no order, 0 to 1")


class Forecast(BaseModel):
    """What is expected of one customer, and what to do."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "dataset": "my-shop",
                    "customer_id": "17850",
                    "as_of": "2011-12-09",
                    "model_version": "20260301T120000-5f0c",
                    "horizons": [{"horizon_days": 30, "expected_spend": 61.2, "churn_probability": 0.44}],
                    "withheld": {},
                    "segment": "loyal",
                    "tier": "high",
                    "value_percentile": 91.4,
                    "risk": "medium",
                    "action": "Say thank you and show what is new.",
                    "unknown_features": [],
                }
            ]
        }
    )

    dataset: str
    customer_id: str | None
    as_of: date = Field(description="last day the forecast has seen")
    model_version: str
    horizons: list[Horizon]
    withheld: dict[str, str] = Field(description="why a number is null, by its column in the score table")
    segment: str
    tier: str | None
    value_percentile: float | None = Field(description="share of customers worth less, 0 to 100")
    risk: str | None
    action: str
    unknown_features: list[str] = Field(description="features the model knows and was not told")


class Customer(BaseModel):
    """A scored customer: the forecast, the features it rests on, the latest orders (at most 50, newest first)."""

    dataset: str
    customer_id: str
    score: Forecast
    features: dict[str, Json]
    orders: list[dict[str, Json]]


class Health(BaseModel):
    """That the system answers."""

    status: str = Field(examples=["ok"])
    version: str = Field(examples=["1.0"], description="the version of the API")


class Run(BaseModel):
    """One run of one stage."""

    run_id: str
    stage: Stage
    subject: str = Field(description="the landing key it worked on, or empty")
    started_at: datetime
    ended_at: datetime | None
    outcome: RunOutcome
    reason: str | None
    detail: dict[str, Json]


class Artifact(BaseModel):
    """A file that a stage left behind."""

    store: str = Field(examples=["lake"], description="lake or models")
    key: str
    size_bytes: int


class Files(BaseModel):
    """The dropped files and their rows: read = kept + rejected + duplicate."""

    clean: int
    failed: int
    gone: int
    rows_read: int
    rows_kept: int
    rows_rejected: int
    rows_duplicate: int


class Details(BaseModel):
    """What the system holds of a dataset."""

    dataset: str
    as_of: date | None = Field(description="last order day that was seen")
    customers: int | None
    orders: int | None
    rows: int | None = Field(description="order lines of the current features")
    columns: list[str] = Field(description="columns of the feature table")
    model_version: str | None
    files: Files
    last_runs: dict[Stage, Run] = Field(description="the latest run of each stage")
    artifacts: list[Artifact]


class Metrics(BaseModel):
    """How the champion and its competitors did on orders they had not seen."""

    dataset: str
    model_version: str
    metrics: Json


class ModelRuns(BaseModel):
    """Trainings, newest first."""

    dataset: str
    runs: list[Run]


class FieldProblem(BaseModel):
    """One thing that is wrong with one field."""

    field: str = Field(examples=["features.recency_days"])
    message: str = Field(examples=["Input should be greater than or equal to 0"])


class Problem(BaseModel):
    """A problem as of RFC 9457."""

    type: str = Field(examples=["urn:perennial:problem:unknown-customer"])
    title: str = Field(examples=["Unknown customer"])
    status: int = Field(examples=[404])
    detail: str
    errors: list[FieldProblem] | None = None
    reference: str | None = Field(default=None, description="quote it when you ask for help")
