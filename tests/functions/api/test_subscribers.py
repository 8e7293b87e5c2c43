"""The API on a dataset of subscribers."""

from datetime import UTC, datetime

import pytest

from perennial import layout
from perennial.models.budget import Budget
from perennial.stages.features import build_features
from perennial.stages.ingest import ingest
from perennial.stages.score import score
from perennial.stages.train import train
from tests.subscriber_files import subscriber_columns, subscriber_file

PHONE = "phone"
KNOWN = {"contract": "month", "tenure": 3, "monthly_charges": 40.0, "paperless": True}


@pytest.fixture
def phone(ports, tmp_path):
    """A dataset of subscribers that has been read, trained and scored."""
    now = datetime(2026, 3, 1, tzinfo=UTC)
    key = ports.landing.write(layout.landing_path(PHONE, "a.csv"), subscriber_file(subscriber_columns(600))).key
    ingest(key, ports, work_dir=tmp_path, last_attempt=False)
    build_features(PHONE, ports, work_dir=tmp_path)
    seconds = iter([0.0, 0.0, *[9.0] * 10])  # time for the baseline and the logistic regression
    train(PHONE, ports, work_dir=tmp_path, now=now, budget=Budget(5, lambda: next(seconds)))
    score(PHONE, ports, work_dir=tmp_path, now=now)
    return ports


def predict(client, **body):
    return client.post("/predict", json=body)


def test_a_scored_subscriber_is_answered_by_id(client, phone):
    forecast = predict(client, customer_id="c00001").json()
    assert 0 < forecast["churn_probability"] < 1
    assert forecast["as_of"] is None
    assert forecast["segment"]
    assert "horizons" not in forecast
    assert forecast["reasons"][0].startswith("associated with: ")
    assert "monthly_charges" in forecast["value_assumptions"]
    customer = client.get("/api/customers/c00001").json()
    assert customer["score"] == forecast
    assert customer["features"]["contract"] in {"month", "year"}


def test_anybody_is_predicted_by_the_datasets_own_attributes(client, phone):
    forecast = predict(client, features=KNOWN).json()
    assert forecast["unknown_features"] == []
    assert forecast["expected_value"] > 0
    assert any(reason.startswith("associated with: contract is month (+") for reason in forecast["reasons"])
    assert "12 months" in forecast["value_assumptions"]
    settled = predict(client, features=KNOWN | {"contract": "year", "tenure": 60}).json()
    assert settled["churn_probability"] < forecast["churn_probability"]


def test_a_category_never_seen_is_unknown_and_named(client, phone):
    forecast = predict(client, features=KNOWN | {"contract": "decade"}).json()
    assert forecast["unknown_features"] == ["contract"]
    assert forecast["churn_probability"] is not None


def test_values_may_be_written_as_in_the_file(client, phone):
    as_text = {"contract": "month", "tenure": "3", "monthly_charges": "40.0", "paperless": "Yes"}
    assert predict(client, features=as_text).json() == predict(client, features=KNOWN).json()


@pytest.mark.parametrize(
    ("features", "said"),
    [({"tenre": 3}, "tenre"), ({"tenure": "long"}, "a number"), ({"paperless": "maybe"}, "yes or no")],
)
def test_what_the_dataset_cannot_mean_is_refused_by_name(client, phone, features, said):
    answer = predict(client, features=features)
    assert answer.status_code == 422
    assert said in answer.json()["detail"]


@pytest.mark.parametrize("features", [{}, {"tenure": [1]}, {"tenure": 1e300}, {"": 1}])
def test_features_of_no_sense_anywhere_are_refused(client, phone, features):
    assert predict(client, features=features).status_code == 422


def test_details_name_the_attributes_and_metrics_the_candidates(client, phone):
    details = client.get("/api/details").json()
    assert (details["customers"], details["orders"], details["as_of"]) == (600, None, None)
    assert details["columns"] == ["customer_id", "already_left", "contract", "monthly_charges", "paperless", "tenure"]
    metrics = client.get("/api/metrics").json()["metrics"]
    assert metrics["churn_probability"]["logistic_regression"]["roc_auc"] > 0.6


def test_subscribers_are_listed_with_those_who_left_shown_as_such(client, phone):
    page = client.get("/api/customers?limit=200&sort=customer_id&order=asc").json()
    assert (page["kind"], page["as_of"], page["total"]) == ("subscribers", None, 600)
    assert (page["value_horizon_days"], page["churn_horizon_days"]) == (365, 30)
    left = [one for one in page["customers"] if one["already_left"]]
    here = [one for one in page["customers"] if not one["already_left"]]
    assert left
    assert {(one["segment"], one["expected_spend"], one["risk"]) for one in left} == {("already left", None, None)}
    for one in here[:3]:
        score = client.get(f"/api/customers/{one['customer_id']}").json()["score"]
        assert one["expected_spend"] == pytest.approx(score["expected_value"])
        assert one["churn_probability"] == pytest.approx(score["churn_probability"])
        assert (one["expected_spend_low"], one["recency_days"]) == (None, None)


def test_who_has_left_is_in_no_plan(client, phone):
    plan = client.get("/api/plan?budget=1000000&holdout_share=0.2").json()
    assert plan["contacted"] > 0
    assert "already left" not in {one["segment"] for one in plan["customers"]}
    left = client.get("/api/customers", params={"segment": "already left"}).json()["total"]
    assert plan["worth_contacting"] + left <= 600
    assert (plan["expected_return_low"], plan["assumptions"]["horizon_days"]) == (None, 365)


def test_segments_and_overview_of_subscribers_add_up(client, phone):
    segments = client.get("/api/segments").json()["segments"]
    assert sum(one["customers"] for one in segments) == 600
    said = client.get("/api/overview").json()
    assert (said["kind"], said["totals"], said["as_of"], said["days_old"]) == ("subscribers", [], None, None)
    high = client.get("/api/customers?risk=high").json()["total"]
    assert said["at_risk"]["customers"] == high
    assert [point["as_of"] for point in said["trend"]] == ["2026-03-01"]
