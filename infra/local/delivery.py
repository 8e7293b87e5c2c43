"""Delivery of queued messages to functions, as Lambda's event source mappings do it."""

import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import batched
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from infra.local.naming import REGION
from infra.local.workers import Answer, Function
from perennial.errors import TransientError

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.literals import QueueAttributeNameType
    from mypy_boto3_sqs.type_defs import DeleteMessageBatchRequestEntryTypeDef, MessageTypeDef

MOST_AT_ONCE = 10  # of SQS, for receiving and deleting
POLL_SECONDS = 1
RETRY_SECONDS = 2
COUNTS: "Sequence[QueueAttributeNameType]" = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)


@dataclass(frozen=True, slots=True)
class Source:
    """One event source mapping of the template."""

    queue_url: str
    queue_arn: str
    function: Function
    batch_size: int
    window_seconds: float
    reports_failures: bool


class Delivery:
    """Takes messages from the queues to the functions until it is ended.

    A message whose handling failed is visible again after RETRY_SECONDS, not after the queue's own time: on a laptop
    somebody is waiting. After maxReceiveCount deliveries the queue moves it to its dead letters.
    """

    def __init__(self, sources: Sequence[Source], sqs: "SQSClient") -> None:
        self._sources = sources
        self._sqs = sqs
        self._ending = threading.Event()
        self._lock = threading.Lock()
        self._received = 0
        self._handled = 0
        self._broken: Exception | None = None
        self._threads = [
            threading.Thread(target=self._deliver_until_ended, args=(source,), daemon=True)
            for source in sources
            for _ in range(source.function.spec.slots)
        ]

    def start(self) -> None:
        """Begin to deliver."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Take no further messages."""
        self._ending.set()

    def join(self) -> None:
        """Wait until the calls under way have answered."""
        for thread in self._threads:
            if thread.is_alive():
                thread.join()

    def check(self) -> None:
        """Raise TransientError when delivery broke down."""
        if self._broken is not None:
            raise TransientError(f"messages are no longer delivered ({self._broken!r}); start again.")

    def is_idle(self) -> bool:
        """Whether no message is waiting or being handled anywhere."""
        received = self._received
        if received != self._handled or any(self._waiting(source.queue_url) for source in self._sources):
            return False
        return received == self._received  # or a message went from one queue to another while they were asked

    def _waiting(self, queue_url: str) -> int:
        answer = self._sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=COUNTS)
        return sum(int(answer["Attributes"][name]) for name in COUNTS)

    def _deliver_until_ended(self, source: Source) -> None:
        try:
            while not self._ending.is_set():
                if batch := self._gather(source):
                    self._deliver(source, batch)
        except Exception as error:  # a thread that ended unseen would leave everybody waiting
            if not self._ending.is_set():
                self._broken = error

    def _gather(self, source: Source) -> "list[MessageTypeDef]":
        """A batch: what one receive finds, or with a window all that comes within it, up to the batch size."""
        batch = self._receive(source, source.batch_size, POLL_SECONDS)
        deadline = time.monotonic() + source.window_seconds
        while batch and len(batch) < source.batch_size and time.monotonic() < deadline and not self._ending.is_set():
            batch += self._receive(source, source.batch_size - len(batch), POLL_SECONDS)
        return batch

    def _receive(self, source: Source, most: int, wait_seconds: int) -> "list[MessageTypeDef]":
        answer = self._sqs.receive_message(
            QueueUrl=source.queue_url,
            MaxNumberOfMessages=min(MOST_AT_ONCE, most),
            WaitTimeSeconds=wait_seconds,
            MessageSystemAttributeNames=["All"],
        )
        messages = answer.get("Messages", [])
        with self._lock:
            self._received += len(messages)
        return messages

    def _deliver(self, source: Source, batch: "list[MessageTypeDef]") -> None:
        event = {"Records": [_record(source.queue_arn, message) for message in batch]}
        failed = failed_ids(source.function.invoke(event), [m["MessageId"] for m in batch], source.reports_failures)
        done = [message for message in batch if message["MessageId"] not in failed]
        for part in batched(done, MOST_AT_ONCE):
            entries: list[DeleteMessageBatchRequestEntryTypeDef] = [
                {"Id": str(n), "ReceiptHandle": m["ReceiptHandle"]} for n, m in enumerate(part)
            ]
            self._sqs.delete_message_batch(QueueUrl=source.queue_url, Entries=entries)
        for message in batch:
            if message["MessageId"] in failed:
                self._return(source.queue_url, message["ReceiptHandle"])
        with self._lock:
            self._handled += len(batch)

    def _return(self, queue_url: str, receipt_handle: str) -> None:
        with suppress(ClientError):  # gone already, when it was delivered twice
            self._sqs.change_message_visibility(
                QueueUrl=queue_url, ReceiptHandle=receipt_handle, VisibilityTimeout=RETRY_SECONDS
            )


def failed_ids(answer: Answer, message_ids: Sequence[str], reports_failures: bool) -> frozenset[str]:
    """Which messages of a batch have to come again: all after an error or an answer that names an unknown message."""
    if answer.failed:
        return frozenset(message_ids)
    if not reports_failures or not answer.payload:
        return frozenset()
    failures = answer.payload.get("batchItemFailures") or []
    named = {failure.get("itemIdentifier") for failure in failures}
    return frozenset(named if named <= set(message_ids) else message_ids)


def _record(queue_arn: str, message: "MessageTypeDef") -> Mapping[str, Any]:
    """A message as Lambda hands it to a function."""
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message["Attributes"],
        "messageAttributes": {},
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": queue_arn,
        "awsRegion": REGION,
    }
