"""Customers and Registry on DynamoDB."""

import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import batched
from typing import TYPE_CHECKING

from perennial.aws.errors import translated
from perennial.aws.items import Item, ItemTable, decode, encode
from perennial.errors import TransientError
from perennial.records import CustomerRecord, ModelRecord

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import WriteRequestOutputTypeDef

BATCH_ITEMS = 25  # the most BatchWriteItem takes
BATCH_ATTEMPTS = 8
FIRST_PAUSE_SECONDS = 0.05


class DynamoCustomers:
    """The Customers table: partition dataset#customer, sort key the score snapshot."""

    def __init__(self, table: ItemTable) -> None:
        self._table = table

    def save_many(self, records: Iterable[CustomerRecord], *, expires_at: datetime) -> int:
        return sum(self._save_batch(batch) for batch in batched(self._items(records, expires_at), BATCH_ITEMS))

    def get(self, dataset: str, customer_id: str, snapshot: str) -> CustomerRecord | None:
        item = self._table.get(f"{dataset}#{customer_id}", snapshot)
        return None if item is None else decode(CustomerRecord, item)

    def history(self, dataset: str, customer_id: str, *, limit: int) -> list[CustomerRecord]:
        items = self._table.query(f"{dataset}#{customer_id}", limit=limit)
        return [decode(CustomerRecord, item) for item in items]

    @staticmethod
    def _items(records: Iterable[CustomerRecord], expires_at: datetime) -> Iterator[Item]:
        for record in records:
            yield encode(f"{record.dataset}#{record.customer_id}", record.snapshot, record, expires_at=expires_at)

    def _save_batch(self, batch: tuple[Item, ...]) -> int:
        """Write a batch and what the table left unprocessed again, with growing pauses; raises TransientError."""
        waiting: Sequence[WriteRequestOutputTypeDef] = [{"PutRequest": {"Item": item}} for item in batch]
        for attempt in range(BATCH_ATTEMPTS):
            with translated(self._table.name):
                answer = self._table.client.batch_write_item(RequestItems={self._table.name: waiting})
            waiting = answer.get("UnprocessedItems", {}).get(self._table.name, [])
            if not waiting:
                return len(batch)
            time.sleep(FIRST_PAUSE_SECONDS * 2**attempt)
        raise TransientError(f"{self._table.name}: {len(waiting)} customers were not taken; it may go through later.")


class DynamoRegistry:
    """The Models table: partition the dataset, sort key the version."""

    def __init__(self, table: ItemTable) -> None:
        self._table = table

    def save(self, record: ModelRecord) -> None:
        self._table.put(encode(record.dataset, record.version, record))

    def get(self, dataset: str, version: str) -> ModelRecord | None:
        item = self._table.get(dataset, version, consistent=True)
        return None if item is None else decode(ModelRecord, item)

    def versions(self, dataset: str) -> list[ModelRecord]:
        records = (decode(ModelRecord, item) for item in self._table.query(dataset))
        return sorted(records, key=lambda record: (record.created_at, record.version), reverse=True)
