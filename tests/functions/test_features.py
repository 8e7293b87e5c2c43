"""The features function on saved events: one build a dataset, however many receipts came together."""

from functions.features.app import ANOTHER_BUILD_SECONDS, handler
from functions.ingest.app import handler as ingest_handler
from perennial import layout
from perennial.pointers import read_pointer
from tests.cloud import Cloud, context
from tests.system import saved_event

ORDERS = b"""customer_id,order_id,order_datetime,product_id,quantity,unit_price
c1,o1,2026-05-01 09:00:00,p1,2,4.50
c2,o2,2026-05-02 10:30:00,p2,1,12.00
"""


def ingested(cloud: Cloud, *datasets: str) -> None:
    for dataset in datasets:
        key = layout.landing_path(dataset, "a.csv")
        cloud.ports.landing.write(key, ORDERS)
        with cloud.function("IngestFunction"):
            ingest_handler(cloud.delivered("IngestQueue", {"key": key}), context())


def built(cloud: Cloud, dataset: str) -> list[str]:
    return [run.outcome for run in cloud.ports.state.runs(dataset) if run.stage == "features"]


def test_all_receipts_of_a_window_are_one_build_for_each_dataset(cloud: Cloud):
    ingested(cloud, "shop", "cafe")
    with cloud.function("FeaturesFunction"):
        assert handler(saved_event("features_receipts"), context()) == {"batchItemFailures": []}
    for dataset in ("shop", "cafe"):
        assert built(cloud, dataset) == ["done"]
        assert read_pointer(cloud.ports.lake, layout.features_pointer(dataset)).detail["customers"] == 2


def test_new_features_ask_for_scores_and_for_a_first_model(cloud: Cloud):
    ingested(cloud, "shop", "cafe")
    with cloud.function("FeaturesFunction"):
        handler(saved_event("features_receipts"), context())
    for queue in ("ScoreQueue", "TrainQueue"):
        assert sorted(message["dataset"] for message in cloud.messages(queue)) == ["cafe", "shop"]


def test_a_build_that_fails_gives_back_its_own_receipts_alone(cloud: Cloud):
    ingested(cloud, "shop", "cafe")
    state = cloud.ports.state.file("shop", layout.landing_path("shop", "a.csv"))
    assert state is not None
    cloud.ports.lake.delete(layout.clean_file("shop", "order_lines", state.identity or ""))
    event = saved_event("features_receipts")
    with cloud.function("FeaturesFunction"):
        answer = handler(event, context())
    of_shop = [
        {"itemIdentifier": record["messageId"]} for record in event["Records"] if "files/shop/" in record["body"]
    ]
    assert answer == {"batchItemFailures": of_shop}
    assert (built(cloud, "shop"), built(cloud, "cafe")) == (["failed"], ["done"])


def test_with_little_time_left_one_dataset_is_built_and_the_others_come_again(cloud: Cloud):
    ingested(cloud, "shop", "cafe")
    with cloud.function("FeaturesFunction"):
        first = handler(saved_event("features_receipts"), context(ANOTHER_BUILD_SECONDS - 1))
        assert {(*built(cloud, "shop"),), (*built(cloud, "cafe"),)} == {("done",), ()}
        assert first["batchItemFailures"]
        handler(saved_event("features_receipts"), context(ANOTHER_BUILD_SECONDS))
    assert {"done"} <= set(built(cloud, "shop")) & set(built(cloud, "cafe"))


def test_nothing_is_built_while_a_dropped_file_is_still_to_be_read(cloud: Cloud):
    ingested(cloud, "shop")
    cloud.ports.landing.write(layout.landing_path("shop", "b.csv"), ORDERS)
    with cloud.function("FeaturesFunction"):
        assert handler(saved_event("features_receipts"), context()) == {"batchItemFailures": []}
    assert built(cloud, "shop") == ["waiting"]
    assert "shop" not in [message["dataset"] for message in cloud.messages("ScoreQueue")]


def test_a_direct_call_answers_the_features_of_orders_and_writes_nothing(cloud: Cloud):
    orders = [{"order_id": "1", "ordered_at": "2026-05-01", "amount": 12.5}]
    with cloud.function("FeaturesFunction"):
        told = handler({"dataset": "shop", "orders": orders, "at_least": "2026-05-31"}, context())
    assert (told["as_of"], told["set_aside"]) == ("2026-05-31", [])
    assert (told["features"]["monetary"], told["features"]["recency_days"]) == (12.5, 30)
    assert cloud.ports.state.runs("shop") == []
