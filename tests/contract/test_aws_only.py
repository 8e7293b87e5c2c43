"""What only the AWS side does: expiry attributes, queues, and its errors in our words."""

import base64
import io
import json

import boto3
import pytest
from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError, IncompleteReadError
from moto import mock_aws

from perennial.aws.errors import translated
from perennial.aws.functions import LambdaFunctions
from perennial.aws.items import decode, encode
from perennial.aws.ports import AwsPorts
from perennial.errors import ConflictError, ObjectMissing, TransientError
from perennial.records import ApiKeyRecord, ModelRecord, PredictionRecord
from tests.contract.test_ports import NOW, create_table


def client_error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": ""}}, "PutObject")


@pytest.mark.parametrize(
    ("code", "ours"),
    [
        ("PreconditionFailed", ConflictError),
        ("ConditionalRequestConflict", ConflictError),
        ("ConditionalCheckFailedException", ConflictError),
        ("NoSuchKey", ObjectMissing),
        ("404", ObjectMissing),
        ("SlowDown", TransientError),
        ("503", TransientError),
        ("RequestThrottled", TransientError),
        ("ProvisionedThroughputExceededException", TransientError),
        ("AccessDenied", ClientError),
    ],
)
def test_an_error_code_becomes_the_error_that_says_what_to_do(code: str, ours: type[Exception]) -> None:
    with pytest.raises(ours), translated("the thing"):
        raise client_error(code)


@pytest.mark.parametrize(
    "error",
    [
        EndpointConnectionError(endpoint_url="http://127.0.0.1:1"),
        IncompleteReadError(actual_bytes=1, expected_bytes=2),
    ],
)
def test_no_answer_and_half_an_answer_are_transient(error: BotoCoreError) -> None:
    with pytest.raises(TransientError, match="the thing"), translated("the thing"):
        raise error


def test_an_expiring_record_carries_its_second() -> None:
    assert encode("p", "s", ApiKeyRecord("k", "f", "n", NOW), expires_at=NOW)["expires_at"] == {"N": "1769860800"}


@mock_aws
def test_a_logged_prediction_is_kept_with_its_time_and_expiry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    create_table("state")
    record = PredictionRecord("p1", "shop", NOW, "k1", "v1", {"features": {"recency_days": 3}}, {"spend": None})
    AwsPorts({"STATE_TABLE": "state"}).state.log_predictions([record], expires_at=NOW)
    (item,) = boto3.client("dynamodb").scan(TableName="state")["Items"]
    assert item["pk"]["S"] == "PREDICTION#shop"
    assert item["sk"]["S"].startswith("20260131T120000")
    assert item["expires_at"]["N"] == "1769860800"
    assert decode(PredictionRecord, item) == record


@mock_aws
def test_a_fifo_queue_gets_group_and_deduplication_and_a_standard_one_neither(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    sqs = boto3.client("sqs")
    fifo = sqs.create_queue(QueueName="t.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    standard = sqs.create_queue(QueueName="i")["QueueUrl"]
    ports = AwsPorts({"TRAIN_QUEUE_URL": fifo, "INGEST_QUEUE_URL": standard})
    for queue in (ports.train_queue, ports.ingest_queue):
        for _ in range(2):
            queue.send({"dataset": "shop"}, group="shop", deduplication_id="because")
    received = {url: sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"] for url in (fifo, standard)}
    assert [json.loads(message["Body"]) for message in received[fifo]] == [{"dataset": "shop"}]
    assert len(received[standard]) == 2


def test_a_port_that_the_environment_does_not_name_is_refused_by_name() -> None:
    with pytest.raises(KeyError, match="LAKE_BUCKET"):
        _ = AwsPorts({}).lake


@mock_aws
def test_a_notice_reaches_the_topic_with_a_subject_that_is_not_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    topic = boto3.client("sns").create_topic(Name="notices")["TopicArn"]
    queue = boto3.client("sqs").create_queue(QueueName="reader")["QueueUrl"]
    boto3.client("sns").subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint=f"arn:aws:sqs:us-east-1:{topic.split(':')[4]}:reader"
    )
    AwsPorts({"NOTICES_TOPIC_ARN": topic}).notices.publish("prices\nrose " * 20, "retraining was asked for")
    (message,) = boto3.client("sqs").receive_message(QueueUrl=queue)["Messages"]
    told = json.loads(message["Body"])
    assert told["Message"] == "retraining was asked for"
    assert told["Subject"].startswith("prices rose prices")
    assert len(told["Subject"]) < 100


class Lambda:
    """A stand-in for Lambda's own client: what it answers is given."""

    def __init__(self, answer: dict[str, object]) -> None:
        self.answer = answer
        self.asked: dict[str, object] = {}

    def invoke(self, **asked: object) -> dict[str, object]:
        self.asked = asked
        return self.answer


def test_a_function_is_called_by_its_name_with_json_and_answers_json() -> None:
    client = Lambda({"Payload": io.BytesIO(b'{"rows": 3}')})
    assert LambdaFunctions(client, {"ingest": "stack-ingest"}).invoke("ingest", {"preview": "k"}) == {"rows": 3}
    assert client.asked == {"FunctionName": "stack-ingest", "Payload": b'{"preview": "k"}'}


def test_a_function_that_stops_is_a_transient_error_without_its_text() -> None:
    client = Lambda({"FunctionError": "Unhandled", "Payload": io.BytesIO(b'{"errorMessage": "customer 17"}')})
    with pytest.raises(TransientError, match="function ingest") as stopped:
        LambdaFunctions(client, {"ingest": "stack-ingest"}).invoke("ingest", {})
    assert "17" not in str(stopped.value)


def test_an_upload_goes_to_the_bucket_s_own_region_and_to_no_redirect(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"DEFAULT_REGION": "eu-central-1", "ACCESS_KEY_ID": "a", "SECRET_ACCESS_KEY": "b"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    landing = AwsPorts({"LANDING_BUCKET": "shop-landing"}).landing
    form = landing.presigned_post("pending/u/a.csv", max_bytes=10, expires_seconds=60)
    assert form.url == "https://shop-landing.s3.eu-central-1.amazonaws.com/"
    policy = json.loads(base64.b64decode(form.fields["policy"]))
    assert ["content-length-range", 1, 10] in policy["conditions"]
    assert {"key": "pending/u/a.csv"} in policy["conditions"]
    address = landing.presigned_get("pending/u/a.csv", file_name="a.csv", expires_seconds=60)
    assert address.startswith("https://shop-landing.s3.eu-central-1.amazonaws.com/pending/u/a.csv?")


@mock_aws
def test_what_was_replaced_or_deleted_is_kept_until_it_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="versioned")
    s3.put_bucket_versioning(Bucket="versioned", VersioningConfiguration={"Status": "Enabled"})
    lake = AwsPorts({"LAKE_BUCKET": "versioned"}).lake
    for key in ("a/1", "a/2", "b/1"):
        lake.write(key, b"person 17")
        lake.write(key, b"nobody")
    lake.delete("a/2")
    old = list(lake.old_versions("a/"))
    assert sorted(version.key for version in old) == ["a/1", "a/2", "a/2", "a/2"]
    assert lake.forget(old) == 4
    assert list(lake.old_versions("a/")) == []
    assert lake.read("a/1").body == b"nobody"
    assert lake.head("a/2") is None
    assert len(list(lake.old_versions("b/"))) == 1


def test_a_model_registered_before_there_were_recipes_is_still_read() -> None:
    old = {"dataset": "shop", "version": "v1", "sha256": "d", "features_snapshot": "f", "as_of": "2026-01-01"}
    item = {"record": {"S": json.dumps(old | {"created_at": NOW.isoformat(), "summary": {"winners": {}}})}}
    record = decode(ModelRecord, item)
    assert (record.recipe, record.decision, record.status, record.expiring) == ({}, {}, "superseded", False)


@mock_aws
def test_a_listing_says_when_an_object_was_put_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    boto3.client("s3").create_bucket(Bucket="lake")
    lake = AwsPorts({"LAKE_BUCKET": "lake"}).lake
    written = lake.write("k", b"x")
    (listed,) = lake.list("k")
    assert listed == written
    assert listed.modified_at is not None
    assert listed.modified_at.tzinfo is not None
