"""Erase: persons asked to be forgotten; take their dataset's requests as far as they go now."""

import secrets
from functools import partial
from typing import Any

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from perennial.aws import handling
from perennial.stages.erase import erase
from perennial.suppression import KEY_BYTES


def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Erase in the dataset each message names; answers the messages to deliver again."""
    return handling.each_record(event, context, erase_in_dataset, fifo=True)


def erase_in_dataset(record: SQSRecord) -> None:
    """Erase in one dataset."""
    dataset = handling.dataset_in(record)
    make_key = partial(secrets.token_bytes, KEY_BYTES)
    work = partial(erase, dataset, handling.ports(), now=handling.now(), make_key=make_key)
    handling.run_stage("erase", dataset, work, run_id=record.message_id)
