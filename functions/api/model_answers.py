"""What is answered about model versions, as schemas with examples."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from perennial.records import Json, ModelStatus

EXAMPLE_VERSION: JsonDict = {
    "version": "20111209-5f0c1a2b",
    "created_at": "2026-03-01T12:00:40Z",
    "as_of": "2011-12-09",
    "status": "champion",
    "expiring": False,
    "recipe": {"training_version": "9", "window_months": 24},
    "winners": {"expected_spend_90d": "gradient boosting", "churn_probability_90d": "logistic regression"},
    "figures": {"gini": 0.71, "mae": 312.4, "total_error": -0.08, "roc_auc": 0.79, "brier": 0.17},
    "decision": {"kind": "won", "in_words": "The challenger replaces champion 20111130-a0c1d2e3, being no worse."},
}


class Figures(BaseModel):
    """How the winners did at the longest horizon on orders they had not seen; null was not measured."""

    gini: float | None = Field(description="normalised Gini of the expected spend: 1 ranks perfectly, 0 at random")
    mae: float | None = Field(description="mean absolute error of the expected spend, in currency")
    total_error: float | None = Field(description="share by which the sum of expected spend missed; below 0 is too low")
    roc_auc: float | None = Field(description="how well churn is told apart: 1 perfectly, 0.5 at random")
    brier: float | None = Field(description="mean squared error of the churn probability")


class ModelVersion(BaseModel):
    """A version of the model: what it is made of, how it did, and why it serves or does not."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE_VERSION]})

    version: str
    created_at: datetime
    as_of: date | None
    status: ModelStatus = Field(description="champion serves; expired ones have no artifact any more")
    expiring: bool = Field(description="marked to be removed")
    recipe: dict[str, Json] = Field(description="how it was made, apart from its data")
    winners: dict[str, Json] = Field(description="by score column the candidate that forecasts it")
    figures: Figures
    decision: dict[str, Json] = Field(description="why it serves or does not, `in_words` and in numbers")


class ModelList(BaseModel):
    """The versions of a dataset's model, newest first."""

    dataset: str
    models: list[ModelVersion]


class ModelDetails(ModelVersion):
    """A version with everything that was written down when it was trained."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                EXAMPLE_VERSION
                | {
                    "dataset": "my-shop",
                    "manifest": {"kind": "orders", "value_horizon_days": 365},
                    "metrics": {"expected_spend_90d": {"gradient boosting": {"mae": 312.4, "gini": 0.71}}},
                }
            ]
        }
    )

    dataset: str
    manifest: dict[str, Json] = Field(description="choices and reasons, importances, curves; empty once it expired")
    metrics: dict[str, Json] = Field(description="by score column and candidate the figures on orders not seen")


class Champion(BaseModel):
    """Which version serves now."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "dataset": "my-shop",
                    "champion": "20111130-a0c1d2e3",
                    "before": "20111209-5f0c1a2b",
                    "in_words": "Rolled back by key 9f86d081884c at 2026-03-01 12:30 UTC.",
                }
            ]
        }
    )

    dataset: str
    champion: str
    before: str | None = Field(description="the version that served until now")
    in_words: str
