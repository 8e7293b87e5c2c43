"""Planting faults: at stated rates, never two in one row, every one counted."""

from collections import Counter
from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_samples.shop import Random

type Rows = NDArray[np.int64]


def pick(random: Random, rows: int, rates: Mapping[str, float]) -> dict[str, Rows]:
    """For each fault the positions of the rows it hits: `rate` of all rows, each row at most once, ascending."""
    shuffled, picked, start = random.permutation(rows), {}, 0
    for fault, rate in rates.items():
        end = start + round(rate * rows)
        picked[fault] = np.sort(shuffled[start:end])
        start = end
    return picked


def count(tally: Counter[str], picked: Mapping[str, Rows]) -> None:
    """Add what was picked to a file's tally."""
    tally.update({fault: len(rows) for fault, rows in picked.items()})


def with_repeats(frame: pd.DataFrame, rows: Rows) -> pd.DataFrame:
    """The frame with these rows standing twice, one after the other."""
    times = np.ones(len(frame), dtype=np.int64)
    times[rows] = 2
    return frame.loc[frame.index.repeat(times)].reset_index(drop=True)


def blanked(frame: pd.DataFrame, column: str, rows: Rows) -> pd.DataFrame:
    """The frame with these cells empty."""
    values = frame[column].astype("object").to_numpy(copy=True)
    values[rows] = ""
    return frame.assign(**{column: values})


def replaced(frame: pd.DataFrame, column: str, rows: Rows, value: object) -> pd.DataFrame:
    """The frame with this value in these cells."""
    values = frame[column].astype("object").to_numpy(copy=True)
    values[rows] = value
    return frame.assign(**{column: values})
