"""The score function on saved events: the champion on the current features, one dataset a message."""

from datetime import UTC, datetime

from functions.score.app import handler
from perennial import layout
from perennial.models.artifact import save_model
from perennial.pointers import move_pointer, read_pointer
from perennial.records import ModelRecord
from perennial.stages.features import build_features
from perennial.stages.ingest import ingest
from tests.cloud import Cloud, context
from tests.hand_made import serving_model
from tests.system import saved_event

ORDERS = b"""customer_id,order_id,order_datetime,product_id,quantity,unit_price
c1,o1,2026-05-01 09:00:00,p1,2,4.50
c2,o2,2026-05-02 10:30:00,p2,1,12.00
"""
NO_FAILURES = {"batchItemFailures": []}


def with_features(cloud: Cloud, work_dir) -> None:
    key = layout.landing_path("shop", "a.csv")
    cloud.ports.landing.write(key, ORDERS)
    ingest(key, cloud.ports, work_dir=work_dir, last_attempt=False)
    build_features("shop", cloud.ports, work_dir=work_dir)


def with_model(cloud: Cloud) -> None:
    model = serving_model(dataset="shop", version="v1")
    sha256 = save_model(cloud.ports.models, model, {}, {})
    cloud.ports.registry.save(ModelRecord("shop", "v1", sha256, "snapshot", "2026-05-02", datetime.now(UTC)))
    champion = layout.champion_pointer("shop")
    move_pointer(cloud.ports.models, champion, read_pointer(cloud.ports.models, champion), "v1", {})


def test_every_customer_of_the_dataset_is_scored_and_found(cloud: Cloud, work_dir):
    with_features(cloud, work_dir)
    with_model(cloud)
    with cloud.function("ScoreFunction"):
        assert handler(saved_event("score_one_dataset"), context()) == NO_FAILURES
    snapshot = read_pointer(cloud.ports.lake, layout.scores_pointer("shop")).snapshot or ""
    scored = [cloud.ports.customers.get("shop", customer_id, snapshot) for customer_id in ("c1", "c2")]
    assert [record.score["model_version"] for record in scored if record] == ["v1", "v1"]
    assert cloud.ports.state.runs("shop")[0].outcome == "done"


def test_a_dataset_without_a_model_is_left_until_training_calls(cloud: Cloud, work_dir):
    with_features(cloud, work_dir)
    with cloud.function("ScoreFunction"):
        assert handler(saved_event("score_one_dataset"), context()) == NO_FAILURES
    (run,) = cloud.ports.state.runs("shop")
    assert (run.stage, run.outcome) == ("score", "nothing_to_do")


def test_a_model_whose_bytes_are_not_those_recorded_gives_the_message_back(cloud: Cloud, work_dir):
    with_features(cloud, work_dir)
    with_model(cloud)
    cloud.ports.models.write(layout.model_folder("shop", "v1") + "model.joblib", b"other bytes")
    event = saved_event("score_one_dataset")
    with cloud.function("ScoreFunction"):
        answer = handler(event, context())
    assert answer == {"batchItemFailures": [{"itemIdentifier": event["Records"][0]["messageId"]}]}
    assert cloud.ports.state.runs("shop")[0].outcome == "failed"
