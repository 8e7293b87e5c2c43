"""Train for a dataset of subscribers: the job out of a feature snapshot's summary, and the work on its features."""

from datetime import date
from pathlib import Path

from perennial import layout
from perennial.dataset import Dataset
from perennial.drift_reference import reference_of_subscribers
from perennial.engine import connection
from perennial.models.budget import Budget
from perennial.models.subscriber_serving import SubscriberModel
from perennial.models.subscriber_terms import SubscriberJob
from perennial.models.subscriber_training import train_subscribers
from perennial.models.succession import Incumbent
from perennial.models.trained import Trained
from perennial.pointers import Pointer
from perennial.ports import Ports
from perennial.records import Json


def is_of_subscribers(features: Pointer) -> bool:
    """Whether a feature snapshot holds subscribers."""
    return features.detail.get("kind") == "subscribers"


def subscriber_job(
    dataset: str,
    features: Pointer,
    description: Dataset,
    seed: int,
    *,
    incumbent: Incumbent | None = None,
    drift: str | None = None,
) -> SubscriberJob:
    """What to train on a feature snapshot of subscribers."""
    return SubscriberJob(
        dataset=dataset,
        features_snapshot=str(features.snapshot),
        as_of=None if features.detail["as_of"] is None else date.fromisoformat(str(features.detail["as_of"])),
        kinds={str(one["name"]): str(one["kind"]) for one in _described(features)},
        last_days={
            str(one["name"]): date.fromisoformat(str(one["last_day"]))
            for one in _described(features)
            if one.get("last_day") is not None
        },
        left_out={name: str(reason) for name, reason in _object(features.detail["columns_left_out"]).items()},
        description=description,
        seed=seed,
        incumbent=incumbent,
        drift=drift,
    )


def trained_subscribers(ports: Ports, job: SubscriberJob, work_dir: Path, budget: Budget) -> Trained[SubscriberModel]:
    """Train on the features of the job's snapshot."""
    path = work_dir / "features.parquet"
    ports.lake.download(layout.features_folder(job.dataset, job.features_snapshot) + path.name, path)
    with connection(work_dir) as con:
        columns = con.read_parquet(str(path)).order("customer_id").fetchnumpy()
    trained = train_subscribers(columns, job, budget)
    return trained.with_reference(lambda model: reference_of_subscribers(columns, model))


def _described(features: Pointer) -> list[dict[str, Json]]:
    """What the summary of a feature snapshot says of each attribute."""
    columns = features.detail["columns"]
    return [one for one in columns if isinstance(one, dict)] if isinstance(columns, list) else []


def _object(content: Json) -> dict[str, Json]:
    return content if isinstance(content, dict) else {}
