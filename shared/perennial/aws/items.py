"""Records as DynamoDB items: two keys, the record as JSON text, and what conditions or expiry need beside it.

JSON text keeps a float the float it was, costs one attribute to decode, and leaves the table's schema to its keys.
"""

import time
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import batched
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from perennial.aws.errors import translated
from perennial.errors import TransientError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import WriteRequestOutputTypeDef

PARTITION_KEY = "pk"
SORT_KEY = "sk"
EXPIRY = "expires_at"
REVISION = "revision"
BATCH_ITEMS = 25  # the most BatchWriteItem takes
BATCH_ATTEMPTS = 8
FIRST_PAUSE_SECONDS = 0.05
type Item = dict[str, Any]


@cache
def _cached_adapter(record_type: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(record_type)


def _adapter(record_type: type) -> TypeAdapter[Any]:
    return _cached_adapter(record_type)


def encode(partition: str, sort: str, record: object, *, expires_at: datetime | None = None) -> Item:
    """The item of a record under these keys."""
    item: Item = {
        PARTITION_KEY: {"S": partition},
        SORT_KEY: {"S": sort},
        "record": {"S": _adapter(type(record)).dump_json(record).decode()},
    }
    if expires_at is not None:
        item[EXPIRY] = {"N": str(int(expires_at.timestamp()))}
    return item


def decode[T](record_type: type[T], item: Item) -> T:
    """The record an item holds."""
    record: T = _adapter(record_type).validate_json(item["record"]["S"])
    return record


@dataclass(frozen=True, slots=True)
class ItemTable:
    """A table of such items."""

    client: "DynamoDBClient"
    name: str

    def put(self, item: Item) -> None:
        """Save an item, whatever is there."""
        with translated(_name(item)):
            self.client.put_item(TableName=self.name, Item=item)

    def put_many(self, items: Iterable[Item]) -> int:
        """Save items, whatever is there, none of them twice; answers how many. Raises TransientError."""
        return sum(self._put_batch(batch) for batch in batched(items, BATCH_ITEMS))

    def _put_batch(self, batch: tuple[Item, ...]) -> int:
        """Write a batch and what the table left unprocessed again, with growing pauses; raises TransientError."""
        waiting: Sequence[WriteRequestOutputTypeDef] = [{"PutRequest": {"Item": item}} for item in batch]
        for attempt in range(BATCH_ATTEMPTS):
            with translated(self.name):
                answer = self.client.batch_write_item(RequestItems={self.name: waiting})
            waiting = answer.get("UnprocessedItems", {}).get(self.name, [])
            if not waiting:
                return len(batch)
            time.sleep(FIRST_PAUSE_SECONDS * 2**attempt)
        raise TransientError(f"{self.name}: {len(waiting)} items were not taken; it may go through later.")

    def put_revision(self, item: Item, expected_revision: int | None) -> None:
        """Save an item as the revision after the expected one (None: as the first); raises ConflictError."""
        revised = item | {REVISION: {"N": str((expected_revision or 0) + 1)}}
        with translated(_name(item)):
            if expected_revision is None:
                self.client.put_item(
                    TableName=self.name, Item=revised, ConditionExpression=f"attribute_not_exists({PARTITION_KEY})"
                )
            else:
                self.client.put_item(
                    TableName=self.name,
                    Item=revised,
                    ConditionExpression=f"{REVISION} = :expected",
                    ExpressionAttributeValues={":expected": {"N": str(expected_revision)}},
                )

    def get(self, partition: str, sort: str, *, consistent: bool = False) -> Item | None:
        """The item under these keys."""
        with translated(f"{partition} {sort}"):
            answer = self.client.get_item(
                TableName=self.name,
                Key={PARTITION_KEY: {"S": partition}, SORT_KEY: {"S": sort}},
                ConsistentRead=consistent,
            )
        return answer.get("Item")

    def delete_partition(self, partition: str) -> int:
        """Delete every item of a partition; answers how many."""
        items = list(self.query(partition))
        for item in items:
            self.delete(partition, item[SORT_KEY]["S"])
        return len(items)

    def delete(self, partition: str, sort: str) -> None:
        """Delete the item under these keys; nothing happens when there is none."""
        with translated(f"{partition} {sort}"):
            self.client.delete_item(TableName=self.name, Key={PARTITION_KEY: {"S": partition}, SORT_KEY: {"S": sort}})

    def query(
        self, partition: str, *, newest_first: bool = False, limit: int | None = None, before: str | None = None
    ) -> Iterator[Item]:
        """A partition's items by sort key, read consistently, at most `limit` of them; of those before a key alone."""
        names, values = {"#pk": PARTITION_KEY}, {":pk": {"S": partition}}
        if before is not None:
            names, values = names | {"#sk": SORT_KEY}, values | {":before": {"S": before}}
        pages = self.client.get_paginator("query").paginate(
            TableName=self.name,
            KeyConditionExpression="#pk = :pk" + ("" if before is None else " and #sk < :before"),
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=values,
            ConsistentRead=True,
            ScanIndexForward=not newest_first,
            PaginationConfig={} if limit is None else {"MaxItems": limit},
        )
        with translated(partition):
            for page in pages:
                yield from page["Items"]


def _name(item: Item) -> str:
    return f"{item[PARTITION_KEY]['S']} {item[SORT_KEY]['S']}"
