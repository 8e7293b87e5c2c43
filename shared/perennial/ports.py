"""What the stages need of the outside world, as protocols.

Two implementations keep them: `perennial.memory` (tests, tools) and `perennial.aws`. One contract suite runs on both.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from perennial.erasures import Erasures
from perennial.objects import ObjectStore
from perennial.records import (
    ApiKeyRecord,
    CustomerRecord,
    FileState,
    Json,
    ModelRecord,
    PredictionRecord,
    RunRecord,
)
from perennial.run_logs import Logs


class Queue(Protocol):
    """One queue of hints."""

    def send(self, body: Mapping[str, Json], *, group: str, deduplication_id: str) -> None:
        """Queue a message. FIFO queues deliver one of equal ids within five minutes; standard ones ignore both."""
        ...


class Functions(Protocol):
    """The other functions of the system, called directly."""

    def invoke(self, name: str, payload: Mapping[str, Json]) -> Json:
        """Call a function (`ingest`, `features`) and wait for its answer; raises TransientError when it fails."""
        ...


class Notices(Protocol):
    """Where people who run the system are told what needs them."""

    def publish(self, subject: str, text: str) -> None:
        """Tell everybody who subscribed."""
        ...


class State(Protocol):
    """The State table: files, runs, API keys, the prediction log."""

    def file(self, dataset: str, key: str) -> FileState | None:
        """What is known of a landing key, read consistently."""
        ...

    def files(self, dataset: str) -> list[FileState]:
        """Every landing key ever seen in a dataset, by key, read consistently."""
        ...

    def save_file(self, state: FileState, *, expected_revision: int | None) -> FileState:
        """Save under the next revision; raises ConflictError unless the stored revision is the expected one
        (None: no item yet). Answers the saved state."""
        ...

    def datasets(self) -> list[str]:
        """The names of all datasets that ever had a file, sorted."""
        ...

    def save_run(self, run: RunRecord) -> None:
        """Save a run, replacing the record of the same id."""
        ...

    def runs(self, dataset: str, *, limit: int = 50, before: str | None = None) -> list[RunRecord]:
        """A dataset's newest runs, newest first: of those whose id sorts before the one given, where one is."""
        ...

    def save_api_key(self, key: ApiKeyRecord) -> None:
        """Save a key, replacing the record of the same digest."""
        ...

    def api_key(self, sha256: str) -> ApiKeyRecord | None:
        """The key with this digest."""
        ...

    def api_keys(self) -> list[ApiKeyRecord]:
        """All keys, oldest first."""
        ...

    def log_predictions(self, predictions: Iterable[PredictionRecord], *, expires_at: datetime) -> None:
        """Keep what was asked and answered until it expires, findable by the customer who was asked about."""
        ...

    def predictions(
        self, dataset: str, *, limit: int, before: str | None = None, customer_id: str | None = None
    ) -> list[PredictionRecord]:
        """A dataset's newest logged predictions, newest first: those whose `log_key` sorts before the one given, and
        of one customer alone where one is named."""
        ...

    def forget_predictions(self, dataset: str, customer_id: str) -> int:
        """Remove what was logged of a customer; answers how many predictions that were."""
        ...


class Customers(Protocol):
    """The Customers table: scored customers by snapshot."""

    def save_many(self, records: Iterable[CustomerRecord], *, expires_at: datetime) -> int:
        """Save these records, to be dropped after `expires_at`; answers how many."""
        ...

    def get(self, dataset: str, customer_id: str, snapshot: str) -> CustomerRecord | None:
        """One customer as scored in one snapshot."""
        ...

    def history(self, dataset: str, customer_id: str, *, limit: int) -> list[CustomerRecord]:
        """One customer in at most so many of the snapshots still kept, in the order of the snapshots' names."""
        ...

    def forget(self, dataset: str, customer_id: str) -> int:
        """Remove a customer from every snapshot; answers from how many."""
        ...


class Registry(Protocol):
    """The Models table: versions and the digests of their artifacts."""

    def save(self, record: ModelRecord) -> None:
        """Save a version, replacing the record of the same version."""
        ...

    def get(self, dataset: str, version: str) -> ModelRecord | None:
        """One version."""
        ...

    def versions(self, dataset: str) -> list[ModelRecord]:
        """All versions of a dataset, newest first."""
        ...


class Ports(Protocol):
    """Everything a stage may be handed. A function's role allows only the part its stage uses."""

    @property
    def landing(self) -> ObjectStore: ...
    @property
    def lake(self) -> ObjectStore: ...
    @property
    def models(self) -> ObjectStore: ...
    @property
    def state(self) -> State: ...
    @property
    def customers(self) -> Customers: ...
    @property
    def registry(self) -> Registry: ...
    @property
    def ingest_queue(self) -> Queue: ...
    @property
    def train_queue(self) -> Queue: ...
    @property
    def score_queue(self) -> Queue: ...
    @property
    def report_queue(self) -> Queue: ...
    @property
    def monitor_queue(self) -> Queue: ...
    @property
    def erase_queue(self) -> Queue: ...
    @property
    def erasures(self) -> Erasures: ...
    @property
    def functions(self) -> Functions: ...
    @property
    def notices(self) -> Notices: ...
    @property
    def logs(self) -> Logs: ...
