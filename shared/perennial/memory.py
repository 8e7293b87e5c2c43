"""The ports in memory: for tests and tools. Kept honest by the contract suite that also runs on AWS's side."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from perennial.errors import ConflictError, TransientError
from perennial.memory_erasures import MemoryErasures
from perennial.memory_logs import MemoryLogs
from perennial.memory_objects import MemoryObjects
from perennial.records import (
    ApiKeyRecord,
    CustomerRecord,
    FileState,
    Json,
    ModelRecord,
    PredictionRecord,
    RunRecord,
)


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message as sent, for tests to look at."""

    body: dict[str, Json]
    group: str
    deduplication_id: str


class MemoryQueue:
    """A queue that remembers what was sent; nothing delivers it."""

    def __init__(self) -> None:
        self.sent: list[SentMessage] = []

    def send(self, body: Mapping[str, Json], *, group: str, deduplication_id: str) -> None:
        self.sent.append(SentMessage(dict(body), group, deduplication_id))


class MemoryFunctions:
    """Functions that answer what a test makes them answer, and remember what they were asked."""

    def __init__(self) -> None:
        self.called: list[tuple[str, dict[str, Json]]] = []
        self.answers: dict[str, Callable[[Mapping[str, Json]], Json]] = {}

    def invoke(self, name: str, payload: Mapping[str, Json]) -> Json:
        self.called.append((name, dict(payload)))
        if name not in self.answers:
            raise TransientError(f"function {name}: nobody answers.")
        return self.answers[name](payload)


class MemoryNotices:
    """Notices that are remembered."""

    def __init__(self) -> None:
        self.published: list[tuple[str, str]] = []

    def publish(self, subject: str, text: str) -> None:
        self.published.append((subject, text))


class MemoryState:
    """The State table in dictionaries."""

    def __init__(self) -> None:
        self._files: dict[tuple[str, str], FileState] = {}
        self._runs: dict[str, RunRecord] = {}
        self._keys: dict[str, ApiKeyRecord] = {}
        self._predictions: list[PredictionRecord] = []

    def file(self, dataset: str, key: str) -> FileState | None:
        return self._files.get((dataset, key))

    def files(self, dataset: str) -> list[FileState]:
        return [state for (name, _), state in sorted(self._files.items()) if name == dataset]

    def save_file(self, state: FileState, *, expected_revision: int | None) -> FileState:
        present = self.file(state.dataset, state.key)
        if (None if present is None else present.revision) != expected_revision:
            raise ConflictError(f"the state of {state.key}")
        saved = replace(state, revision=(expected_revision or 0) + 1)
        self._files[state.dataset, state.key] = saved
        return saved

    def datasets(self) -> list[str]:
        return sorted({dataset for dataset, _ in self._files})

    def save_run(self, run: RunRecord) -> None:
        self._runs[run.run_id] = run

    def runs(self, dataset: str, *, limit: int = 50, before: str | None = None) -> list[RunRecord]:
        newest_first = sorted(self._runs.values(), key=lambda run: run.run_id, reverse=True)
        of_dataset = [run for run in newest_first if run.dataset == dataset]
        return [run for run in of_dataset if before is None or run.run_id < before][:limit]

    def save_api_key(self, key: ApiKeyRecord) -> None:
        self._keys[key.sha256] = key

    def api_key(self, sha256: str) -> ApiKeyRecord | None:
        return self._keys.get(sha256)

    def api_keys(self) -> list[ApiKeyRecord]:
        return sorted(self._keys.values(), key=lambda key: (key.created_at, key.key_id))

    def log_predictions(self, predictions: Iterable[PredictionRecord], *, expires_at: datetime) -> None:
        self._predictions.extend(predictions)

    def predictions(
        self, dataset: str, *, limit: int, before: str | None = None, customer_id: str | None = None
    ) -> list[PredictionRecord]:
        found = [
            one
            for one in sorted(self._predictions, key=lambda one: one.log_key, reverse=True)
            if one.dataset == dataset
            and (before is None or one.log_key < before)
            and (customer_id is None or one.customer_id == customer_id)
        ]
        return found[:limit]

    def forget_predictions(self, dataset: str, customer_id: str) -> int:
        doomed = self.predictions(dataset, limit=len(self._predictions), customer_id=customer_id)
        self._predictions = [one for one in self._predictions if one not in doomed]
        return len(doomed)


class MemoryCustomers:
    """The Customers table in a dictionary."""

    def __init__(self) -> None:
        self._records: dict[tuple[str, str, str], CustomerRecord] = {}

    def save_many(self, records: Iterable[CustomerRecord], *, expires_at: datetime) -> int:
        count = 0
        for record in records:
            self._records[record.dataset, record.customer_id, record.snapshot] = record
            count += 1
        return count

    def get(self, dataset: str, customer_id: str, snapshot: str) -> CustomerRecord | None:
        return self._records.get((dataset, customer_id, snapshot))

    def history(self, dataset: str, customer_id: str, *, limit: int) -> list[CustomerRecord]:
        found = [self._records[key] for key in sorted(self._records) if key[:2] == (dataset, customer_id)]
        return found[:limit]

    def forget(self, dataset: str, customer_id: str) -> int:
        doomed = [key for key in self._records if key[:2] == (dataset, customer_id)]
        for key in doomed:
            del self._records[key]
        return len(doomed)


class MemoryRegistry:
    """The Models table in a dictionary."""

    def __init__(self) -> None:
        self._records: dict[tuple[str, str], ModelRecord] = {}

    def save(self, record: ModelRecord) -> None:
        self._records[record.dataset, record.version] = record

    def get(self, dataset: str, version: str) -> ModelRecord | None:
        return self._records.get((dataset, version))

    def versions(self, dataset: str) -> list[ModelRecord]:
        of_dataset = [record for record in self._records.values() if record.dataset == dataset]
        return sorted(of_dataset, key=lambda record: (record.created_at, record.version), reverse=True)


@dataclass(frozen=True, slots=True)
class MemoryPorts:
    """A whole system's ports in memory."""

    landing: MemoryObjects = field(default_factory=MemoryObjects)
    lake: MemoryObjects = field(default_factory=MemoryObjects)
    models: MemoryObjects = field(default_factory=MemoryObjects)
    state: MemoryState = field(default_factory=MemoryState)
    customers: MemoryCustomers = field(default_factory=MemoryCustomers)
    registry: MemoryRegistry = field(default_factory=MemoryRegistry)
    ingest_queue: MemoryQueue = field(default_factory=MemoryQueue)
    train_queue: MemoryQueue = field(default_factory=MemoryQueue)
    score_queue: MemoryQueue = field(default_factory=MemoryQueue)
    report_queue: MemoryQueue = field(default_factory=MemoryQueue)
    monitor_queue: MemoryQueue = field(default_factory=MemoryQueue)
    erase_queue: MemoryQueue = field(default_factory=MemoryQueue)
    erasures: MemoryErasures = field(default_factory=MemoryErasures)
    functions: MemoryFunctions = field(default_factory=MemoryFunctions)
    notices: MemoryNotices = field(default_factory=MemoryNotices)
    logs: MemoryLogs = field(default_factory=MemoryLogs)
