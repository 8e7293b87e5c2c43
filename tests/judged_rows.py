"""Rows judged in the engine, for tests that look between the steps of cleaning."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from perennial import engine
from perennial.dataset import Dataset
from perennial.judging import judge_rows, type_rows
from perennial.reading import detect_format
from perennial.row_store import RowStore, row_stores
from perennial.rules import rules_of
from perennial.typed_rows import columns_of, readings_of

KEY = "landing/shop/orders.csv"
LINES: Mapping[str, str] = {"customer_id": "who", "order_datetime": "day", "order_id": "order", "order_total": "worth"}
ITEMS: Mapping[str, str] = {"order_id": "order", "quantity": "pieces", "unit_price": "price"}
PAYMENTS: Mapping[str, str] = {"order_id": "order", "payment_value": "paid"}
BY_ENGINE, BY_READER = 1, 1 << 40


@contextmanager
def opened(work_dir: Path, content: str, *, plain_from_bytes: int = BY_ENGINE, threads: int = 2) -> Iterator[RowStore]:
    """The first way to read this text."""
    path = work_dir / "file.csv"
    path.write_text(content, encoding="utf-8", newline="")
    with engine.connection(work_dir, threads=threads) as con:
        con.execute("set disabled_optimizers = 'in_clause'")
        yield next(row_stores(con, path, detect_format(KEY, path), work_dir, plain_from_bytes))


@contextmanager
def judged(
    work_dir: Path,
    content: str,
    table: str,
    columns: Mapping[str, str],
    description: Mapping[str, Any] | None = None,
    **reading: int,
) -> Iterator[RowStore]:
    """The rows of a text judged as those of a table, whose columns hold these fields."""
    dataset = Dataset.model_validate(description or {})
    with opened(work_dir, content, **reading) as store:
        found = columns_of(columns, (), store.layout)
        readings = readings_of(store.con, KEY, found, dataset, None)
        assert type_rows(store, found, readings, dataset)
        judge_rows(store, rules_of(table), dataset, (found, readings), "false")
        yield store
