"""Score: a dataset has new features or a new champion; score all its customers. Or answer a file of customers."""

from functools import partial
from typing import Any

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from perennial.aws import handling
from perennial.stages.calling_erasure import go_on_erasing
from perennial.stages.collecting import collect
from perennial.stages.predict_batch import Job, predict_batch
from perennial.stages.score import score


def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Score the dataset each message names; answers the messages to deliver again."""
    return handling.each_record(event, context, score_dataset, fifo=True)


def score_dataset(record: SQSRecord) -> None:
    """Score one dataset, or answer a file of customers of it."""
    dataset, job = handling.dataset_in(record), handling.body_of(record).get("job")
    if isinstance(job, dict):
        asked = Job(job["job_id"], job["upload_id"], job["file_name"])
        answering = partial(predict_batch, dataset, asked, handling.ports())
        handling.run_stage("predict", dataset, answering, run_id=record.message_id, subject=asked.job_id)
        return
    work = partial(score, dataset, handling.ports(), now=handling.now())
    result = handling.run_stage("score", dataset, work, run_id=record.message_id)
    if result.outcome == "done":
        collect(dataset, handling.ports(), now=handling.now())
    go_on_erasing(dataset, handling.ports(), because=f"score {record.message_id}")
