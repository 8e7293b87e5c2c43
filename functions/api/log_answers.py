"""What is answered about the prediction log, as schemas with examples."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class LoggedPrediction(BaseModel):
    """One answered question."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "prediction_id": "5d41402abc4b2a76b9719d911017c592",
                    "asked_at": "2026-03-01T12:00:00Z",
                    "key_id": "9f86d081884c",
                    "model_version": "20111209-5f0c1a2b",
                    "question": {"customer_id": "17850"},
                    "answer": {"customer_id": "17850", "segment": "loyal"},
                }
            ]
        }
    )

    prediction_id: str
    asked_at: datetime
    key_id: str = Field(description="which key asked; `perennial keys list` names its holder")
    model_version: str
    question: dict[str, Any]
    answer: dict[str, Any]


class PredictionLog(BaseModel):
    """A page of the log, newest first."""

    dataset: str
    predictions: list[LoggedPrediction]
    next_cursor: str | None = Field(description="ask with this cursor for those before these; null at the end")
