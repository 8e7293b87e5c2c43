"""Train: on the schedule, on request, on drift or for a dataset's first features; past days are scored here too."""

import math
import os
import time
from datetime import date
from functools import partial
from typing import Any

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.train.tracking import track
from perennial import layout
from perennial.aws import handling
from perennial.errors import InvalidRequest
from perennial.models.budget import Budget
from perennial.pointers import read_pointer
from perennial.records import StageResult
from perennial.stages.backfill import backfill
from perennial.stages.train import train

EVERY_DATASET = "*"
BACKFILL = "backfill"
BACKFILL_SECONDS = 60  # of search for each past day: there may be a hundred of them
MARGIN_SECONDS = 180  # for the final fit, the artifact and its upload, after the search has used its budget


def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse | dict[str, list[str]]:
    """Train the dataset each message names, or score the past day; a call without messages queues trainings."""
    if "Records" not in event:
        return {"queued": queue_training(handling.dataset_of(event), because=context.aws_request_id)}

    def train_dataset(record: SQSRecord) -> None:
        dataset = handling.dataset_in(record)
        if dataset == EVERY_DATASET:
            queue_training(dataset, because=record.message_id)
            return
        body, ports, now = handling.body_of(record), handling.ports(), handling.now()
        if BACKFILL in body:
            day, budget = day_of(body), _budget(context, at_most_seconds=BACKFILL_SECONDS)
            past = partial(backfill, dataset, day, ports, now=now, budget=budget)
            handling.run_stage("backfill", dataset, past, run_id=record.message_id, subject=day.isoformat())
            return
        work = partial(train, dataset, ports, now=now, budget=_budget(context), drift=_drift(dataset, body))
        result = handling.run_stage("train", dataset, work, run_id=record.message_id)
        if result.outcome == "done" and os.environ["MLFLOW_TRACKING_URI"]:
            _tell_mlflow(dataset, result)

    return handling.each_record(event, context, train_dataset, fifo=True)


def queue_training(dataset: str, *, because: str) -> list[str]:
    """Queue a message for the dataset, or for every dataset there is; answers their names."""
    ports = handling.ports()
    names = ports.state.datasets() if dataset == EVERY_DATASET else [dataset]
    for name in names:
        body = {"dataset": name, "because": f"retraining was due or asked for ({because})"}
        ports.train_queue.send(body, group=name, deduplication_id=f"{because}-{name}")
    return names


def _drift(dataset: str, body: dict[str, Any]) -> str | None:
    """Why a new model is demanded; None where nobody demands it, or the version that drifted serves no longer."""
    if body.get("drift") is not True:
        return None
    serving = read_pointer(handling.ports().models, layout.champion_pointer(dataset)).snapshot
    return str(body.get("because")) if body.get("champion", serving) == serving else None


def _tell_mlflow(dataset: str, result: StageResult) -> None:
    """Every version that a training made; what goes wrong there is logged and no more."""
    made = [result.detail[name] for name in ("version", "challenger") if name in result.detail]
    for version in made:
        failed = track(dataset, str(version), handling.ports(), uri=os.environ["MLFLOW_TRACKING_URI"])
        if failed is not None:
            handling.log().warning("MLflow was not told", extra={"version": version, "reason": failed})


def day_of(body: dict[str, Any]) -> date:
    """The past day a message wants scored; raises InvalidRequest."""
    try:
        return date.fromisoformat(body[BACKFILL])
    except (TypeError, ValueError) as error:
        raise InvalidRequest(f"backfill must be a day like 2026-01-31; it is {body[BACKFILL]!r}.") from error


def _budget(context: LambdaContext, *, at_most_seconds: float = math.inf) -> Budget:
    """The search may take what the setting says, and never so long that the function is stopped before the end."""
    remaining_seconds = context.get_remaining_time_in_millis() / 1000 - MARGIN_SECONDS
    setting_seconds = float(os.environ["TRAIN_BUDGET_SECONDS"])
    return Budget(min(setting_seconds, remaining_seconds, at_most_seconds), time.monotonic)
