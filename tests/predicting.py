"""What is expected of one customer alone, for tests that ask about one."""

from collections.abc import Mapping
from typing import Any

from perennial.models.serving import ServingModel
from perennial.models.subscriber_serving import SubscriberModel
from perennial.predictions import Prediction
from perennial.scoring import predict_many
from perennial.subscriber_scoring import SubscriberPrediction, predict_subscribers


def predict_one(model: ServingModel, features: Mapping[str, float | None]) -> Prediction:
    """What is expected of a customer with these features."""
    return predict_many(model, [features])[0]


def predict_subscriber(model: SubscriberModel, features: Mapping[str, Any]) -> SubscriberPrediction:
    """What is expected of a subscriber with these attributes."""
    return predict_subscribers(model, [features])[0]
