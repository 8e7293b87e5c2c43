"""Customers and Registry on DynamoDB."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from perennial.aws.items import Item, ItemTable, decode, encode
from perennial.records import CustomerRecord, ModelRecord


class DynamoCustomers:
    """The Customers table: partition dataset#customer, sort key the score snapshot."""

    def __init__(self, table: ItemTable) -> None:
        self._table = table

    def save_many(self, records: Iterable[CustomerRecord], *, expires_at: datetime) -> int:
        return self._table.put_many(self._items(records, expires_at))

    def get(self, dataset: str, customer_id: str, snapshot: str) -> CustomerRecord | None:
        item = self._table.get(f"{dataset}#{customer_id}", snapshot)
        return None if item is None else decode(CustomerRecord, item)

    def history(self, dataset: str, customer_id: str, *, limit: int) -> list[CustomerRecord]:
        items = self._table.query(f"{dataset}#{customer_id}", limit=limit)
        return [decode(CustomerRecord, item) for item in items]

    def forget(self, dataset: str, customer_id: str) -> int:
        return self._table.delete_partition(f"{dataset}#{customer_id}")

    @staticmethod
    def _items(records: Iterable[CustomerRecord], expires_at: datetime) -> Iterator[Item]:
        for record in records:
            yield encode(f"{record.dataset}#{record.customer_id}", record.snapshot, record, expires_at=expires_at)


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
