"""A dataset's landing folder for tests of ingest: drop, delete, run the stage, look at what came of it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from perennial import layout
from perennial.memory import MemoryPorts
from perennial.records import FileState, StageResult
from perennial.stages.ingest import ingest
from tests.order_file import order_file

SHOP = "shop"


@dataclass(frozen=True, slots=True)
class Landing:
    """The folder landing/shop/ and the stage that reads it."""

    ports: MemoryPorts
    work_dir: Path

    def put(self, name: str, *rows: str) -> str:
        """Drop an order file of these rows; answers its key."""
        return self.put_bytes(name, order_file(*rows).encode())

    def put_bytes(self, name: str, content: bytes) -> str:
        """Drop any file; answers its key."""
        return self.ports.landing.write(layout.landing_path(SHOP, name), content).key

    def ingest(self, key: str, *, ports: MemoryPorts | None = None, last_attempt: bool = False) -> StageResult:
        """Run the stage for a key."""
        return ingest(key, ports or self.ports, work_dir=self.work_dir, last_attempt=last_attempt)

    def ingest_hinted(self) -> list[str]:
        """Run the stage for every key that was queued since the last time; answers the keys."""
        keys = [str(message.body["key"]) for message in self.ports.ingest_queue.sent]
        self.ports.ingest_queue.sent.clear()
        for key in keys:
            self.ingest(key)
        return keys

    def state(self, key: str) -> FileState:
        """What is known of a key."""
        state = self.ports.state.file(SHOP, key)
        assert state is not None
        return state

    def receipt(self, key: str) -> dict[str, Any]:
        """The receipt of a key."""
        found: dict[str, Any] = json.loads(self.ports.lake.read(layout.receipt(SHOP, key)).body)
        return found

    def orders(self, key: str) -> list[str]:
        """The order ids of a key's clean lines, in the file's order."""
        state = self.state(key)
        assert state.identity is not None
        path = self.work_dir / "read-back.parquet"
        self.ports.lake.download(layout.clean_file(SHOP, "order_lines", state.identity), path)
        with duckdb.connect() as con:
            return [order for (order,) in con.execute("select order_id from read_parquet($1)", [str(path)]).fetchall()]

    def lake(self) -> dict[str, bytes]:
        """Everything in the lake."""
        return {info.key: self.ports.lake.read(info.key).body for info in self.ports.lake.list("")}
