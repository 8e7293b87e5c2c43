"""Where everything lies in the three buckets: with side_layout the only place that spells an object key."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePosixPath

LANDING_PREFIX = "landing/"
RECEIPTS_PREFIX = "files/"
DESCRIPTION_FILE = "dataset.json"
HISTORY = "history"
DEFAULT_DATASET = "default"
DATASET_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}\Z")


@dataclass(frozen=True, slots=True)
class LandingKey:
    """A key of the landing bucket, taken apart."""

    key: str
    dataset: str
    file_name: str

    @property
    def is_description(self) -> bool:
        """Whether the object describes its dataset instead of adding rows to it."""
        return self.file_name == DESCRIPTION_FILE

    @property
    def has_valid_dataset(self) -> bool:
        """Whether the folder name can serve as a dataset name in addresses, keys and message groups."""
        return DATASET_NAME.match(self.dataset) is not None


def landing_key(key: str) -> LandingKey:
    """Take a landing key apart; a file without a folder belongs to the default dataset."""
    parts = PurePosixPath(key.removeprefix(LANDING_PREFIX)).parts
    dataset = parts[0] if len(parts) > 1 else DEFAULT_DATASET
    return LandingKey(key, dataset, parts[-1] if parts else "")


def landing_prefix(dataset: str) -> str:
    """Where a dataset's files are dropped."""
    return f"{LANDING_PREFIX}{dataset}/"


def landing_path(dataset: str, file_name: str) -> str:
    """The landing key for a file dropped into a dataset."""
    return f"{landing_prefix(dataset)}{file_name}"


def pending_prefix(upload_id: str) -> str:
    """Where an upload waits to be confirmed (landing bucket); nothing listens there."""
    return f"pending/{upload_id}/"


def pending(upload_id: str, file_name: str) -> str:
    """The key of an upload that waits to be confirmed."""
    return f"{pending_prefix(upload_id)}{file_name}"


def receipt(dataset: str, key: str) -> str:
    """The receipt of a landing key; its creation is what wakes the features stage."""
    return f"{RECEIPTS_PREFIX}{dataset}/{hashlib.sha256(key.encode()).hexdigest()[:32]}.json"


def dataset_of_receipt(key: str) -> str:
    """The dataset a receipt key belongs to."""
    return key.removeprefix(RECEIPTS_PREFIX).split("/", 1)[0]


def description(dataset: str) -> str:
    """The lake's copy of a dataset description: the truth."""
    return f"datasets/{dataset}/description.json"


def clean_file(dataset: str, table: str, identity: str) -> str:
    """Clean rows of one landing file."""
    return f"clean/{dataset}/{table}/{identity}.parquet"


def rejects_file(dataset: str, identity: str) -> str:
    """Rejected rows of one landing file, as CSV."""
    return f"rejects/{dataset}/{identity}.csv"


def quality_file(dataset: str, identity: str) -> str:
    """Quality report of one landing file, as JSON."""
    return f"quality/{dataset}/{identity}.json"


def features_prefix(dataset: str) -> str:
    """Where all feature snapshots of a dataset lie, with their pointer."""
    return f"features/{dataset}/"


def features_folder(dataset: str, snapshot: str) -> str:
    """Everything one build of the features wrote."""
    return f"{features_prefix(dataset)}{snapshot}/"


def features_pointer(dataset: str) -> str:
    """Which feature snapshot is current."""
    return f"features/{dataset}/current.json"


def model_folder(dataset: str, version: str) -> str:
    """Everything one training wrote (models bucket)."""
    return f"{dataset}/{version}/"


def champion_pointer(dataset: str) -> str:
    """Which model version is current (models bucket)."""
    return f"{dataset}/champion.json"


def scores_prefix(dataset: str) -> str:
    """Where all score snapshots of a dataset lie, with their pointer and their history."""
    return f"scores/{dataset}/"


def scores_folder(dataset: str, snapshot: str) -> str:
    """Everything one scoring wrote."""
    return f"{scores_prefix(dataset)}{snapshot}/"


def scores_pointer(dataset: str) -> str:
    """Which score snapshot is current."""
    return f"scores/{dataset}/current.json"


def score_index(dataset: str, snapshot: str) -> str:
    """The compact index of a score snapshot, for lists and plans."""
    return f"{scores_folder(dataset, snapshot)}index.npz"


def score_history_prefix(dataset: str) -> str:
    """Where what each scoring said in sum is kept."""
    return f"{scores_prefix(dataset)}{HISTORY}/"


def score_history(dataset: str, as_of: str, snapshot: str) -> str:
    """What one scoring said in sum, as JSON; the keys sort by the data's day."""
    return f"{score_history_prefix(dataset)}{as_of}-{snapshot}.json"


def collection(dataset: str) -> str:
    """Which objects of old snapshots wait to be removed, and since when."""
    return f"collecting/{dataset}.json"


def reports_folder(dataset: str, report_id: str) -> str:
    """Everything one report consists of."""
    return f"reports/{dataset}/{report_id}/"


def report_pointer(dataset: str) -> str:
    """Which report is current."""
    return f"reports/{dataset}/current.json"


def monitoring_folder(dataset: str) -> str:
    """What the monitor read, a reading an object."""
    return f"monitoring/{dataset}/"


def monitoring_pointer(dataset: str) -> str:
    """Which reading of the monitor is the latest."""
    return f"monitoring/{dataset}/current.json"


def batch_answer(dataset: str, job_id: str) -> str:
    """The answers of a batch prediction, as CSV."""
    return f"predictions/{dataset}/{job_id}.csv"


def plans_prefix(dataset: str) -> str:
    """Where the plans of a dataset whose lists were asked for are kept."""
    return f"plans/{dataset}/"


def plan_file(dataset: str, plan_id: str) -> str:
    """Whom a plan contacts and whom it holds out, as CSV."""
    return f"{plans_prefix(dataset)}{plan_id}.csv"


def plan_terms(dataset: str, plan_id: str) -> str:
    """What a plan was made from and what it assumes, as JSON."""
    return f"{plans_prefix(dataset)}{plan_id}.json"


def suppressed(dataset: str) -> str:
    """The keyed hashes of persons who were erased and must not come back."""
    return f"erased/{dataset}.json"
