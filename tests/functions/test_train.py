"""The train function on saved events: the schedule queues every dataset, a message trains one."""

import json
from dataclasses import replace
from random import Random

import pytest

from functions.train.app import handler
from perennial import layout
from perennial.errors import InvalidRequest
from perennial.models.recipes import Chosen, Recipe
from perennial.pointers import read_pointer
from perennial.records import FileState
from perennial.stages.features import build_features
from perennial.stages.ingest import ingest
from tests.cloud import Cloud, context
from tests.hand_made import publish_model, serving_model
from tests.system import saved_event

NO_FAILURES = {"batchItemFailures": []}
SHORT_OF_TIME = 181  # seconds: one more than the margin, so the search may take one


def orders() -> bytes:
    random = Random(4)  # noqa: S311 a seeded world, not a secret
    lines = ["customer_id,order_id,order_datetime,product_id,quantity,unit_price"]
    for number in range(1200):
        month, day = random.randint(1, 24), random.randint(1, 28)
        moment = f"{2024 + (month - 1) // 12}-{(month - 1) % 12 + 1:02}-{day:02} 10:00:00"
        lines.append(f"c{random.randint(1, 150)},o{number},{moment},p{number % 5},1,{random.randint(5, 50)}.00")
    return "\n".join(lines).encode()


def known(cloud: Cloud, *datasets: str) -> None:
    for dataset in datasets:
        key = layout.landing_path(dataset, "a.csv")
        cloud.ports.state.save_file(FileState(dataset, key, "gone", "", ""), expected_revision=None)


def test_the_schedule_queues_one_message_for_each_dataset(cloud: Cloud):
    known(cloud, "shop", "cafe")
    with cloud.function("TrainFunction"):
        assert handler(saved_event("train_schedule"), context()) == {"queued": ["cafe", "shop"]}
    assert sorted(message["dataset"] for message in cloud.messages("TrainQueue")) == ["cafe", "shop"]


def test_a_call_delivered_twice_queues_its_messages_once(cloud: Cloud):
    known(cloud, "shop")
    with cloud.function("TrainFunction"):
        for _ in range(2):
            handler(saved_event("train_schedule"), context())
    assert len(cloud.messages("TrainQueue")) == 1


def test_a_person_may_ask_for_one_dataset(cloud: Cloud):
    with cloud.function("TrainFunction"):
        assert handler({"dataset": "shop"}, context()) == {"queued": ["shop"]}
    assert [message["dataset"] for message in cloud.messages("TrainQueue")] == ["shop"]


def test_a_message_for_every_dataset_becomes_a_message_for_each(cloud: Cloud):
    known(cloud, "shop", "cafe")
    event = saved_event("train_one_dataset")
    event["Records"][0]["body"] = '{"dataset": "*"}'
    with cloud.function("TrainFunction"):
        assert handler(event, context()) == NO_FAILURES
    assert sorted(message["dataset"] for message in cloud.messages("TrainQueue")) == ["cafe", "shop"]


def test_a_call_that_names_no_dataset_is_refused(cloud: Cloud):
    with cloud.function("TrainFunction"), pytest.raises(InvalidRequest, match="my-shop"):
        handler({}, context())


def test_a_message_trains_its_dataset_within_the_functions_time_and_asks_for_scores(cloud: Cloud, work_dir):
    key = layout.landing_path("shop", "a.csv")
    cloud.ports.landing.write(key, orders())
    ingest(key, cloud.ports, work_dir=work_dir, last_attempt=False)
    build_features("shop", cloud.ports, work_dir=work_dir)
    cloud.messages("ScoreQueue")
    with cloud.function("TrainFunction"):
        assert handler(saved_event("train_one_dataset"), context(SHORT_OF_TIME)) == NO_FAILURES
    (run,) = cloud.ports.state.runs("shop")
    assert (run.stage, run.outcome) == ("train", "done")
    champion = read_pointer(cloud.ports.models, layout.champion_pointer("shop"))
    assert cloud.ports.registry.get("shop", champion.snapshot or "") is not None
    assert [message["dataset"] for message in cloud.messages("ScoreQueue")] == ["shop"]


def test_an_mlflow_that_does_not_answer_costs_a_warning_and_no_training(cloud: Cloud, work_dir, monkeypatch, caplog):
    key = layout.landing_path("shop", "a.csv")
    cloud.ports.landing.write(key, b"\n".join(orders().splitlines()[:20]))
    ingest(key, cloud.ports, work_dir=work_dir, last_attempt=False)
    build_features("shop", cloud.ports, work_dir=work_dir)
    with cloud.function("TrainFunction"):
        monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:9")
        assert handler(saved_event("train_one_dataset"), context()) == NO_FAILURES
    assert [run.outcome for run in cloud.ports.state.runs("shop")] == ["done"]
    assert "MLflow was not told" in [entry.getMessage() for entry in caplog.records]


@pytest.mark.parametrize(("drifted", "is_drift"), [("v1", True), ("v0", False)])
def test_a_message_about_drift_counts_while_the_version_that_drifted_serves(cloud: Cloud, work_dir, drifted, is_drift):
    key = layout.landing_path("shop", "a.csv")
    cloud.ports.landing.write(key, b"\n".join(orders().splitlines()[:20]))
    ingest(key, cloud.ports, work_dir=work_dir, last_attempt=False)
    build_features("shop", cloud.ports, work_dir=work_dir)
    publish_model(cloud.ports, serving_model())
    record = cloud.ports.registry.get("shop", "v1")
    assert record is not None
    recipe = Recipe("6", "", 18, {"expected_spend_30d": Chosen("blend")}).to_json()
    cloud.ports.registry.save(replace(record, recipe=recipe))
    event = saved_event("train_one_dataset")
    body = {"dataset": "shop", "because": "PSI of monetary is 0.4", "drift": True, "champion": drifted}
    event["Records"][0]["body"] = json.dumps(body)
    with cloud.function("TrainFunction"):
        assert handler(event, context()) == NO_FAILURES
    decision = read_pointer(cloud.ports.models, layout.champion_pointer("shop")).detail["decision"]
    assert (decision["kind"] == "drift") is is_drift
    assert ("PSI of monetary is 0.4" in decision["in_words"]) is is_drift


def test_a_dataset_without_orders_fails_its_run_and_not_its_message(cloud: Cloud):
    with cloud.function("TrainFunction"):
        assert handler(saved_event("train_one_dataset"), context()) == NO_FAILURES
    (run,) = cloud.ports.state.runs("shop")
    assert (run.outcome, "no orders" in (run.reason or "")) == ("failed", True)
