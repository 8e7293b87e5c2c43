"""State on DynamoDB: one table, a partition for each kind of thing and dataset."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from perennial.aws.items import SORT_KEY, ItemTable, decode, encode
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

    def runs(self, dataset: str, *, limit: int = 50) -> list[RunRecord]:
        items = self._table.query(f"RUN#{dataset}", newest_first=True, limit=limit)
        return [decode(RunRecord, item) for item in items]

    def save_api_key(self, key: ApiKeyRecord) -> None:
        self._table.put(encode(API_KEYS, key.sha256, key))

    def api_key(self, sha256: str) -> ApiKeyRecord | None:
        item = self._table.get(API_KEYS, sha256)
        return None if item is None else decode(ApiKeyRecord, item)

    def api_keys(self) -> list[ApiKeyRecord]:
        keys = (decode(ApiKeyRecord, item) for item in self._table.query(API_KEYS))
        return sorted(keys, key=lambda key: (key.created_at, key.key_id))

    def log_prediction(self, prediction: PredictionRecord, *, expires_at: datetime) -> None:
        partition = f"PREDICTION#{prediction.dataset}"
        self._table.put(encode(partition, prediction.log_key, prediction, expires_at=expires_at))

    def predictions(
        self, dataset: str, *, limit: int, before: str | None = None, customer_id: str | None = None
    ) -> list[PredictionRecord]:
        items = self._table.query(f"PREDICTION#{dataset}", newest_first=True, before=before)
        records = (decode(PredictionRecord, item) for item in items)
        found = (one for one in records if customer_id is None or one.question.get("customer_id") == customer_id)
        return list(islice(found, limit))
