"""Ingest: a file was dropped, replaced or deleted under landing/; read it as it is now."""

import os
from functools import partial
from typing import Any

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from perennial.aws import handling
from perennial.layout import landing_key
from perennial.stages.ingest import ingest


def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Ingest every landing key of a batch of S3 notifications and hints; answers the messages to deliver again."""
    return handling.each_record(event, context, ingest_keys)


def ingest_keys(record: SQSRecord) -> None:
    """Ingest the keys of one message, one after the other."""
    last_attempt = handling.receive_count(record) >= int(os.environ["MAX_RECEIVE_COUNT"])
    for key in handling.object_keys(record):
        work = partial(ingest, key, handling.ports(), last_attempt=last_attempt)
        handling.run_stage("ingest", landing_key(key).dataset, work, run_id=record.message_id, subject=key)
