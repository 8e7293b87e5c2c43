"""From attributes to what a person reads."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pytest

from perennial.models.subscriber_inputs import Encoding, InputColumn
from perennial.models.subscriber_serving import FOLDS, SubscriberModel
from perennial.subscriber_plans import StayTerms
from perennial.subscriber_scoring import HAS_LEFT, predict_subscribers, score_subscribers
from perennial.subscriber_tables import SUBSCRIBER_SCORES
from tests.predicting import predict_subscriber


@dataclass(frozen=True)
class FirstColumn:
    """The first input is the probability; `more` is added."""

    more: float = 0.0

    def predict(self, matrix):
        return np.nan_to_num(matrix[:, 0], nan=0.5) + self.more


@dataclass(frozen=True)
class Shares:
    """Everything comes from the first input."""

    effect: float
    start: float = 0.2

    def shares(self, matrix):
        return np.eye(1, matrix.shape[1]).repeat(len(matrix), axis=0) * self.effect


@dataclass(frozen=True)
class Even:
    """Every input has the same part."""

    effect: float
    start: float = 0.2

    def shares(self, matrix):
        return np.full(matrix.shape, self.effect / matrix.shape[1])


MODEL = SubscriberModel(
    dataset="phone",
    version="v1",
    as_of=None,
    encoding=Encoding(
        (InputColumn("p", "number"), InputColumn("fee", "number"), InputColumn("plan", "category", ("a",)))
    ),
    final=FirstColumn(),
    by_fold=(FirstColumn(0.1),) * FOLDS,
    withheld={},
    terms=StayTerms("fee", 1.0, 30.4375, 1, 0.0),
    risk_cuts=(0.3, 0.6),
    value_quantiles=np.linspace(0, 100, 101),
    amount_quantiles=np.linspace(0, 100, 101),
)
COLUMNS = {
    "customer_id": np.array(["new", "stayed", "gone", "blank"], dtype=object),
    "already_left": np.ma.masked_invalid([np.nan, 0.0, 1.0, 0.0]),
    "p": np.array([0.2, 0.5, 0.8, 0.1]),
    "fee": np.array([90.0, 50.0, 50.0, np.nan]),
    "plan": np.array(["a", "b", "a", "a"], dtype=object),
}


def scored(model=MODEL):
    return {name: column.tolist() for name, column in score_subscribers(model, COLUMNS).items()}


def test_the_table_is_the_contracts():
    assert tuple(scored()) == SUBSCRIBER_SCORES.column_names


def test_labelled_customers_are_scored_out_of_fold_and_new_ones_by_the_final_model():
    assert scored()["churn_probability"] == pytest.approx([0.2, 0.6, 0.9, 0.2])


def test_worth_and_what_is_at_risk_add_up_to_worth_without_churn():
    table = scored()
    assert table["expected_value"][:2] == pytest.approx([72.0, 20.0])
    assert table["value_at_risk"][:2] == pytest.approx([18.0, 30.0])


def test_segment_risk_and_action_follow_from_amount_and_probability():
    table = scored()
    assert table["segment"] == [
        "valuable, safe",
        "middling, likely to leave",
        "already left",
        "worth unknown, safe",
    ]
    assert table["risk"] == ["low", "high", None, "low"]


def test_who_has_left_is_in_no_plan():
    table = scored()
    assert table["already_left"] == [False, False, True, False]
    assert (table["tier"][2], table["withheld_reason"][2]) == (None, HAS_LEFT)
    assert np.isnan(table["expected_value"][2])
    assert table["action"][2].startswith("None")


def test_a_blank_amount_is_said():
    assert "blank" in scored()["withheld_reason"][3]
    assert scored()["withheld_reason"][0] is None


def test_the_day_is_the_described_one():
    assert scored()["as_of"] == [None] * 4
    assert scored(replace(MODEL, as_of=date(2024, 5, 1)))["as_of"][0].date() == date(2024, 5, 1)


def test_one_customer_is_predicted_as_in_the_table():
    one = predict_subscriber(MODEL, {"p": 0.2, "fee": 90.0, "plan": "a"})
    table = scored()
    assert one.expected_value == table["expected_value"][0]
    assert (one.segment, one.tier, one.unknown_features) == (table["segment"][0], table["tier"][0], ())


def test_in_any_company_a_subscriber_is_predicted_as_alone():
    asked = [{"p": 0.2, "fee": 90.0, "plan": "a"}, {"p": 0.9}, {"plan": "never seen", "fee": -1.0}]
    assert predict_subscribers(MODEL, asked) == [predict_subscriber(MODEL, features) for features in asked]
    assert predict_subscribers(MODEL, []) == []


def test_what_is_unknown_is_named_and_its_numbers_withheld():
    one = predict_subscriber(MODEL, {"p": 0.2, "plan": "never seen"})
    assert one.unknown_features == ("fee", "plan")
    assert one.expected_value is None
    assert "blank" in one.withheld["expected_value"]


def test_reasons_explain_each_customer_by_the_form_that_scored_them():
    explained = replace(MODEL, explainer=Shares(0.1), explainers_by_fold=(Shares(0.4),) * FOLDS)
    table = scored(explained)
    assert table["reason_1"][:2] == [
        "associated with: p is 0.2 (+10 points)",
        "associated with: p is 0.5 (+40 points)",
    ]
    assert table["reason_2"] == [None] * 4
    assert predict_subscriber(explained, {"p": "0.2"}).reasons == ("associated with: p is 0.2 (+10 points)",)


def test_attributes_that_move_together_share_a_reason_in_the_table_and_in_an_answer():
    explained = replace(MODEL, explainer=Even(0.3), explainers_by_fold=(Even(0.3),) * FOLDS, together=(("p", "fee"),))
    told = ("associated with: p is 0.2 and fee is 90 (+20 points)", "associated with: plan is a (+10 points)")
    table = scored(explained)
    assert (table["reason_1"][0], table["reason_2"][0]) == told
    assert predict_subscriber(explained, {"p": 0.2, "fee": 90.0, "plan": "a"}).reasons == told


def test_without_what_explains_there_are_no_reasons():
    assert scored()["reason_1"] == [None] * 4


def test_withheld_numbers_carry_their_reason():
    table = scored(replace(MODEL, final=None, by_fold=(), withheld={"churn_probability": "too few"}))
    assert table["withheld_reason"][0] == "churn_probability: too few"
    assert table["risk"] == [None] * 4
