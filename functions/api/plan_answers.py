"""What is answered about plans, as schemas with examples. Money is in the dataset's currency."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from functions.api.list_answers import Download


class Assumptions(BaseModel):
    """What every number of a plan rests on; `economics` of the dataset's description sets the first three."""

    margin: float = Field(description="of what customers spend, 0 to 1")
    incentive_cost: float = Field(description="what a contact costs, needed or not")
    contact_success_rate: float = Field(description="of those who would leave, how many a contact keeps, 0 to 1")
    horizon_days: int = Field(description="days that spend and the probability of leaving look ahead")
    in_words: str


class BreakEven(BaseModel):
    """How far contacting may fall short of what is assumed before the plan loses money."""

    success_rate: float | None = Field(description="null where nobody is contacted")
    in_words: str


class CurvePoint(BaseModel):
    """What another budget would do."""

    budget: float
    contacted: int
    expected_return: float
    net: float


class Sensitivity(BaseModel):
    """What the same budget would do, were one assumption half or twice as large."""

    assumption: Literal["margin", "incentive_cost", "contact_success_rate"]
    value: float
    contacted: int
    net: float


class PlannedCustomer(BaseModel):
    """A customer in the plan."""

    customer_id: str
    segment: str
    churn_probability: float = Field(description="within horizon_days; of subscribers within the label's period")
    expected_spend: float = Field(description="within horizon_days; of subscribers the margin of their stay")
    expected_gain: float = Field(description="what contacting brings above its cost")
    held_out: bool = Field(description="left alone on purpose, so that the effect can be measured")
    action: str


class PlanAnswer(BaseModel):
    """Whom to contact for a budget, what it is expected to bring, and how that turns on each assumption."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "dataset": "my-shop",
                    "currency": "GBP",
                    "budget": 1000.0,
                    "assumptions": {
                        "margin": 0.4,
                        "incentive_cost": 5.0,
                        "contact_success_rate": 0.2,
                        "horizon_days": 90,
                        "in_words": "A contact costs 5 GBP, needed or not, and keeps 20% of those who would not order.",
                    },
                    "contacted": 180,
                    "held_out": 20,
                    "cost": 900.0,
                    "expected_return": 4120.5,
                    "expected_return_low": 610.0,
                    "expected_return_high": 11890.0,
                    "net": 3220.5,
                    "worth_contacting": 1320,
                    "break_even": {"success_rate": 0.0437, "in_words": "The plan pays for itself from 4.4% on."},
                    "curve": [{"budget": 0.0, "contacted": 0, "expected_return": 0.0, "net": 0.0}],
                    "sensitivity": [{"assumption": "margin", "value": 0.2, "contacted": 180, "net": 1160.3}],
                    "customers": [
                        {
                            "customer_id": "17850",
                            "segment": "loyal",
                            "churn_probability": 0.44,
                            "expected_spend": 3210.2,
                            "expected_gain": 108.0,
                            "held_out": False,
                            "action": "Remind them at their usual time of order.",
                        }
                    ],
                    "in_words": "With 1,000 GBP, 180 of the 1,320 customers worth contacting are contacted.",
                }
            ]
        }
    )

    dataset: str
    currency: str | None
    budget: float
    assumptions: Assumptions
    contacted: int
    held_out: int = Field(description="chosen at random among those the plan would contact")
    cost: float
    expected_return: float = Field(description="before the cost, of those contacted")
    expected_return_low: float | None = Field(description="if all of them spend at the low end of their ranges at once")
    expected_return_high: float | None = Field(description="if all of them spend at the high end at once")
    net: float = Field(description="expected_return less cost")
    worth_contacting: int = Field(description="customers with an expected gain above 0, at any budget")
    break_even: BreakEven
    curve: list[CurvePoint] = Field(description="by rising budget, to the last that changes anything")
    sensitivity: list[Sensitivity]
    customers: list[PlannedCustomer] = Field(description="the first 50 of the plan, most to gain first")
    in_words: str


class PlanDownload(Download):
    """The plan's list as CSV: everybody worth contacting, with the group they are in."""

    plan_id: str = Field(description="names the list and its terms in the lake, to measure the effect by later")
    in_words: str
