"""A dataset of subscribers from the bytes of its files to scores, through every stage."""

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest

from perennial import layout
from perennial.dataset import Dataset
from perennial.models.artifact import load_model, read_manifest
from perennial.models.budget import Budget
from perennial.models.subscriber_serving import SubscriberModel
from perennial.pointers import Pointer, read_pointer
from perennial.stages.features import build_features
from perennial.stages.ingest import ingest
from perennial.stages.score import score
from perennial.stages.subscriber_models import is_of_subscribers, subscriber_job
from perennial.stages.train import train
from perennial.subscriber_tables import SUBSCRIBER_SCORES
from tests.subscriber_files import known_labels, subscriber_columns, subscriber_file

NOW = datetime(2026, 3, 1, tzinfo=UTC)
PHONE = "phone"


class Phone:
    """The landing folder of a dataset and the stages after it."""

    def __init__(self, ports, work_dir):
        self.ports, self.work_dir = ports, work_dir

    def drop(self, name, content):
        key = self.ports.landing.write(layout.landing_path(PHONE, name), content).key
        return ingest(key, self.ports, work_dir=self.work_dir, last_attempt=False)

    def build(self):
        return build_features(PHONE, self.ports, work_dir=self.work_dir)

    def train(self):
        budget = Budget(0, lambda: 0.0)  # the baseline alone: the other candidates have tests of their own
        return train(PHONE, self.ports, work_dir=self.work_dir, now=NOW, budget=budget)

    def score(self):
        return score(PHONE, self.ports, work_dir=self.work_dir, now=NOW)

    def rows(self):
        snapshot = read_pointer(self.ports.lake, layout.scores_pointer(PHONE)).snapshot
        body = self.ports.lake.read(layout.scores_folder(PHONE, snapshot) + "scores.csv").body.decode()
        return list(csv.DictReader(io.StringIO(body)))


@pytest.fixture
def phone(ports, work_dir):
    return Phone(ports, work_dir)


def test_a_file_becomes_scores_without_a_description(phone, ports):
    columns = subscriber_columns(300)
    assert phone.drop("may.csv", subscriber_file(columns)).detail["rows_kept"] == 300
    built = phone.build()
    assert (built.detail["kind"], built.detail["customers"], built.detail["labelled"]) == ("subscribers", 300, 270)
    assert len(ports.train_queue.sent) == 1
    assert phone.train().outcome == "done"
    scored = phone.score()
    assert (scored.outcome, scored.detail["customers"], scored.detail["as_of"]) == ("done", 300, None)
    rows = phone.rows()
    assert tuple(rows[0]) == SUBSCRIBER_SCORES.column_names
    label, _ = known_labels(columns)
    assert [row["already_left"] == "true" for row in rows] == (label == 1.0).tolist()
    assert all(0 <= float(row["churn_probability"]) <= 1 for row in rows)
    assert all((row["expected_value"] == "") == (row["already_left"] == "true") for row in rows)
    folder = layout.scores_folder(PHONE, scored.detail["snapshot"])
    summary = list(csv.DictReader(io.StringIO(ports.lake.read(folder + "segment_summary.csv").body.decode())))
    assert sum(int(segment["customers"]) for segment in summary) == 300
    assert summary[-1]["segment"] == "already left"
    record = ports.customers.get(PHONE, "c00001", scored.detail["snapshot"])
    assert record.score["segment"] == rows[1]["segment"]
    assert record.features["contract"] in {"month", "year"}
    assert record.orders == []
    json.dumps(record.score, allow_nan=False)


def test_what_is_done_is_not_done_again(phone, ports):
    phone.drop("may.csv", subscriber_file(subscriber_columns(150)))
    for _ in range(2):
        outcomes = [stage().outcome for stage in (phone.build, phone.train, phone.score)]
    assert outcomes == ["nothing_to_do"] * 3
    model = load_model(ports.models, ports.registry, PHONE)
    assert isinstance(model, SubscriberModel)
    assert read_manifest(ports.models, PHONE)["labelled"] == 135


def test_of_two_files_the_one_whose_name_sorts_last_describes_a_customer_whichever_came_first(phone, ports):
    may, june = (b"customer_id,monthly_charges,churn\n" + rows for rows in (b"a,1,no\nb,2,yes\n", b"a,9,yes\nc,3,no\n"))
    phone.drop("2024-06.csv", june)
    phone.drop("2024-05.csv", may)
    built = phone.build()
    assert (built.detail["customers"], built.detail["left"], built.detail["overlapping_customers"]) == (3, 2, 1)
    body = ports.lake.read(layout.features_folder(PHONE, built.detail["snapshot"]) + "feature_store.csv").body
    assert body.decode().splitlines()[1:] == ["a,true,9.0", "b,true,2.0", "c,false,3.0"]


def test_a_deleted_file_takes_its_customers_away(phone, ports):
    phone.drop("a.csv", b"customer_id,fee,churn\na,1,no\nb,2,yes\n")
    phone.drop("b.csv", b"customer_id,fee,churn\nc,1,no\nd,2,yes\n")
    phone.build()
    key = layout.landing_path(PHONE, "b.csv")
    ports.landing.delete(key)
    ingest(key, ports, work_dir=phone.work_dir, last_attempt=False)
    assert phone.build().detail["customers"] == 2


def test_beside_order_lines_a_table_of_customers_does_not_count(phone):
    phone.drop("customers.csv", b"customer_id,fee,churn\na,1,no\nb,2,yes\n")
    phone.drop("orders.csv", b"customer_id,order_date,amount\na,2024-05-01,10\n")
    assert phone.build().detail["kind"] == "orders"


def test_a_model_of_orders_scores_no_subscribers(phone, ports):
    phone.drop("orders.csv", b"customer_id,order_date,amount\na,2024-05-01,10\n")
    phone.build()
    phone.train()
    ports.landing.delete(layout.landing_path(PHONE, "orders.csv"))
    ingest(layout.landing_path(PHONE, "orders.csv"), ports, work_dir=phone.work_dir, last_attempt=False)
    phone.drop("may.csv", subscriber_file(subscriber_columns(150)))
    ports.train_queue.sent.clear()
    phone.build()
    assert "training will call" in phone.score().reason
    assert len(ports.train_queue.sent) == 1


def test_a_job_is_told_by_the_snapshots_summary():
    described = [{"name": "fee", "kind": "number"}, {"name": "since", "kind": "date", "last_day": "2024-04-30"}]
    left_out = {"colour": "it is blank"}
    detail = {"kind": "subscribers", "as_of": "2024-05-01", "columns": described, "columns_left_out": left_out}
    pointer = Pointer("s1", 1, detail)
    assert is_of_subscribers(pointer)
    job = subscriber_job(PHONE, pointer, Dataset(), 1)
    assert (job.features_snapshot, job.kinds, job.as_of) == ("s1", {"fee": "number", "since": "date"}, date(2024, 5, 1))
    assert (job.last_days, job.left_out) == ({"since": date(2024, 4, 30)}, left_out)
