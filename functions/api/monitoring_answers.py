"""What is answered about drift, realised forecasts and plans, as schemas with examples."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Drift(BaseModel):
    """How far one value lies from what the model learnt from, and from where on that counts."""

    name: str
    psi: float = Field(description="population stability index against the training")
    psi_limit: float = Field(description="what the dataset's limit, the samples' sizes and the shop's own past allow")
    ks: float | None = Field(description="Kolmogorov-Smirnov distance; null of words")
    ks_limit: float | None
    drifted: bool


class MonitorReading(BaseModel):
    """One check of a dataset's current data against the training of its model."""

    at: datetime
    as_of: date | None = Field(description="last day of the data that were checked")
    check: Literal["data", "model"] = Field(description="model: past forecasts were looked at too")
    model_version: str
    features: list[Drift] = Field(description="what customers did, by name")
    predictions: dict[str, Drift] = Field(description="what the model says of them, by score column")
    tripped: bool = Field(description="whether the model is out of date")
    reasons: list[str]
    decision: str = Field(description="what follows, in words")


class RealisedForecast(BaseModel):
    """A past forecast whose horizon has passed, against what came; null where it was withheld or cannot be told."""

    as_of: date
    horizon_days: int
    model_version: str
    backfilled: bool = Field(description="the day was scored afterwards, by a model that knew no more than it did")
    customers: int
    expected: float | None = Field(description="what all customers together were expected to spend, in currency")
    low: float | None
    high: float | None
    realised: float = Field(description="what they spent, in currency")
    inside: bool | None = Field(description="whether that lay within the range")
    gini: float | None = Field(description="normalised Gini of the expected spend")
    mae: float | None = Field(description="mean absolute error of the expected spend, in currency")
    roc_auc: float | None
    brier: float | None
    roc_auc_at_training: float | None
    brier_at_training: float | None


class PlanEffect(BaseModel):
    """What a plan whose horizon has passed brought: those its list contacted against those it held out.

    Perennial contacts nobody: the comparison says what contacting brought only if the list was kept to.
    """

    plan_id: str
    as_of: date = Field(description="last day the plan had seen")
    horizon_days: int
    contacted: int = Field(description="customers listed to be contacted, without those erased since")
    held_out: int
    mean_contacted: float | None = Field(description="what each spent within the horizon, in currency")
    mean_held_out: float | None
    difference: float | None = Field(description="of the means; null with fewer than three customers in a group")
    low: float | None = Field(description="low end of the difference's 95 % interval (Welch's test)")
    high: float | None
    return_per_contact: float | None = Field(description="margin x difference, before the cost of a contact")
    in_words: str


class Monitoring(BaseModel):
    """What the monitor found of a dataset."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "dataset": "my-shop",
                    "readings": [
                        {
                            "at": "2026-03-01T06:00:00Z",
                            "as_of": "2026-02-28",
                            "check": "data",
                            "model_version": "20260131-5f0c88aa",
                            "features": [
                                {
                                    "name": "recency_days",
                                    "psi": 0.04,
                                    "psi_limit": 0.2,
                                    "ks": 0.06,
                                    "ks_limit": 0.2,
                                    "drifted": False,
                                }
                            ],
                            "predictions": {},
                            "tripped": False,
                            "reasons": [],
                            "decision": "Nothing has moved further than it may.",
                        }
                    ],
                    "realised": [
                        {
                            "as_of": "2026-01-31",
                            "horizon_days": 30,
                            "model_version": "20260131-5f0c88aa",
                            "backfilled": False,
                            "customers": 4120,
                            "expected": 51200.0,
                            "low": 43800.0,
                            "high": 60100.0,
                            "realised": 49750.0,
                            "inside": True,
                            "gini": 0.71,
                            "mae": 14.2,
                            "roc_auc": 0.78,
                            "brier": 0.16,
                            "roc_auc_at_training": 0.79,
                            "brier_at_training": 0.16,
                        }
                    ],
                    "plan_effects": [
                        {
                            "plan_id": "5b0c1c2f8e6d4a7f9b3e2d1c0a9f8e7d",
                            "as_of": "2025-11-30",
                            "horizon_days": 90,
                            "contacted": 1810,
                            "held_out": 202,
                            "mean_contacted": 31.4,
                            "mean_held_out": 24.9,
                            "difference": 6.5,
                            "low": 1.2,
                            "high": 11.8,
                            "return_per_contact": 2.6,
                            "in_words": "By what they spent in the 90 days after 2025-11-30, of the plan's list: …",
                        }
                    ],
                }
            ]
        }
    )

    dataset: str
    readings: list[MonitorReading]
    realised: list[RealisedForecast]
    plan_effects: list[PlanEffect]
