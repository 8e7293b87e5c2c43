"""Train: on the schedule, on request or for a dataset's first features; one dataset a message."""

import os
import time
from functools import partial
from typing import Any

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from perennial.aws import handling
from perennial.stages.train import Budget, train

EVERY_DATASET = "*"
MARGIN_SECONDS = 180  # for the final fit, the artifact and its upload, after the search has used its budget


def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse | dict[str, list[str]]:
    """Train the dataset each message names; a call without messages (the schedule, a person) queues them."""
    if "Records" not in event:
        return {"queued": queue_training(handling.dataset_of(event), because=context.aws_request_id)}

    def train_dataset(record: SQSRecord) -> None:
        dataset = handling.dataset_in(record)
        if dataset == EVERY_DATASET:
            queue_training(dataset, because=record.message_id)
            return
        work = partial(train, dataset, handling.ports(), now=handling.now(), budget=_budget(context))
        handling.run_stage("train", dataset, work, run_id=record.message_id)

    return handling.each_record(event, context, train_dataset, fifo=True)


def queue_training(dataset: str, *, because: str) -> list[str]:
    """Queue a message for the dataset, or for every dataset there is; answers their names."""
    ports = handling.ports()
    names = ports.state.datasets() if dataset == EVERY_DATASET else [dataset]
    for name in names:
        body = {"dataset": name, "because": f"retraining was due or asked for ({because})"}
        ports.train_queue.send(body, group=name, deduplication_id=f"{because}-{name}")
    return names


def _budget(context: LambdaContext) -> Budget:
    """The search may take what the setting says, and never so long that the function is stopped before the end."""
    remaining_seconds = context.get_remaining_time_in_millis() / 1000 - MARGIN_SECONDS
    return Budget(min(float(os.environ["TRAIN_BUDGET_SECONDS"]), remaining_seconds), time.monotonic)
