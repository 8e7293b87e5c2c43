"""What is answered about many customers at once: lists, segments, the overview, downloads; schemas with examples."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

type Kind = Literal["orders", "subscribers"]
type Risk = Literal["low", "medium", "high"]
type Tier = Literal["top", "high", "middle", "low"]

EXAMPLE_CUSTOMER: JsonDict = {
    "customer_id": "17850",
    "segment": "loyal",
    "tier": "high",
    "risk": "medium",
    "expected_spend": 61.2,
    "expected_spend_low": 0.0,
    "expected_spend_high": 148.5,
    "churn_probability": 0.44,
    "value_at_risk": 26.9,
    "value_percentile": 91.4,
    "expected_next_order_at": "2012-01-04",
    "recency_days": 12,
    "frequency": 34,
    "already_left": False,
}


class ListedCustomer(BaseModel):
    """A customer in a list; null is withheld or unknown. Numbers have seven digits, GET /api/customers/{id} has all."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE_CUSTOMER]})

    customer_id: str
    segment: str
    tier: Tier | None
    risk: Risk | None
    expected_spend: float | None = Field(description="within value_horizon_days, in currency; of subscribers the value")
    expected_spend_low: float | None = Field(description="lower end of the range it lies in four times in five")
    expected_spend_high: float | None = Field(description="upper end of that range")
    churn_probability: float | None = Field(description="within churn_horizon_days, 0 to 1")
    value_at_risk: float | None = Field(description="what leaving may cost of the expected spend, in currency")
    value_percentile: float | None = Field(description="share of customers worth less, 0 to 100")
    expected_next_order_at: date | None
    recency_days: int | None = Field(description="days from the latest purchase to as_of; none of subscribers")
    frequency: int | None = Field(description="number of orders; none of subscribers")
    already_left: bool = Field(description="a subscriber whose label says they have left: they are in no plan")


class CustomerPage(BaseModel):
    """A page of the customers asked for."""

    dataset: str
    kind: Kind
    as_of: date | None
    total: int = Field(description="how many customers the question finds, on all pages")
    value_horizon_days: int | None
    churn_horizon_days: int | None
    customers: list[ListedCustomer]
    next_cursor: str | None = Field(
        description="ask the same question with this cursor for the next page; null at the end. The pages of one list "
        "are of one snapshot, even when customers are scored anew meanwhile"
    )


class SegmentRow(BaseModel):
    """One segment: who they are, what they are worth, what of it is at risk, what to do. Null is unknown."""

    segment: str
    meaning: str | None = Field(description="how its customers buy; null of subscribers, whose names say it")
    customers: int
    customers_share: float = Field(description="of all customers, 0 to 1")
    median_recency_days: float | None
    median_frequency: float | None
    median_monetary: float | None = Field(description="total spend net of returns, in currency")
    expected_spend: float | None = Field(description="sum over its customers, in currency")
    value_at_risk: float | None = Field(description="sum over its customers, in currency")
    mean_churn_probability: float | None
    value_horizon_days: int | None = Field(description="days that expected_spend and value_at_risk look ahead")
    churn_horizon_days: int | None = Field(description="days that mean_churn_probability looks ahead")
    action: str = Field(description="what to do with most of them")


class Segments(BaseModel):
    """The segments that have customers."""

    dataset: str
    as_of: date | None
    segments: list[SegmentRow]


class OverviewTotal(BaseModel):
    """What all customers together are expected to spend, in the dataset's currency; or why that is withheld."""

    horizon_days: int
    expected: float | None
    low: float | None = Field(description="lower end of the range it lies in four times in five")
    high: float | None = Field(description="upper end of that range")
    before_level_correction: float | None
    in_words: str
    withheld: str | None = Field(description="why there is no number, and what it takes to get one")


class AtRisk(BaseModel):
    """The customers whose risk of leaving is high."""

    customers: int
    value: float | None = Field(description="the sum of their value at risk, in currency")
    horizon_days: int | None = Field(description="days that the value looks ahead")


class ChampionInWords(BaseModel):
    """The model behind the numbers."""

    version: str
    created_at: datetime | None
    in_words: str


class TrendTotal(BaseModel):
    """A sum as it was expected on an earlier day."""

    horizon_days: int
    expected: float
    low: float | None
    high: float | None


class TrendPoint(BaseModel):
    """One earlier scoring, or the current one."""

    as_of: date
    customers: int
    totals: list[TrendTotal]
    at_risk_customers: int
    at_risk_value: float | None


class NextAction(BaseModel):
    """The one thing to do next: the console's screen, and what to ask it for."""

    text: str
    screen: Literal["upload", "customers", "plan"]
    query: str = Field(examples=["risk=high&sort=risk"])


class Overview(BaseModel):
    """A dataset at a glance."""

    dataset: str
    kind: Kind
    currency: str | None
    as_of: date | None = Field(description="last day the forecasts have seen")
    days_old: int | None = Field(description="days from as_of to today")
    scored_at: datetime
    customers: int
    model: ChampionInWords
    totals: list[OverviewTotal] = Field(description="of orders, by rising horizon")
    at_risk: AtRisk
    segments: list[SegmentRow]
    trend: list[TrendPoint] = Field(description="oldest first, at most 24")
    coverage_in_words: str | None = Field(description="how often past ranges held what came; null where untested")
    next_action: NextAction


class Download(BaseModel):
    """Where a file can be fetched for a while, by whoever has the address, without a key."""

    url: str
    file_name: str = Field(examples=["scores-my-shop-2011-12-09.csv"])
    size_bytes: int
    expires_in_seconds: int
