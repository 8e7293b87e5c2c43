"""Features: receipts say which datasets have new files; build each of these datasets once.

Called directly it computes the features of one customer out of raw orders.
"""

from dataclasses import asdict
from datetime import date
from functools import partial
from typing import Any

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from perennial.aws import handling
from perennial.aws.scratch import scratch_folder
from perennial.errors import TransientError
from perennial.layout import dataset_of_receipt
from perennial.order_features import features_of_orders
from perennial.records import Json, StageResult
from perennial.stages.descriptions import read_description
from perennial.stages.features import build_features

ANOTHER_BUILD_SECONDS = 300  # with less left, the next dataset waits for the next call: killed, it would wait for hours


def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse | dict[str, Json]:
    """Build the datasets of a batch of receipts; a failed build fails its own dataset's messages alone.

    `{"orders": […], "dataset": …}` answers the features of the one customer who placed these orders.
    """
    if "orders" in event:
        return seen(event)
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


def seen(asked: dict[str, Any]) -> dict[str, Json]:
    """The features of a customer nobody has seen, the day they are of, and the orders that count for nothing."""
    description = read_description(handling.ports().lake, asked["dataset"])
    as_of, at_least = (asked.get(name) and date.fromisoformat(asked[name]) for name in ("as_of", "at_least"))
    with scratch_folder() as folder:
        found = features_of_orders(asked["orders"], description, folder, at_least=at_least, as_of=as_of)
    return {
        "as_of": None if found.as_of is None else found.as_of.isoformat(),
        "features": found.features,
        "set_aside": [asdict(one) for one in found.set_aside],
    }
