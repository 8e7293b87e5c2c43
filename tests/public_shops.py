"""The public shops as the features stage would see them: order lines cleaned and staged like any upload."""

from pathlib import Path

import pandas as pd

from perennial import engine, features
from perennial.cleaning import clean_file
from perennial.dataset import Dataset


def online_retail(data: Path, work_dir: Path) -> Path:
    """Every day of the gift wholesaler, as order_lines.parquet."""
    days = [day.read_text() for day in sorted((data / "online_retail").glob("*.csv"))]
    header = days[0].partition("\n")[0]
    return _staged("\n".join([header, *(day.partition("\n")[2].strip("\n") for day in days), ""]), work_dir)


def cdnow(data: Path, work_dir: Path) -> Path:
    """Every purchase of the music store; a row is an order. Rows of 0 dollars are rejected like anybody's."""
    rows = pd.read_csv(data / "cdnow" / "CDNOW_master.txt", sep=r"\s+", dtype=str)
    orders = pd.DataFrame(
        {
            "customer_id": rows["customer_id"],
            "order_id": [f"o{number}" for number in range(len(rows))],
            "order_datetime": rows["date"],
            "order_total": rows["dollar_value"],
        }
    )
    return _staged(orders.to_csv(index=False), work_dir)


def _staged(text: str, work_dir: Path) -> Path:
    source, staged = work_dir / "orders.csv", work_dir / "order_lines.parquet"
    source.write_text(text)
    cleaned = clean_file("landing/shop/orders.csv", source, Dataset(), work_dir, known_evidence={})
    with engine.connection(work_dir) as con:
        features.stage_order_lines(con, [cleaned.tables["order_lines"]])
        features.order_lines(con).write_parquet(str(staged))
    return staged
