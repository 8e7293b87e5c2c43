"""Churn snapshots of other trades, from the bytes of a file to scores with reasons, by the defaults alone."""

from datetime import date
from functools import cache

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from perennial.dataset import Dataset
from perennial.models.budget import Budget
from perennial.models.subscriber_terms import SubscriberJob
from perennial.models.subscriber_training import train_subscribers
from perennial.subscriber_scoring import score_subscribers
from tests.churn_snapshots import Snapshot, bank, cards, phone, software
from tests.subscriber_files import features_of, known_labels


class Scored:
    """A snapshot read, learnt and scored with the first `candidates` candidates."""

    def __init__(self, snapshot, work_dir, candidates=2, **description):
        self.snapshot = snapshot
        source = work_dir / "snapshot.csv"
        source.write_bytes(snapshot.file())
        self.columns, said = features_of(source, work_dir, **description)
        self.kinds = {column["name"]: column["kind"] for column in said["columns"]}
        seconds = iter([0.0] * candidates + [10.0] * 20)
        last_days = {c["name"]: date.fromisoformat(c["last_day"]) for c in said["columns"] if c["last_day"]}
        described = Dataset.model_validate(description)
        job = SubscriberJob("x", "s", None, self.kinds, described, 20, last_days, said["columns_left_out"])
        self.trained = train_subscribers(self.columns, job, Budget(5, lambda: next(seconds)))
        self.table = {name: one.tolist() for name, one in score_subscribers(self.trained.model, self.columns).items()}

    @property
    def left_out(self):
        return self.trained.manifest["attributes_left_out"]

    def auc(self):
        """Of the out-of-fold scores, and of the true probabilities: nobody can do better."""
        label, known = known_labels(self.columns)
        found = np.array(self.table["churn_probability"])[known]
        return roc_auc_score(label[known], found), roc_auc_score(label[known], self.snapshot.probability[known])

    def facts(self):
        """The reasons of the customer likeliest to leave, without their frame."""
        row = int(np.argmax(self.table["churn_probability"]))
        told = [self.table[f"reason_{at}"][row] for at in (1, 2, 3)]
        return [reason.removeprefix("associated with: ") for reason in told if reason is not None]


@pytest.fixture(scope="module")
def scored_once(tmp_path_factory):
    """Each trade's snapshot of 1,000, scored when it is first asked for."""
    return cache(lambda make: Scored(make(1000), tmp_path_factory.mktemp(make.__name__)))


@pytest.mark.parametrize("make", [bank, phone, software, cards])
def test_who_leaves_is_told_nearly_as_well_as_can_be(make, scored_once):
    found, best = scored_once(make).auc()
    assert best - 0.05 < found < best + 0.02


def test_a_bank_counts_products_by_name_and_ignores_surnames_and_row_numbers(scored_once):
    scored = scored_once(bank)
    assert set(scored.left_out) >= {"RowNumber"}
    names = scored.trained.model.encoding.matrix_names
    assert "NumOfProducts is 3" in names
    assert sum(name.startswith("Surname is") for name in names) < 30
    assert any(fact.startswith(("NumOfProducts is", "Age is")) for fact in scored.facts())
    assert "recurring_amount" in scored.table["withheld_reason"][0] or scored.table["already_left"][0]


def test_a_phone_number_identifies_and_truth_values_with_a_dot_are_labels(scored_once):
    scored = scored_once(phone)
    assert scored.columns["customer_id"][0].startswith("330-")
    assert scored.kinds["International plan"] == "flag"


def test_a_software_vendors_dates_money_and_shares_are_numbers_and_what_came_too_late_is_left_out(scored_once):
    scored = scored_once(software)
    kinds = scored.kinds
    assert [kinds[name] for name in ("signup_date", "last_login", "mrr", "seat_use")] == ["date"] * 2 + ["number"] * 2
    assert "outcome known" in scored.left_out["cancelled_on"]
    assert {"company", "currency"} <= set(scored.left_out)
    assert sum(name.startswith("plan is") for name in scored.trained.model.encoding.matrix_names) == 3
    assert any(fact.startswith("last_login is") and "days before" in fact for fact in scored.facts())
    worth = np.array(scored.table["expected_value"])
    assert (worth[~np.array(scored.table["already_left"])] > 0).all()


def test_another_models_verdict_on_the_label_is_left_out(scored_once):
    scored = scored_once(cards)
    assert "named like the label" in scored.left_out["Naive_Bayes_Attrition_Flag"]
    attrited = scored.snapshot.columns["Attrition_Flag"].count("Attrited Customer")
    assert scored.table["already_left"].count(True) == attrited


def test_where_one_in_fifty_leaves_they_are_still_ranked(work_dir):
    whole = cards(3000)
    left = np.array(whole.columns["Attrition_Flag"]) == "Attrited Customer"
    kept = ~left | (np.arange(len(left)) % 15 == 0)
    columns = {name: np.array(cells)[kept].tolist() for name, cells in whole.columns.items()}
    scored = Scored(Snapshot(columns, whole.probability[kept]), work_dir)
    assert 0.01 < np.mean(left[kept]) < 0.03
    assert scored.trained.winners["churn_probability"] == "logistic_regression"
    assert scored.auc()[0] > 0.8
    assert "high" in scored.table["risk"]


def test_sixty_customers_are_too_few_and_that_is_said(work_dir):
    scored = Scored(bank(60), work_dir)
    assert set(scored.table["risk"]) == {None}
    assert "needs 100 customers with a label, has 60" in scored.table["withheld_reason"][0]


def test_sixty_are_learnt_from_where_the_owner_says_so(work_dir):
    scored = Scored(bank(60), work_dir, candidates=7, fitness={"min_customers": 20, "min_labelled_rows": 20})
    assert all(0 <= probability <= 1 for probability in scored.table["churn_probability"])


def test_a_later_file_that_writes_things_differently_is_scored_by_the_same_model(scored_once):
    scored = scored_once(bank)
    later = dict(scored.columns)
    later["NumOfProducts"] = np.array(["two"] * 1000, dtype=object)
    later["Geography"] = np.full(1000, 7.0)
    later["IsActiveMember"] = np.where(np.arange(1000) % 2 == 0, "Yes", "No").astype(object)
    del later["Balance"]
    table = score_subscribers(scored.trained.model, later)
    assert not np.isnan(table["churn_probability"]).any()
