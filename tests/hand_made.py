"""Models and customers made by hand, for tests that need exact answers."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perennial import layout
from perennial.engine import connection
from perennial.features import features_at
from perennial.features import orders as all_orders
from perennial.models.artifact import save_model
from perennial.models.lifetimes import Buying
from perennial.models.order_value import OrderValue
from perennial.models.outlook import Outlook
from perennial.models.probabilistic import INPUTS, ProbabilisticModel
from perennial.models.reference import Reference
from perennial.models.serving import Matrix, ServingModel, Vector
from perennial.pointers import move_pointer, read_pointer
from perennial.ports import Ports
from perennial.records import Json, ModelRecord
from perennial.segment_rules import SegmentThresholds
from perennial.segments import SegmentModel
from perennial.tables import ORDER_LINES

FEATURE_NAMES = ("recency_days", "frequency", "monetary", "is_cold_start")
THRESHOLDS = SegmentThresholds(
    recency_days_low=30, recency_days_high=90, recency_days_gone=180, frequency_high=4, monetary_high=100
)


@dataclass(frozen=True)
class Line:
    """A form whose answer is `start + slope x one column`, unknown values taken as 0, kept within bounds."""

    column: int
    slope: float
    start: float = 0.0
    most: float = float("inf")

    def predict(self, matrix: Matrix) -> Vector:
        """The line at each row."""
        return np.clip(self.start + self.slope * np.nan_to_num(matrix[:, self.column]), 0.0, self.most)


@dataclass(frozen=True)
class Order:
    """An order of one line."""

    customer_id: str
    day: date
    amount: float = 10.0
    order_id: str = "o1"


def serving_model(**changes: Any) -> ServingModel:
    """A model that expects a tenth, a quarter and all of `monetary` again, and churn to grow with recency."""
    model = ServingModel(
        dataset="shop",
        version="v1",
        as_of=date(2024, 6, 30),
        horizons_days=(30, 90, 365),
        feature_names=FEATURE_NAMES,
        spend={30: Line(2, 0.1), 90: Line(2, 0.25), 365: Line(2, 1.0)},
        churn={30: Line(0, 0.005, 0.2, 1.0), 90: Line(0, 0.005, 0.1, 1.0), 365: Line(0, 0.005, 0.0, 1.0)},
        withheld={},
        segments=SegmentModel(THRESHOLDS, None),
        value_horizon_days=90,
        churn_horizon_days=90,
        value_quantiles=np.linspace(0.0, 100.0, 101),
    )
    return replace(model, **changes)


def outlook_model(**changes: Any) -> ServingModel:
    """The model of `serving_model`, which also counts orders: a MBG/NBD of which customers come and go."""
    names = (*FEATURE_NAMES, "repeat_days", "purchase_span_days", "tenure_days")
    buying = Buying(r=0.6, alpha=60.0, a=0.5, b=1.0, leaves_at_first=True)
    outlook = Outlook(
        ProbabilisticModel(buying, buying, OrderValue(20.0, 1.0), orders_per_day=1.0),
        columns=tuple(names.index(name) for name in INPUTS),
        levels={30: 1.0, 90: 1.0, 365: 1.0},
        usual_orders={30: 0.1, 90: 0.3, 365: 1.0},
        knows_who_left=True,
        furthest_days=400,
    )
    return serving_model(**{"feature_names": names, "outlook": outlook, **changes})


def explained_model(**changes: Any) -> ServingModel:
    """The model of `serving_model`; in its middle stands a customer of 60 days' silence, 3 orders and 100 EUR."""
    middle = Reference(np.array([60.0, 3.0, 100.0, 0.0]), "EUR")
    return serving_model(**{"reference": middle, **changes})


def customers(**columns: list[Any]) -> dict[str, NDArray[Any]]:
    """Columns of a feature table; who they are and the day are filled in."""
    rows = len(next(iter(columns.values())))
    return {
        "customer_id": np.array([f"c{row}" for row in range(rows)], dtype=object),
        "as_of": np.full(rows, np.datetime64("2024-06-30", "us")),
        **{name: np.array(values) for name, values in columns.items()},
    }


def publish_features(ports: Ports, work_dir: Path, orders: list[Order], dataset: str = "shop") -> str:
    """Put a feature snapshot of these orders in the lake and point to it; answers its id."""
    snapshot = hashlib.sha256(repr(orders).encode()).hexdigest()[:32]
    folder = layout.features_folder(dataset, snapshot)
    as_of = max((order.day for order in orders), default=None)
    with connection(work_dir) as con:
        con.execute(f"create table order_lines ({', '.join(f'{c.name} {c.type}' for c in ORDER_LINES.columns)})")
        for order in orders:
            con.execute(
                "insert into order_lines values ($who, $order, $day, 'p', 1, $amount, $amount, $amount < 0, null, 1)",
                {"who": order.customer_id, "order": order.order_id, "day": order.day, "amount": order.amount},
            )
        for name, rows in (("features", features_at(con, as_of or date.max)), ("orders", all_orders(con))):
            rows.write_parquet(str(work_dir / f"{name}.parquet"))
            ports.lake.upload(f"{folder}{name}.parquet", work_dir / f"{name}.parquet")
    seen = read_pointer(ports.lake, layout.features_pointer(dataset))
    detail: dict[str, Json] = {"as_of": None if as_of is None else as_of.isoformat()}
    move_pointer(ports.lake, layout.features_pointer(dataset), seen, snapshot, detail)
    return snapshot


def publish_model(ports: Ports, model: ServingModel) -> None:
    """Make this model the champion of its dataset."""
    sha256 = save_model(ports.models, model, {}, {})
    ports.registry.save(
        ModelRecord(
            dataset=model.dataset,
            version=model.version,
            sha256=sha256,
            features_snapshot="f",
            as_of=model.as_of.isoformat(),
            created_at=datetime(2024, 7, 1, tzinfo=UTC),
        )
    )
    seen = read_pointer(ports.models, layout.champion_pointer(model.dataset))
    move_pointer(ports.models, layout.champion_pointer(model.dataset), seen, model.version, {})
