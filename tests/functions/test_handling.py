"""What the batch functions share, on records as SQS delivers them."""

import json
from datetime import UTC, datetime

import pytest
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from perennial.aws import handling
from perennial.errors import InvalidRequest, TransientError
from perennial.records import CustomerRecord, StageResult
from tests.cloud import Cloud, context
from tests.system import saved_event, system


def record(body: object) -> SQSRecord:
    text = body if isinstance(body, str) else json.dumps(body)
    return SQSRecord({"messageId": "m-1", "body": text, "attributes": {"ApproximateReceiveCount": "2"}})


def records(name: str) -> list[SQSRecord]:
    return [SQSRecord(entry) for entry in saved_event(name)["Records"]]


@pytest.mark.parametrize("event", ["ingest_file_dropped", "ingest_file_deleted", "ingest_hint"])
def test_a_notification_and_a_hint_name_the_same_key_whatever_was_quoted_on_the_way(event):
    (only,) = records(event)
    assert handling.object_keys(only) == ["landing/shop/orders of May+(2026).csv"]


def test_the_event_that_s3_tests_a_new_notification_with_names_no_key():
    (only,) = records("ingest_test_event")
    assert handling.object_keys(only) == []


@pytest.mark.parametrize("body", ["not json", "[1]", "{}", '{"key": 7}', '{"dataset": "shop"}'])
def test_a_message_nobody_understands_is_refused_with_what_it_holds(body):
    with pytest.raises(InvalidRequest, match="m-1"):
        handling.object_keys(record(body))


@pytest.mark.parametrize("body", ["not json", "[1]", "{}", '{"dataset": 7}', '{"dataset": ""}'])
def test_a_message_without_a_dataset_is_refused(body):
    with pytest.raises(InvalidRequest):
        handling.dataset_in(record(body))


def test_a_record_tells_how_often_it_was_delivered():
    assert handling.receive_count(record({})) == 2


def test_work_is_done_once_a_name_and_its_answer_or_error_kept():
    calls = []

    def work(name: str) -> int:
        calls.append(name)
        if name == "bad":
            raise TransientError("busy")
        return len(calls)

    work_once = handling.once(work)
    assert (work_once("good"), work_once("good")) == (1, 1)
    for _ in range(2):
        with pytest.raises(TransientError):
            work_once("bad")
    assert calls == ["good", "bad"]


def test_a_message_that_failed_in_order_is_soon_delivered_again(cloud: Cloud, monkeypatch):
    monkeypatch.setattr(handling, "FIRST_PAUSE_SECONDS", 0)
    event = cloud.delivered("IngestQueue", {"key": "landing/shop/a.csv"})

    def fail(record: SQSRecord) -> None:
        raise TransientError("busy")

    with cloud.function("IngestFunction"):
        answer = handling.each_record(event, context(), fail)
    assert answer == {"batchItemFailures": [{"itemIdentifier": event["Records"][0]["messageId"]}]}
    assert cloud.messages("IngestQueue") == [{"key": "landing/shop/a.csv"}]


def test_a_message_under_way_stays_hidden(cloud: Cloud):
    event = cloud.delivered("IngestQueue", {"key": "landing/shop/a.csv"})
    with cloud.function("IngestFunction"):
        assert handling.each_record(event, context(), lambda record: None) == {"batchItemFailures": []}
    assert cloud.messages("IngestQueue") == []


@pytest.mark.parametrize(("receive_count", "seconds"), [(1, 15), (2, 60), (3, 240), (4, 900), (9, 900)])
def test_the_pause_grows_with_every_delivery(cloud: Cloud, monkeypatch, receive_count, seconds):
    asked = []
    event = cloud.delivered("IngestQueue", {"key": "landing/shop/a.csv"})
    event["Records"][0]["attributes"]["ApproximateReceiveCount"] = str(receive_count)
    with cloud.function("IngestFunction"):
        client = handling.queue_client()
        monkeypatch.setattr(client, "change_message_visibility", lambda **call: asked.append(call["VisibilityTimeout"]))
        handling.each_record(event, context(), handling.object_keys)
        handling.each_record(event, context(), handling.dataset_in)
    assert asked == [seconds]


def test_a_failure_is_reported_even_when_its_message_cannot_be_freed(cloud: Cloud):
    event = saved_event("ingest_hint")

    def fail(record: SQSRecord) -> None:
        raise TransientError("busy")

    with cloud.function("IngestFunction"):
        answer = handling.each_record(event, context(), fail)
    assert len(answer["batchItemFailures"]) == 1


def test_after_a_failure_the_rest_of_a_fifo_batch_waits_for_its_turn(cloud: Cloud):
    event = saved_event("score_one_dataset")
    event["Records"] *= 2
    handled = []

    def fail(record: SQSRecord) -> None:
        handled.append(record.message_id)
        raise TransientError("busy")

    with cloud.function("ScoreFunction"):
        answer = handling.each_record(event, context(), fail, fifo=True)
    assert len(handled) == 1
    assert len(answer["batchItemFailures"]) == 2


def test_a_stage_leaves_a_run_record_and_log_entries_of_its_start_and_end_without_rows(cloud: Cloud, caplog):
    result = StageResult("done", {"rows_read": 3})
    folders = []

    def work(*, work_dir):
        folders.append(work_dir.is_dir())
        return result

    with cloud.function("IngestFunction"):
        assert handling.run_stage("ingest", "shop", work, run_id="m-1", subject="landing/shop/a.csv") is result
    (run,) = cloud.ports.state.runs("shop")
    assert (run.outcome, run.subject, run.detail) == ("done", "landing/shop/a.csv", {"rows_read": 3})
    assert run.usage.rows_in == 3
    assert run.usage.peak_memory_mb > 10
    started, ended = (vars(entry) for entry in caplog.records if entry.name == "ingest")
    assert {started["levelname"], ended["levelname"]} == {"INFO"}
    assert started["run_id"] == ended["run_id"] == "m-1"
    assert (ended["dataset"], ended["outcome"], ended["detail"]) == ("shop", "done", {"rows_read": 3})
    assert folders == [True]


def test_a_stage_that_stops_is_recorded_logged_and_raised(cloud: Cloud, caplog):
    def work(*, work_dir):
        raise TransientError("the lake did not answer")

    with cloud.function("IngestFunction"), pytest.raises(TransientError):
        handling.run_stage("ingest", "shop", work, run_id="m-1")
    (run,) = cloud.ports.state.runs("shop")
    assert (run.outcome, run.reason) == ("failed", "the lake did not answer")
    assert [entry.levelname for entry in caplog.records if entry.name == "ingest"] == ["INFO", "ERROR"]


def test_the_queues_of_the_saved_events_are_the_templates():
    for name in ("ingest_hint", "features_receipts", "train_one_dataset", "score_one_dataset"):
        queue = f"{name.split('_')[0].title()}Queue"
        assert {entry["eventSourceARN"] for entry in saved_event(name)["Records"]} == {
            system().attributes(queue)["Arn"]
        }


def test_a_run_tells_what_it_read_wrote_and_cost_and_nothing_of_the_run_before(cloud: Cloud, monkeypatch):
    def work(*, work_dir):
        ports = handling.ports()
        ports.lake.write("quality/shop/x.json", b"x" * 5000)
        cloud.ports.lake.write("datasets/shop/description.json", b"y" * 700)
        ports.lake.read("datasets/shop/description.json")
        return StageResult("done")

    with cloud.function("IngestFunction"):
        monkeypatch.setenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "2048")
        for run_id in ("m-1", "m-2"):
            handling.run_stage("ingest", "shop", work, run_id=run_id)
    runs = cloud.ports.state.runs("shop")
    assert [(run.usage.bytes_in, run.usage.bytes_out) for run in runs] == [(700, 5000)] * 2
    assert all(0.000005 < run.usage.cost_usd < 0.001 for run in runs)


def test_a_meter_counts_table_writes_by_item_and_size(cloud: Cloud):
    ports = cloud.ports
    records = [CustomerRecord("shop", f"c{n}", "s", {"words": "w" * 3000}, {}, []) for n in range(30)]
    ports.customers.save_many(records, expires_at=datetime(2027, 1, 1, tzinfo=UTC))
    assert 90 <= ports.meter.reading().write_units <= 150
    ports.customers.get("shop", "c1", "s")
    assert ports.meter.reading().read_units == 1
