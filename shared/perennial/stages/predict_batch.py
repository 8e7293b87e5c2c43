"""Batch prediction: a file of customers, by id or by features, becomes a file of forecasts in the same order."""

from dataclasses import dataclass
from pathlib import Path

from perennial import layout
from perennial.asked_rows import AskedRows, describe_asked, join_predictions, join_scores, load_asked, write_answers
from perennial.containers import unpack
from perennial.engine import connection
from perennial.errors import NoModelYet, NotReadyError, ObjectMissing, RefusedError
from perennial.models.artifact import AnyModel, load_model
from perennial.models.subscriber_serving import SubscriberModel
from perennial.pointers import read_pointer
from perennial.ports import Ports
from perennial.records import StageResult
from perennial.score_tables import fill_scores
from perennial.subscriber_tables import SUBSCRIBER_SCORES
from perennial.tables import scores_table

MOST_BYTES = 200_000_000
TOO_LARGE = "it is larger than 200 MB. Split it and ask for each part."
ONE_TABLE = "it holds several tables. Upload the one with the customers."
BY_ID_ALONE = (
    "a dataset of subscribers is asked by customer_id in a file; by attributes ask POST /predict/batch with items."
)
CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Job:
    """An uploaded file to be answered."""

    job_id: str
    upload_id: str
    file_name: str


def predict_batch(dataset: str, job: Job, ports: Ports, *, work_dir: Path) -> StageResult:
    """Answer the file; outcome `failed` with the reason where it cannot be, by what it holds or for want of a model."""
    try:
        rows, answered = _answered(dataset, job, ports, work_dir)
    except (RefusedError, NotReadyError, ObjectMissing) as error:
        return StageResult("failed", {"job": job.job_id}, str(error))
    return StageResult(
        "done", {"job": job.job_id, "rows_in": rows, "rows_out": answered, "rows_unanswered": rows - answered}
    )


def _answered(dataset: str, job: Job, ports: Ports, work_dir: Path) -> tuple[int, int]:
    model = load_model(ports.models, ports.registry, dataset)
    key, source, target = layout.pending(job.upload_id, job.file_name), work_dir / "source", work_dir / "answers.csv"
    info = ports.landing.head(key)
    if info is not None and info.size_bytes > MOST_BYTES:
        raise RefusedError(f"{job.file_name}: {TOO_LARGE}")
    ports.landing.download(key, source)
    members = unpack(job.file_name, source, work_dir).members
    if len(members) > 1:
        raise RefusedError(f"{job.file_name}: {ONE_TABLE}")
    table = SUBSCRIBER_SCORES if isinstance(model, SubscriberModel) else scores_table(model.horizons_days)
    with connection(work_dir) as con:
        asked = load_asked(con, job.file_name, members[0], work_dir)
        if asked.features and not isinstance(model, SubscriberModel):
            describe_asked(con, asked, model.as_of.isoformat())
            fill_scores(con, model)
            join_predictions(con, asked)
        else:
            join_scores(con, asked, _scores(dataset, model, asked, ports, work_dir))
        counts = write_answers(con, table, target)
    ports.lake.upload(layout.batch_answer(dataset, job.job_id), target, CSV)
    return counts


def _scores(dataset: str, model: AnyModel, asked: AskedRows, ports: Ports, work_dir: Path) -> Path:
    """The current scores, fetched."""
    if asked.customer is None:
        raise RefusedError(BY_ID_ALONE)
    snapshot = read_pointer(ports.lake, layout.scores_pointer(dataset)).snapshot
    if snapshot is None:
        raise NoModelYet(model.dataset)
    path = work_dir / "scores.parquet"
    ports.lake.download(f"{layout.scores_folder(dataset, snapshot)}scores.parquet", path)
    return path
