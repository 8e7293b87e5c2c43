"""What the batch functions share at their edge: records out of a batch, recorded stage runs, an early second try."""

import json
import os
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import unquote_plus

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    SqsFifoPartialProcessor,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import BotoCoreError, ClientError

from perennial.aws.metering import forget_peak_memory, peak_memory_mb
from perennial.aws.ports import CONFIG, AwsPorts
from perennial.aws.scratch import scratch_folder
from perennial.costs import Traffic, cost_usd
from perennial.errors import InvalidRequest
from perennial.records import Json, Stage, StageResult, Usage
from perennial.stages.recording import recorded

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

FIRST_PAUSE_SECONDS = 15
LONGEST_PAUSE_SECONDS = 900


class Work(Protocol):
    """A stage with everything given but its folder."""

    def __call__(self, *, work_dir: Path) -> StageResult: ...


@cache
def ports() -> AwsPorts:
    """The ports this function's environment names, made once a process."""
    return AwsPorts(os.environ)


@cache
def log() -> Logger:
    """The function's structured log. Counts, keys and names go in, never rows."""
    return Logger()


@cache
def queue_client() -> "SQSClient":
    """The client that changes how long a message stays hidden."""
    return boto3.client("sqs", config=CONFIG)


@cache
def queue_url(name: str) -> str:
    """The address of a queue of this account."""
    return queue_client().get_queue_url(QueueName=name)["QueueUrl"]


def now() -> datetime:
    """The wall clock: read here, at the edge, and handed on as an argument."""
    return datetime.now(UTC)


def each_record(
    event: dict[str, Any], context: LambdaContext, handle: Callable[[SQSRecord], object], *, fifo: bool = False
) -> PartialItemFailureResponse:
    """Handle every record of a batch; answers the ids of those that failed, for the queue to deliver again."""

    def handle_or_free(record: SQSRecord) -> None:
        try:
            handle(record)
        except Exception:
            _try_again_soon(record)
            raise

    log().set_correlation_id(context.aws_request_id)
    processor = SqsFifoPartialProcessor() if fifo else BatchProcessor(EventType.SQS)
    processor.raise_on_entire_batch_failure = False
    return process_partial_response(event, handle_or_free, processor, context)


def run_stage(stage: Stage, dataset: str, work: Work, *, run_id: str, subject: str = "") -> StageResult:
    """Run a stage in a folder of its own, with a run record and a log entry; raises what the stage raises."""
    before = ports().meter.reading()
    forget_peak_memory()
    about: dict[str, Json] = {"stage": stage, "dataset": dataset, "subject": subject, "run_id": run_id}
    log().info("the stage starts", extra=about)  # a run that is killed has nothing else to be found by
    with scratch_folder() as folder:
        try:
            result = recorded(
                ports().state,
                stage=stage,
                dataset=dataset,
                subject=subject,
                clock=now,
                run_id=run_id,
                work=lambda: work(work_dir=folder),
                used=lambda seconds: _used(before, seconds),
            )
        except Exception:
            log().exception("the stage stopped", extra=about)
            raise
    ending: dict[str, Json] = {"outcome": result.outcome, "reason": result.reason, "detail": result.detail}
    log().info("the stage ended", extra=about | ending)
    return result


def _used(before: Traffic, seconds: float) -> Usage:
    """What was used since a reading of the meter, the final record left out."""
    traffic = ports().meter.reading().since(before)
    memory_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
    return Usage(
        bytes_in=traffic.bytes_in,
        bytes_out=traffic.bytes_out,
        peak_memory_mb=round(peak_memory_mb(), 1),
        cost_usd=None if memory_mb is None else cost_usd(traffic, memory_mb=float(memory_mb), seconds=seconds),
    )


def once[T](work: Callable[[str], T]) -> Callable[[str], T]:
    """Work that is done at the first call for a name; later calls answer, or raise, what the first did."""
    done: dict[str, Future[T]] = {}

    def work_once(name: str) -> T:
        if name not in done:
            done[name] = Future()
            try:
                done[name].set_result(work(name))
            except Exception as error:
                done[name].set_exception(error)
        return done[name].result()

    return work_once


def object_keys(record: SQSRecord) -> list[str]:
    """The object keys of an S3 notification or of a `{"key": …}` hint; none for S3's test event."""
    body = body_of(record)
    if isinstance(body.get("key"), str):
        return [body["key"]]
    if "Records" not in body and body.get("Event") != "s3:TestEvent":
        raise InvalidRequest(f"message {record.message_id} is neither an S3 notification nor a key: {sorted(body)}.")
    return [unquote_plus(entry["s3"]["object"]["key"]) for entry in body.get("Records", ())]


def dataset_of(body: dict[str, Any]) -> str:
    """The dataset a message or a direct call names; raises InvalidRequest."""
    dataset = body.get("dataset")
    if not isinstance(dataset, str) or not dataset:
        raise InvalidRequest(f'a message must be like {{"dataset": "my-shop"}}; this one has {sorted(body)}.')
    return dataset


def dataset_in(record: SQSRecord) -> str:
    """The dataset a queued message names; raises InvalidRequest."""
    return dataset_of(body_of(record))


def receive_count(record: SQSRecord) -> int:
    """How often the queue has delivered this message, this time included."""
    return int(record.attributes.approximate_receive_count or 1)


def body_of(record: SQSRecord) -> dict[str, Any]:
    """The JSON object a message holds; raises InvalidRequest."""
    try:
        body: Json = json.loads(record.body)
    except json.JSONDecodeError as error:
        raise InvalidRequest(f"message {record.message_id} is not JSON.") from error
    if not isinstance(body, dict):
        raise InvalidRequest(f"message {record.message_id} is not a JSON object.")
    return body


def _try_again_soon(record: SQSRecord) -> None:
    """Free a message that failed in order: its long visibility is only for functions that were killed."""
    queue_name = record.event_source_arn.rsplit(":", 1)[-1]
    pause_seconds = min(FIRST_PAUSE_SECONDS * 4 ** (receive_count(record) - 1), LONGEST_PAUSE_SECONDS)
    try:
        queue_client().change_message_visibility(
            QueueUrl=queue_url(queue_name), ReceiptHandle=record.receipt_handle, VisibilityTimeout=pause_seconds
        )
    except (BotoCoreError, ClientError) as error:  # what failed before is the news; this only makes it late
        log().warning("the message stays hidden for its full time", extra={"queue": queue_name, "error": str(error)})
