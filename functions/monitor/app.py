"""Monitor: on its schedules or on request; one dataset a message."""

from functools import partial
from typing import Any, cast, get_args

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from perennial.aws import handling
from perennial.errors import InvalidRequest
from perennial.monitoring import Check
from perennial.stages.monitor import monitor

EVERY_DATASET = "*"
CHECKS: tuple[Check, ...] = get_args(Check.__value__)


def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse | dict[str, list[str]]:
    """Check the dataset each message names; a call without messages (a schedule, a person) queues them."""
    if "Records" not in event:
        dataset, check = handling.dataset_of(event), check_of(event)
        return {"queued": queue_checks(dataset, check, because=context.aws_request_id)}
    return handling.each_record(event, context, check_dataset, fifo=True)


def check_dataset(record: SQSRecord) -> None:
    """Check one dataset."""
    dataset, check = handling.dataset_in(record), check_of(handling.body_of(record))
    work = partial(monitor, dataset, handling.ports(), check=check, now=handling.now())
    handling.run_stage("monitor", dataset, work, run_id=record.message_id, subject=check)


def queue_checks(dataset: str, check: Check, *, because: str) -> list[str]:
    """Queue a message for the dataset, or for every dataset there is; answers their names."""
    ports = handling.ports()
    names = ports.state.datasets() if dataset == EVERY_DATASET else [dataset]
    for name in names:
        body = {"dataset": name, "check": check, "because": f"a check was due or asked for ({because})"}
        ports.monitor_queue.send(body, group=name, deduplication_id=f"{because}-{check}-{name}")
    return names


def check_of(body: dict[str, Any]) -> Check:
    """What a message or a direct call wants checked; raises InvalidRequest."""
    check = body.get("check", "data")
    if check not in CHECKS:
        raise InvalidRequest(f"check must be one of {', '.join(CHECKS)}; it is {check!r}.")
    return cast(Check, check)
