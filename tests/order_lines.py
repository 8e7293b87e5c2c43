"""Order lines for tests: written down by hand in a few words each, or handed in as a frame."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
from duckdb import DuckDBPyConnection

from perennial import engine, features
from perennial.tables import ORDER_LINES


@dataclass(frozen=True, slots=True)
class Line:
    """One clean order line; a negative amount is a return."""

    customer_id: str
    order_id: str
    ordered_at: str
    amount: str
    product_id: str | None = "P1"
    quantity: float | None = 1.0
    attributes: str | None = None
    line: int = 1

    def row(self) -> dict[str, object]:
        """The line with every column of the contract."""
        is_return = Decimal(self.amount) < 0
        moment = datetime.fromisoformat(self.ordered_at)
        return asdict(self) | {"ordered_at": moment, "unit_price": self.amount.lstrip("-"), "is_return": is_return}


def write_clean(path: Path, lines: Iterable[Line]) -> Path:
    """Write lines as ingest writes a clean file."""
    return write_frame(path, frame_of(lines))


def write_frame(path: Path, frame: pd.DataFrame) -> Path:
    """Write a frame with the contract's columns as a clean file."""
    with engine.connection(path.parent) as con:
        write_frame_with(con, path, frame)
    return path


def write_frame_with(con: DuckDBPyConnection, path: Path, frame: pd.DataFrame) -> None:
    """The same through a connection that is open already."""
    types = ", ".join(f"cast({column.name} as {column.type}) as {column.name}" for column in ORDER_LINES.columns)
    con.register("frame", frame)
    con.sql(f"select {types} from frame").write_parquet(str(path))
    con.unregister("frame")


def frame_of(lines: Iterable[Line]) -> pd.DataFrame:
    """Lines as a frame with the contract's columns."""
    rows = [line.row() for line in lines]
    return pd.DataFrame({name: [row[name] for row in rows] for name in ORDER_LINES.column_names}, dtype="object")


@contextmanager
def staged(folder: Path, lines: Iterable[Line]) -> Iterator[DuckDBPyConnection]:
    """A connection whose table `order_lines` holds these lines."""
    path = write_clean(folder / "clean.parquet", lines)
    with engine.connection(folder) as con:
        features.stage_order_lines(con, [path])
        yield con
