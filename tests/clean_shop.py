"""A dataset whose files are already clean: what ingest leaves behind, without ingest."""

import csv
import io
from hashlib import sha256
from pathlib import Path
from typing import Any

from perennial import layout
from perennial.dataset import Dataset
from perennial.memory import MemoryPorts
from perennial.pointers import read_pointer
from perennial.ports import Ports
from perennial.records import FileState, StageResult
from perennial.stages.features import build_features
from tests.order_lines import Line, write_clean
from tests.part_files import write_part

SHOP = "shop"
POINTER = layout.features_pointer(SHOP)
MAY = [Line("anna", "1", "2024-05-01", "10.00"), Line("ben", "2", "2024-05-02", "20.00")]
JUNE = [Line("anna", "3", "2024-06-01", "30.00"), Line("carl", "4", "2024-06-02", "40.00")]


class Shop:
    """One dataset of a world in memory."""

    def __init__(self, ports: MemoryPorts, work_dir: Path, description: Dataset | None = None) -> None:
        self.ports, self.work_dir = ports, work_dir
        self.description = description or Dataset()
        ports.lake.write(layout.description(SHOP), self.description.model_dump_json().encode())

    def drop(self, name: str, lines: list[Line]) -> FileState:
        """A file dropped, cleaned and accounted for; replaces an earlier one of that name."""
        landed = self.ports.landing.write(layout.landing_path(SHOP, name), repr(lines).encode())
        identity = sha256(repr(lines).encode()).hexdigest()[:32]
        clean = write_clean(self.work_dir / "clean.parquet", lines)
        self.ports.lake.upload(layout.clean_file(SHOP, "order_lines", identity), clean)
        digest = self.description.cleaning_digest()
        state = FileState(SHOP, landed.key, "clean", landed.etag, digest, tables=("order_lines",), identity=identity)
        return self._save(state)

    def drop_part(self, name: str, table: str, rows: list[dict[str, Any]]) -> FileState:
        """A file of one of several tables, dropped, cleaned and accounted for."""
        content = repr((table, rows)).encode()
        landed = self.ports.landing.write(layout.landing_path(SHOP, name), content)
        identity = sha256(content).hexdigest()[:32]
        clean = write_part(self.work_dir / "clean.parquet", table, rows)
        self.ports.lake.upload(layout.clean_file(SHOP, table, identity), clean)
        digest = self.description.cleaning_digest()
        return self._save(FileState(SHOP, landed.key, "clean", landed.etag, digest, tables=(table,), identity=identity))

    def delete(self, name: str) -> None:
        """A file deleted, and ingest told."""
        key = layout.landing_path(SHOP, name)
        self.ports.landing.delete(key)
        self._save(FileState(SHOP, key, "gone", "", ""))

    def fail(self, name: str) -> None:
        """A file that ingest refused."""
        landed = self.ports.landing.write(layout.landing_path(SHOP, name), b"?")
        self._save(FileState(SHOP, landed.key, "failed", landed.etag, self.description.cleaning_digest()))

    def build(self, ports: Ports | None = None) -> StageResult:
        """The features stage, run once; through other ports where given."""
        return build_features(SHOP, ports or self.ports, work_dir=self.work_dir)

    def artifacts(self) -> dict[str, bytes]:
        """Everything in the current snapshot."""
        folder = layout.features_folder(SHOP, read_pointer(self.ports.lake, POINTER).snapshot or "")
        return {
            info.key.removeprefix(folder): self.ports.lake.read(info.key).body for info in self.ports.lake.list(folder)
        }

    def customers(self) -> dict[str, float]:
        """Who is in the current feature store, with their net spend."""
        rows = csv.DictReader(io.StringIO(self.artifacts()["feature_store.csv"].decode()))
        return {row["customer_id"]: float(row["monetary"]) for row in rows}

    def _save(self, state: FileState) -> FileState:
        present = self.ports.state.file(SHOP, state.key)
        return self.ports.state.save_file(state, expected_revision=present.revision if present else None)
