"""A shop in memory whose days pass: features as of a day, a model made by hand with a reference, scores, checks."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd

from perennial import layout
from perennial.dataset import Dataset
from perennial.drift_reference import REFERENCE_FILE, reference_of_orders
from perennial.drift_settings import DriftSettings
from perennial.features import drop_lines_after, extent, features_at, order_lines, orders
from perennial.memory import MemoryPorts
from perennial.models.panel import FEATURE_NAMES
from perennial.models.serving import ServingModel
from perennial.monitoring import Check
from perennial.monitoring_view import readings_of
from perennial.pointers import move_pointer, read_pointer
from perennial.records import Json, StageResult
from perennial.stages.monitor import monitor
from perennial.stages.score import score
from tests.hand_made import Line, publish_model, serving_model
from tests.simulated_shop import shop

SHOP = "shop"
FILES = {"order_lines": order_lines, "orders": orders}


class MonitoredShop:
    """One dataset of a world in memory, told in days of its orders."""

    def __init__(self, ports: MemoryPorts, work_dir: Path, frame: pd.DataFrame) -> None:
        self.ports, self._frame = ports, frame
        self._folders = (work_dir / f"{number}" for number in count())

    def describe(self, **drift: Any) -> None:
        """Put settings of drift in force."""
        description = Dataset(drift=DriftSettings(**drift))
        self.ports.lake.write(layout.description(SHOP), description.model_dump_json().encode())

    def known_until(self, day: date) -> None:
        """The current features are those of everything up to a day."""
        snapshot = hashlib.sha256(f"{day}{len(self._frame)}".encode()).hexdigest()[:32]
        folder = self._folder()
        with shop(folder, self._frame) as con:
            drop_lines_after(con, day)
            features_at(con, day).write_parquet(str(folder / "features.parquet"))
            for name, table in FILES.items():
                table(con).write_parquet(str(folder / f"{name}.parquet"))
            lines = extent(con).order_lines
        for name in ("features", *FILES):
            key = f"{layout.features_folder(SHOP, snapshot)}{name}.parquet"
            self.ports.lake.upload(key, folder / f"{name}.parquet")
        pointer = layout.features_pointer(SHOP)
        detail: dict[str, Json] = {"kind": "orders", "as_of": day.isoformat(), "order_lines": lines}
        move_pointer(self.ports.lake, pointer, read_pointer(self.ports.lake, pointer), snapshot, detail)

    def train(self, day: date, version: str = "v1", auc: float | None = None) -> None:
        """Make a model champion that was trained on a day, with this ROC-AUC then where one is given."""
        model = replace(model_by_hand(), as_of=day, version=version)
        publish_model(self.ports, model)
        folder = layout.model_folder(SHOP, version)
        with shop(self._folder(), self._frame) as con:
            drop_lines_after(con, day)
            reference = reference_of_orders(con, model, DriftSettings())
        self.ports.models.write(folder + REFERENCE_FILE, json.dumps(reference).encode())
        if auc is not None:
            column = "churn_probability_30d"
            manifest, metrics = {"winners": {column: "best"}}, {column: {"best": {"roc_auc": auc, "brier": 0.2}}}
            self.ports.models.write(folder + "model.json", json.dumps(manifest).encode())
            self.ports.models.write(folder + "metrics.json", json.dumps(metrics).encode())

    def score(self, day: date) -> StageResult:
        """Score the current features on the evening of a day."""
        return score(SHOP, self.ports, work_dir=self._folder(), now=evening(day))

    def check(self, check: Check, day: date) -> StageResult:
        """Check the shop on the evening of a day."""
        return monitor(SHOP, self.ports, check=check, work_dir=self._folder(), now=evening(day))

    def reading(self) -> dict[str, Any]:
        """The latest reading."""
        return readings_of(self.ports.lake, SHOP, limit=1)[0]

    def _folder(self) -> Path:
        folder = next(self._folders)
        folder.mkdir()
        return folder


def model_by_hand() -> ServingModel:
    """A model that expects who bought much to buy much, and who is silent to stay so."""
    at = FEATURE_NAMES.index
    return serving_model(
        feature_names=FEATURE_NAMES,
        horizons_days=(30, 90),
        spend={30: Line(at("spend_61_120_days"), 0.4), 90: Line(at("spend_61_120_days"), 1.2)},
        churn={30: Line(at("recency_days"), 0.005, 0.2, 1.0), 90: Line(at("recency_days"), 0.005, 0.1, 1.0)},
    )


def evening(day: date) -> datetime:
    """When what a day brought is looked at."""
    return datetime.combine(day + timedelta(days=1), time(1), UTC)
