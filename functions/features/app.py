"""Features: receipts say which datasets have new files; build each of these datasets once."""

from functools import partial
from typing import Any

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from perennial.aws import handling
from perennial.errors import TransientError
from perennial.layout import dataset_of_receipt
from perennial.records import StageResult
from perennial.stages.features import build_features

ANOTHER_BUILD_SECONDS = 300  # with less left, the next dataset waits for the next call: killed, it would wait for hours


def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Build the datasets of a batch of receipts; a failed build fails its own dataset's messages alone."""
    begun: list[str] = []

    def build(dataset: str) -> StageResult:
        if begun and context.get_remaining_time_in_millis() < ANOTHER_BUILD_SECONDS * 1000:
            raise TransientError(
                f"the time left after building {', '.join(begun)} is too short to build {dataset} too."
            )
        begun.append(dataset)
        work = partial(build_features, dataset, handling.ports())
        return handling.run_stage("features", dataset, work, run_id=context.aws_request_id)

    build_once = handling.once(build)

    def build_datasets(record: SQSRecord) -> None:
        for key in handling.object_keys(record):
            build_once(dataset_of_receipt(key))

    return handling.each_record(event, context, build_datasets)
