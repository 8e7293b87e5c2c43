"""Subscribers made by a seed, as files and as columns: who pays little and monthly, and is new, leaves more often."""

import io
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perennial import engine
from perennial.cleaning import clean_file
from perennial.dataset import Dataset
from perennial.models.serving import Vector
from perennial.subscriber_features import stage_customers, write_features

HEADER = "customer_id,contract,paperless,tenure,monthly_charges,churn\n"
KINDS = {"contract": "category", "paperless": "flag", "tenure": "number", "monthly_charges": "number"}


def subscriber_columns(rows: int = 600, seed: int = 7) -> dict[str, NDArray[Any]]:
    """Columns of a feature table; the label of every tenth is unknown."""
    random = np.random.default_rng(seed)
    contract = random.choice(np.array(["month", "year"], dtype=object), rows)
    tenure = random.integers(1, 70, rows).astype(np.float64)
    score = 1.0 + 1.5 * (contract == "month") - np.log1p(tenure)
    left = (random.random(rows) < 1 / (1 + np.exp(-score))).astype(np.float64)
    left[::10] = np.nan
    return {
        "customer_id": np.array([f"c{row:05d}" for row in range(rows)], dtype=object),
        "already_left": np.ma.masked_invalid(left),
        "contract": contract,
        "paperless": random.random(rows) < 0.5,
        "tenure": tenure,
        "monthly_charges": np.round(random.gamma(4.0, 10.0, rows), 2),
    }


def known_labels(columns: dict[str, NDArray[Any]]) -> tuple[Vector, NDArray[np.bool_]]:
    """The labels as 0 and 1, and who has one."""
    label = np.ma.filled(columns["already_left"].astype(np.float64), np.nan)
    return label, ~np.isnan(label)


def subscriber_file(columns: dict[str, NDArray[Any]]) -> bytes:
    """The same customers as a file."""
    label, _ = known_labels(columns)
    words = np.where(np.isnan(label), "", np.where(label == 1.0, "Yes", "No"))
    out = io.StringIO()
    out.write(HEADER)
    for row, who in enumerate(columns["customer_id"]):
        flag = "Yes" if columns["paperless"][row] else "No"
        rest = f"{columns['tenure'][row]:g},{columns['monthly_charges'][row]},{words[row]}"
        out.write(f"{who},{columns['contract'][row]},{flag},{rest}\n")
    return out.getvalue().encode()


def features_of(path: Path, work_dir: Path, **description: Any) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """A subscriber file as the columns of its features, and what the snapshot says of them."""
    cleaned = clean_file(
        f"landing/phone/{path.name}", path, Dataset.model_validate(description), work_dir, known_evidence={}
    )
    with engine.connection(work_dir) as con:
        stage_customers(con, list(cleaned.tables.values()))
        said = write_features(con, work_dir)
        return con.execute("from features order by customer_id").fetchnumpy(), said
