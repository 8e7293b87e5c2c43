"""State on DynamoDB: one table, a partition for each kind of thing and dataset."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from perennial.aws.items import SORT_KEY, Item, ItemTable, decode, encode
from perennial.records import ApiKeyRecord, FileState, PredictionRecord, RunRecord

DATASETS = "DATASETS"
API_KEYS = "API_KEYS"
RUNS_KEPT = timedelta(days=400)


class DynamoState:
    """The State table."""

    def __init__(self, table: ItemTable) -> None:
        self._table = table

    def file(self, dataset: str, key: str) -> FileState | None:
        item = self._table.get(f"FILE#{dataset}", key, consistent=True)
        return None if item is None else decode(FileState, item)

    def files(self, dataset: str) -> list[FileState]:
        return [decode(FileState, item) for item in self._table.query(f"FILE#{dataset}")]

    def save_file(self, state: FileState, *, expected_revision: int | None) -> FileState:
        if expected_revision is None:
            self._table.put({"pk": {"S": DATASETS}, "sk": {"S": state.dataset}})
        saved = replace(state, revision=(expected_revision or 0) + 1)
        self._table.put_revision(encode(f"FILE#{state.dataset}", state.key, saved), expected_revision)
        return saved

    def datasets(self) -> list[str]:
        return [item[SORT_KEY]["S"] for item in self._table.query(DATASETS)]

    def save_run(self, run: RunRecord) -> None:
        self._table.put(encode(f"RUN#{run.dataset}", run.run_id, run, expires_at=run.started_at + RUNS_KEPT))

    def runs(self, dataset: str, *, limit: int = 50, before: str | None = None) -> list[RunRecord]:
        items = self._table.query(f"RUN#{dataset}", newest_first=True, limit=limit, before=before)
        return [decode(RunRecord, item) for item in items]

    def save_api_key(self, key: ApiKeyRecord) -> None:
        self._table.put(encode(API_KEYS, key.sha256, key))

    def api_key(self, sha256: str) -> ApiKeyRecord | None:
        item = self._table.get(API_KEYS, sha256)
        return None if item is None else decode(ApiKeyRecord, item)

    def api_keys(self) -> list[ApiKeyRecord]:
        keys = (decode(ApiKeyRecord, item) for item in self._table.query(API_KEYS))
        return sorted(keys, key=lambda key: (key.created_at, key.key_id))

    def log_predictions(self, predictions: Iterable[PredictionRecord], *, expires_at: datetime) -> None:
        self._table.put_many(item for one in predictions for item in _logged(one, expires_at))

    def predictions(
        self, dataset: str, *, limit: int, before: str | None = None, customer_id: str | None = None
    ) -> list[PredictionRecord]:
        partition = _log_partition(dataset, customer_id)
        items = self._table.query(partition, newest_first=True, limit=limit, before=before)
        return [decode(PredictionRecord, item) for item in items]

    def forget_predictions(self, dataset: str, customer_id: str) -> int:
        of_customer = _log_partition(dataset, customer_id)
        for item in self._table.query(of_customer):
            self._table.delete(_log_partition(dataset, None), item[SORT_KEY]["S"])
        return self._table.delete_partition(of_customer)


def _logged(prediction: PredictionRecord, expires_at: datetime) -> Iterator[Item]:
    """A logged prediction as it stands in its dataset's log, and once more in the log of the customer it names."""
    for customer_id in {None, prediction.customer_id}:
        partition = _log_partition(prediction.dataset, customer_id)
        yield encode(partition, prediction.log_key, prediction, expires_at=expires_at)


def _log_partition(dataset: str, customer_id: str | None) -> str:
    """The log of a dataset or of one customer of it; a dataset's name holds no #."""
    return f"PREDICTION#{dataset}" if customer_id is None else f"PREDICTION#{dataset}#{customer_id}"
