"""Requests to erase, on DynamoDB: in the State table."""

from collections.abc import Callable
from contextlib import suppress

from perennial.aws.items import ItemTable, decode, encode
from perennial.erasures import ErasureRecord
from perennial.errors import ConflictError

KEY_PARTITION = "SECRET"
KEY_NAME = "suppression"


class DynamoErasures:
    """A partition for each dataset, and one item for the key."""

    def __init__(self, table: ItemTable) -> None:
        self._table = table

    def save(self, record: ErasureRecord) -> None:
        self._table.put(encode(f"ERASURE#{record.dataset}", record.erasure_id, record))

    def of(self, dataset: str) -> list[ErasureRecord]:
        found = (decode(ErasureRecord, item) for item in self._table.query(f"ERASURE#{dataset}"))
        return sorted(found, key=lambda record: (record.asked_at, record.erasure_id))

    def key(self, make: Callable[[], bytes]) -> bytes:
        known = self._known()
        if known is not None:
            return known
        with suppress(ConflictError):  # somebody else made it at the same moment: theirs counts
            self._table.put_revision(encode(KEY_PARTITION, KEY_NAME, make().hex()), None)
        return self._known() or b""

    def _known(self) -> bytes | None:
        item = self._table.get(KEY_PARTITION, KEY_NAME, consistent=True)
        return None if item is None else bytes.fromhex(decode(str, item))
