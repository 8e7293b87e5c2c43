"""Queues: every one has its dead letters, hides a message long enough, and takes messages from nobody else."""

import pytest

from tests.system import functions, system

QUEUES = {name: system().resolve(properties) for name, properties in system().of_type("AWS::SQS::Queue")}
WORKING = {name: queue for name, queue in QUEUES.items() if not name.endswith("DeadLetters")}
SOURCES = {
    system().resolve(source["EventSourceArn"]): source
    for _, source in system().of_type("AWS::Lambda::EventSourceMapping")
}
POLICIES = [properties for _, properties in system().of_type("AWS::SQS::QueuePolicy")]
FIFO = {"TrainQueue", "ScoreQueue", "ReportQueue", "MonitorQueue", "EraseQueue"}


def arn(name: str) -> str:
    return system().attributes(name)["Arn"]


def longest_window_seconds() -> int:
    return int(system().source["Parameters"]["FeaturesWindowSeconds"]["MaxValue"])


def test_each_stage_has_its_queue():
    assert set(WORKING) == {"IngestQueue", "FeaturesQueue", *FIFO}


@pytest.mark.parametrize("name", WORKING)
def test_a_queue_gives_up_into_its_own_dead_letters(name):
    letters = name.replace("Queue", "DeadLetters")
    assert WORKING[name]["RedrivePolicy"]["deadLetterTargetArn"] == arn(letters)
    assert WORKING[name]["RedrivePolicy"]["maxReceiveCount"] == system().parameters["MaxReceiveCount"]
    assert QUEUES[letters]["MessageRetentionPeriod"] == 14 * 24 * 3600


@pytest.mark.parametrize("name", QUEUES)
def test_a_queue_is_encrypted_and_fifo_exactly_when_its_name_says_so(name):
    queue = QUEUES[name]
    assert queue["SqsManagedSseEnabled"] is True
    is_fifo = name.replace("DeadLetters", "Queue") in FIFO
    assert queue.get("FifoQueue", False) is is_fifo
    assert queue["QueueName"].endswith(".fifo") is is_fifo


@pytest.mark.parametrize("source", SOURCES)
def test_a_message_stays_hidden_for_six_timeouts_and_the_longest_window(source):
    (queue,) = [queue for name, queue in WORKING.items() if arn(name) == source]
    mapping = SOURCES[source]
    timeout_seconds = functions()[mapping["FunctionName"]["Ref"]]["Timeout"]
    window_seconds = longest_window_seconds() if "MaximumBatchingWindowInSeconds" in mapping else 0
    assert queue["VisibilityTimeout"] >= 6 * timeout_seconds + window_seconds


def test_each_stage_reads_its_own_queue_and_reports_single_messages():
    readers = {source: mapping["FunctionName"]["Ref"] for source, mapping in SOURCES.items()}
    stages = ("Ingest", "Features", "Train", "Score", "Report", "Monitor", "Erase")
    assert readers == {arn(f"{stage}Queue"): f"{stage}Function" for stage in stages}
    for mapping in SOURCES.values():
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert mapping["ScalingConfig"]["MaximumConcurrency"] >= 2


def test_only_features_gathers_messages_for_a_while():
    gathering = {source for source, mapping in SOURCES.items() if "MaximumBatchingWindowInSeconds" in mapping}
    assert gathering == {arn("FeaturesQueue")}


@pytest.mark.parametrize("name", QUEUES)
def test_a_queue_answers_over_tls_alone(name):
    (policy,) = [policy for policy in POLICIES if {"Ref": name} in policy["Queues"]]
    denied = [entry for entry in policy["PolicyDocument"]["Statement"] if entry["Effect"] == "Deny"]
    assert [(entry["Principal"], entry["Action"], entry["Condition"]) for entry in denied] == [
        ("*", "sqs:*", {"Bool": {"aws:SecureTransport": "false"}})
    ]
    assert system().resolve(denied[0]["Resource"]) in {"*", arn(name)}


@pytest.mark.parametrize(("queue", "bucket"), [("IngestQueue", "LandingBucket"), ("FeaturesQueue", "LakeBucket")])
def test_a_notified_queue_takes_messages_from_its_bucket_alone(queue, bucket):
    (policy,) = [policy for policy in POLICIES if {"Ref": queue} in policy["Queues"]]
    allowed = [entry for entry in policy["PolicyDocument"]["Statement"] if entry["Effect"] == "Allow"]
    assert system().resolve(allowed) == [
        {
            "Sid": "OnlyOurBucket",
            "Effect": "Allow",
            "Principal": {"Service": "s3.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn(queue),
            "Condition": {
                "StringEquals": {"aws:SourceAccount": system().resolve({"Ref": "AWS::AccountId"})},
                "ArnEquals": {"aws:SourceArn": arn(bucket)},
            },
        }
    ]


def test_no_other_queue_takes_messages_from_a_service():
    others = [policy for policy in POLICIES if {"Ref": "TrainQueue"} in policy["Queues"]]
    assert [entry["Effect"] for policy in others for entry in policy["PolicyDocument"]["Statement"]] == ["Deny"]
