"""What is answered, as schemas with examples."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from functions.api.run_answers import Run
from functions.api.subscribers import SubscriberForecast
from perennial.records import Json, Scope, Stage


class Horizon(BaseModel):
    """What is expected within so many days; null is withheld."""

    horizon_days: int
    expected_spend: float | None = Field(description="net spend, in the dataset's currency")
    expected_spend_low: float | None = Field(description="lower end of the range it lies in four times in five")
    expected_spend_high: float | None = Field(description="upper end of that range")
    expected_orders: float | None = Field(description="number of orders")
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
                    "horizons": [
                        {
                            "horizon_days": 30,
                            "expected_spend": 61.2,
                            "expected_spend_low": 0.0,
                            "expected_spend_high": 148.5,
                            "expected_orders": 0.81,
                            "churn_probability": 0.44,
                        }
                    ],
                    "p_alive": 0.93,
                    "expected_next_order_at": "2012-01-04",
                    "average_gap_days": 24.5,
                    "withheld": {},
                    "notes": {},
                    "segment": "loyal",
                    "tier": "high",
                    "value_percentile": 91.4,
                    "risk": "medium",
                    "action": "Say thank you and show what is new.",
                    "reasons": ["associated with: last order 3 days ago (+120 EUR)"],
                    "value_at_risk": 26.9,
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
    p_alive: float | None = Field(description="probability of being a customer still, 0 to 1")
    expected_next_order_at: date | None = Field(
        description="by when the next order is as likely to have come as not, by the churn probabilities"
    )
    average_gap_days: float | None = Field(description="their own mean days between purchase days so far")
    withheld: dict[str, str] = Field(description="why a number is null, by its column in the score table")
    notes: dict[str, str] = Field(description="how a number came about that was not backtested, by column")
    segment: str
    tier: str | None
    value_percentile: float | None = Field(description="share of customers worth less, 0 to 100")
    risk: str | None
    action: str
    reasons: list[str] = Field(
        description="what the expected spend goes together with, compared with a customer in the middle; not its causes"
    )
    value_at_risk: float | None = Field(
        description="churn probability x expected spend at the longest horizon given, in the dataset's currency"
    )
    unknown_features: list[str] = Field(description="features the model knows and was not told")


class PastForecast(BaseModel):
    """What was expected of a customer in an earlier snapshot; of a subscriber, the two numbers and no horizons."""

    as_of: date | None
    model_version: str
    horizons: list[Horizon]
    churn_probability: float | None
    expected_value: float | None


class Customer(BaseModel):
    """A scored customer: the forecast, the features it rests on, the latest orders (at most 50, newest first)."""

    dataset: str
    customer_id: str
    score: Forecast | SubscriberForecast
    features: dict[str, Json]
    orders: list[dict[str, Json]]
    history: list[PastForecast] = Field(description="what was forecast before, newest first, as far as it is kept")


class Health(BaseModel):
    """That the system answers."""

    status: str = Field(examples=["ok"])
    version: str = Field(examples=["1.0"], description="the version of the API")


class KeyHolder(BaseModel):
    """The key that asks."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"key_id": "9f86d081884c", "name": "till", "scope": "read", "created_at": "2026-03-01T12:00:00Z"}
            ]
        }
    )

    key_id: str = Field(description="names the key in logs; it opens nothing")
    name: str = Field(description="who uses it")
    scope: Scope = Field(description="admin may what operate may, and operate what read may")
    created_at: datetime


class Artifact(BaseModel):
    """A file that a stage left behind."""

    store: str = Field(examples=["lake"], description="lake or models")
    key: str
    size_bytes: int


class Files(BaseModel):
    """The dropped files and their rows: read = kept + rejected + duplicate."""

    clean: int
    ignored: int
    failed: int
    gone: int
    rows_read: int
    rows_kept: int
    rows_rejected: int
    rows_duplicate: int


class Total(BaseModel):
    """What all customers together are expected to spend, in the dataset's currency."""

    horizon_days: int
    expected: float
    low: float | None = Field(description="lower end of the range it lies in four times in five")
    high: float | None = Field(description="upper end of that range")
    before_level_correction: float = Field(description="what it was before growth and season were corrected for")
    in_words: str


class Details(BaseModel):
    """What the system holds of a dataset."""

    dataset: str
    as_of: date | None = Field(description="last order day that was seen; of subscribers, the described day")
    customers: int | None
    orders: int | None
    rows: int | None = Field(description="order lines behind the current features; of subscribers, customers")
    columns: list[str] = Field(description="columns of the feature table")
    model_version: str | None
    totals: list[Total] = Field(description="of orders, the sums of expected spend; empty before the first scoring")
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
