"""What follows from a check: reasons in words, and only the champion's own forecasts count against it."""

from datetime import date
from typing import Any

import pytest

from perennial.drift_reference import Reading
from perennial.drift_settings import DriftSettings
from perennial.monitoring import Finding, auc_limit, finding

DAY = date(2024, 6, 30)
QUIET = Reading("recency_days", 0.01, 0.2, 0.02, 0.2)
MOVED = Reading("recent_order_value", 0.5, 0.2, 0.3, 0.2)
MOVED_BY_KS = Reading("monetary", 0.19, 0.2, 0.25, 0.2)
WORDS = Reading("attribute channel", 0.9, 0.2, None, None)


def realised(auc: float | None = 0.6, version: str = "v1", customers: int = 4000, **other: Any) -> dict[str, Any]:
    return {
        "as_of": "2024-05-31",
        "horizon_days": 30,
        "model_version": version,
        "customers": customers,
        "churned": customers // 2,
        "roc_auc": auc,
        "roc_auc_at_training": 0.8,
        **other,
    }


def reasons(*readings: Reading, forecasts: tuple[dict[str, Any], ...] = (), **settings: Any) -> tuple[str, ...]:
    return finding(readings, forecasts, champion="v1", day=DAY, settings=DriftSettings(**settings)).reasons


def test_nothing_that_moved_is_no_reason() -> None:
    assert reasons(QUIET, forecasts=(realised(0.79),)) == ()


def test_what_moved_furthest_beyond_its_limit_is_named_first() -> None:
    (reason,) = reasons(QUIET, MOVED, WORDS)
    assert reason.startswith("what the model sees has moved by 2024-06-30: attribute channel (PSI 0.90, limit 0.20), ")
    assert "recency_days" not in reason


def test_a_shift_that_only_ks_sees_is_told_by_ks() -> None:
    assert reasons(MOVED_BY_KS)[0].endswith("monetary (KS 0.25, limit 0.20)")


def test_of_many_that_moved_three_are_named_and_the_others_counted() -> None:
    many = [Reading(f"f{number}", 1.0 + number, 0.2, None, None) for number in range(5)]
    (reason,) = reasons(*many)
    assert reason.endswith("and 2 more")
    assert "f4" in reason
    assert "f0" not in reason


def test_a_churn_forecast_that_fell_a_tenth_below_its_training_is_a_reason() -> None:
    (reason,) = reasons(forecasts=(realised(0.69),))
    assert "ROC-AUC of 0.690; at training it was 0.800" in reason


@pytest.mark.parametrize(
    "forecast", [realised(0.6, version="v0"), realised(None), realised(0.6, roc_auc_at_training=None)]
)
def test_another_models_forecast_or_one_without_a_baseline_is_no_reason(forecast) -> None:
    assert reasons(forecasts=(forecast,)) == ()


def test_the_same_fall_among_few_customers_may_be_chance() -> None:
    assert reasons(forecasts=(realised(0.65),))
    assert reasons(forecasts=(realised(0.65, customers=60),)) == ()
    assert auc_limit(0.8, 30, 30, 0.1) < auc_limit(0.8, 2000, 2000, 0.1) < 0.9 * 0.8


def test_a_dataset_may_allow_a_greater_fall() -> None:
    assert reasons(forecasts=(realised(0.65),), auc_drop=0.25) == ()


def test_a_finding_tells_features_and_predictions_apart() -> None:
    predicted = Reading("churn_probability_30d", 0.3, 0.2, 0.1, 0.2)
    told = finding([QUIET, predicted], [realised()], champion="v1", day=None, settings=DriftSettings()).to_json()
    assert told["features"] == [QUIET.to_json()]
    assert told["predictions"] == {"churn_probability_30d": predicted.to_json()}
    assert told["tripped"] is True
    assert QUIET.to_json()["drifted"] is False


def test_what_plans_brought_is_told_and_calls_for_no_training() -> None:
    found = Finding([QUIET], [], plan_effects=[{"plan_id": "p1", "difference": -3.0}])
    assert found.to_json()["plan_effects"] == [{"plan_id": "p1", "difference": -3.0}]
    assert found.tripped is False
