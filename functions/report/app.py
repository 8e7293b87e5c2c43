"""Report: a dataset has new scores; tell people what they say."""

from functools import partial
from typing import Any

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from perennial.aws import handling
from perennial.stages.calling_erasure import go_on_erasing
from perennial.stages.report import report


def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Report on the dataset each message names; answers the messages to deliver again."""
    return handling.each_record(event, context, report_on_dataset, fifo=True)


def report_on_dataset(record: SQSRecord) -> None:
    """Report on one dataset."""
    dataset = handling.dataset_in(record)
    work = partial(report, dataset, handling.ports(), now=handling.now())
    handling.run_stage("report", dataset, work, run_id=record.message_id)
    go_on_erasing(dataset, handling.ports(), because=f"report {record.message_id}")
