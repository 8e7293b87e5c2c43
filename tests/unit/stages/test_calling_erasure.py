"""Whoever ends the way of the data calls the erasure that waits for it."""

import string
from dataclasses import replace
from datetime import UTC, datetime

from perennial.erasures import ErasureRecord
from perennial.memory import MemoryPorts
from perennial.stages.calling_erasure import go_on_erasing

# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
TAKEN_BY_SQS = set(string.ascii_letters + string.digits + string.punctuation)
ASKED = ErasureRecord("e1", "shop", "anna", datetime(2026, 3, 1, tzinfo=UTC), "k1")


def test_only_a_dataset_in_which_somebody_waits_is_called(ports: MemoryPorts) -> None:
    assert not go_on_erasing("shop", ports, because="score m1")
    ports.erasures.save(replace(ASKED, status="done"))
    assert not go_on_erasing("shop", ports, because="score m1")
    ports.erasures.save(replace(ASKED, erasure_id="e2"))
    assert not go_on_erasing("cafe", ports, because="score m1")
    assert go_on_erasing("shop", ports, because="score m1")
    (message,) = ports.erase_queue.sent
    assert (message.body["dataset"], message.group) == ("shop", "shop")


def test_each_scoring_and_report_calls_by_itself(ports: MemoryPorts) -> None:
    ports.erasures.save(ASKED)
    for because in ("score m1", "report m2"):
        go_on_erasing("shop", ports, because=because)
    assert len({message.deduplication_id for message in ports.erase_queue.sent}) == 2


def test_the_call_is_one_that_sqs_takes(ports: MemoryPorts) -> None:
    ports.erasures.save(ASKED)
    go_on_erasing("shop", ports, because="report m2")
    assert set(ports.erase_queue.sent[0].deduplication_id) <= TAKEN_BY_SQS
