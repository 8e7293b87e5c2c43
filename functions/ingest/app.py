"""Ingest: a file was dropped, replaced or deleted under landing/; read it as it is now.

Called directly it previews an upload, or asks for what the sources of datasets have to offer.
"""

import os
from functools import partial
from pathlib import Path
from typing import Any

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from perennial.aws import handling
from perennial.aws.scratch import scratch_folder
from perennial.dataset import Dataset
from perennial.errors import InvalidRequest, ObjectMissing
from perennial.layout import landing_key
from perennial.records import Json
from perennial.sources import Fetched, Version
from perennial.stages.descriptions import read_description
from perennial.stages.ingest import ingest
from perennial.stages.preview import Upload, preview
from perennial.stages.pull import pull
from perennial.web.downloading import download_if_new

EVERY_DATASET = "*"
MARGIN_SECONDS = 45  # to land what was fetched and to write down how it went


def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse | dict[str, Json]:
    """Ingest every landing key of a batch of S3 notifications and hints; answers the messages to deliver again.

    `{"preview": …}` answers what an upload would become, `{"pull": dataset or "*"}` the datasets whose sources are due.
    """
    if "Records" in event:
        return handling.each_record(event, context, partial(work_on, context=context))
    if "preview" in event:
        return previewed(event["preview"])
    return {"queued": list(queue_pulls(event, because=context.aws_request_id))}


def work_on(record: SQSRecord, *, context: LambdaContext) -> None:
    """Ingest the keys of one message, one after the other, or pull the sources it names."""
    dataset = handling.body_of(record).get("pull")
    if isinstance(dataset, str):
        work = partial(pull, dataset, handling.ports(), now=handling.now(), fetch=partial(_fetch, context))
        handling.run_stage("pull", dataset, work, run_id=record.message_id)
        return
    last_attempt = handling.receive_count(record) >= int(os.environ["MAX_RECEIVE_COUNT"])
    for key in handling.object_keys(record):
        reading = partial(ingest, key, handling.ports(), last_attempt=last_attempt)
        handling.run_stage("ingest", landing_key(key).dataset, reading, run_id=record.message_id, subject=key)


def previewed(asked: dict[str, Any]) -> dict[str, Json]:
    """What an upload would become; `{"missing": true}` before it arrived."""
    upload = Upload(asked["upload_id"], asked["file_name"], asked["dataset"])
    description = Dataset.model_validate(asked["description"])
    with scratch_folder() as folder:
        try:
            return preview(upload, description, handling.ports(), work_dir=folder)
        except ObjectMissing:
            return {"missing": True}


def queue_pulls(event: dict[str, Any], *, because: str) -> list[str]:
    """Queue a message for every dataset that names sources; answers their names."""
    asked, ports = event.get("pull"), handling.ports()
    if not isinstance(asked, str):
        raise InvalidRequest(f'a call must be like {{"pull": "*"}} or {{"preview": …}}; this one has {sorted(event)}.')
    names = ports.state.datasets() if asked == EVERY_DATASET else [asked]
    pulling = [name for name in names if read_description(ports.lake, name).sources]
    for name in pulling:
        ports.ingest_queue.send({"pull": name}, group=name, deduplication_id=f"{because}-{name}")
    return pulling


def _fetch(context: LambdaContext, address: str, folder: Path, known: Version) -> Fetched | None:
    seconds = context.get_remaining_time_in_millis() / 1000 - MARGIN_SECONDS
    return download_if_new(address, folder, known, seconds=seconds)
