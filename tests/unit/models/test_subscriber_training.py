"""One training of a dataset of subscribers."""

import json

import numpy as np
import pytest

from perennial.dataset import Dataset
from perennial.models.budget import Budget
from perennial.models.subscriber_terms import SubscriberJob
from perennial.models.subscriber_training import rows_to_learn_from, train_subscribers
from perennial.subscriber_scoring import score_subscribers
from tests.subscriber_files import KINDS, features_of, subscriber_columns

TIME = Budget(60, lambda: 0.0)


def trained(columns, kinds=None, budget=TIME, **description):
    job = SubscriberJob(
        "phone", "v1", None, kinds or KINDS, Dataset.model_validate(description), 20, {}, {"colour": "it is blank"}
    )
    return train_subscribers(columns, job, budget)


@pytest.fixture(scope="module")
def result():
    return trained(subscriber_columns())


def test_the_manifest_tells_the_story_and_is_json(result):
    number = result.manifest["numbers"]["churn_probability"]
    assert number["winner"] == result.winners["churn_probability"] != "base_rate"
    assert "replaces base_rate" in number["reason"]
    assert number["out_of_fold"]["roc_auc"] > 0.75
    assert len(number["business_cost"]["curve"]["thresholds"]) == 101
    assert "A contact costs 5" in number["business_cost"]["assumptions"]
    assert number["warning"] is None
    assert "monthly_charges" in result.manifest["value_assumptions"]
    assert set(result.metrics["churn_probability"]) == set(number["candidates"])
    json.dumps([result.manifest, result.metrics], allow_nan=False)


def test_what_matters_is_told_by_attribute_and_what_was_left_out_with_the_reason(result):
    sizes = result.manifest["importance"]["churn_probability"]
    assert set(sizes) == set(KINDS)
    assert next(iter(sizes)) in {"contract", "tenure"}
    assert list(sizes.values()) == sorted(sizes.values(), reverse=True)
    assert result.manifest["attributes_left_out"] == {"colour": "it is blank"}


def test_attributes_that_move_together_are_grouped_for_reasons_and_listed():
    columns = subscriber_columns()
    columns["paid"] = columns["tenure"] * columns["monthly_charges"].mean()
    result = trained(columns, KINDS | {"paid": "number"}, Budget(0, lambda: 0.0))
    assert result.model.together == (("tenure", "paid"),)
    assert result.manifest["attributes_moving_together"] == [["tenure", "paid"]]


def test_every_candidate_is_reported_on_the_customers_kept_apart_and_by_cross_validation(result):
    for figures in result.metrics["churn_probability"].values():
        assert figures["customers"] + figures["cross_validation"]["customers"] == 540
        assert len(figures["cross_validation"]["brier_by_fold"]) == 5
    assert result.metrics["churn_probability"][result.winners["churn_probability"]]["out_of_fold"]["customers"] == 540


def test_reasons_add_up_to_every_customers_probability(result):
    columns = subscriber_columns()
    matrix = result.model.encoding.matrix(columns, 600)
    effects, start = result.model.effects_out_of_fold(matrix, columns["customer_id"])
    churn = result.model.churn_out_of_fold(matrix, columns["customer_id"])
    assert effects.sum(axis=1) + start == pytest.approx(churn)


def test_the_same_customers_in_another_order_give_the_same_scores(result):
    columns = subscriber_columns()
    turned = trained({name: column[::-1] for name, column in columns.items()})
    first, second = (score_subscribers(one.model, columns)["churn_probability"] for one in (result, turned))
    assert first == pytest.approx(second, abs=1e-6)


def test_of_very_many_customers_some_are_learnt_from_whoever_stands_first():
    ids = np.array([f"c{at}" for at in range(12_000)], dtype=object)
    label = np.where(np.arange(12_000) % 10 == 0, np.nan, 0.0)
    rows = rows_to_learn_from(ids, label, width=10**9)
    assert len(rows) == 10_000
    assert not np.isnan(label[rows]).any()
    turned = rows_to_learn_from(ids[::-1], label[::-1], width=10**9)
    assert set(ids[::-1][turned]) == set(ids[rows])
    assert len(rows_to_learn_from(ids, label, width=10)) == 10_800


def test_an_attribute_that_gives_the_outcome_away_is_not_learnt_from():
    columns = subscriber_columns()
    columns["closed"] = np.where(np.ma.filled(columns["already_left"], 0) == 1, "yes", "no").astype(object)
    result = trained(columns, KINDS | {"closed": "category"}, Budget(0, lambda: 0.0))
    assert "closed" not in result.model.encoding.names
    assert "outcome known" in result.manifest["attributes_left_out"]["closed"]


def test_too_few_labels_withhold_every_number_with_the_limit():
    result = trained(subscriber_columns(80))
    assert "needs 100 customers with a label" in result.model.withheld["churn_probability"]
    scored = score_subscribers(result.model, subscriber_columns(80))
    assert np.isnan(scored["churn_probability"]).all()
    assert set(scored["risk"]) == {None}


def test_without_an_amount_only_the_worth_is_withheld():
    kinds = {name: kind for name, kind in KINDS.items() if name != "monthly_charges"}
    result = trained(subscriber_columns(), kinds, Budget(0, lambda: 0.0))
    assert set(result.model.withheld) == {"expected_value"}
    assert "recurring_amount" in result.manifest["numbers"]["churn_probability"]["business_cost"]
    scored = score_subscribers(result.model, subscriber_columns())
    assert np.isnan(scored["expected_value"]).all()
    assert not np.isnan(scored["churn_probability"]).any()


def test_telco_is_told_as_well_as_its_attributes_allow(real_data, work_dir):
    (path,) = (real_data / "telco").glob("*.csv")
    columns, said = features_of(path, work_dir)
    kinds = {column["name"]: column["kind"] for column in said["columns"]}
    seconds = iter([0.0, 0.0, *[100.0] * 10])  # time for the baseline and the logistic regression
    figures = trained(columns, kinds, Budget(60, lambda: next(seconds))).manifest["numbers"]["churn_probability"]
    assert figures["winner"] == "logistic_regression"
    assert 0.848 <= figures["out_of_fold"]["roc_auc"] <= 0.86
    assert 0.125 <= figures["out_of_fold"]["brier"] <= 0.134
