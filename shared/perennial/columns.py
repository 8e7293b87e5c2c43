"""Columns of customers as numbers: the one way from a feature table or a feature dictionary to a model's input."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

type Numbers = NDArray[np.float64]


def numbers(column: NDArray[Any]) -> Numbers:
    """The column as float64: booleans as 0 and 1, everything missing, masked or not finite as NaN."""
    values = np.ma.filled(np.ma.asarray(column).astype(np.float64), np.nan)
    return np.where(np.isfinite(values), values, np.nan)


def input_matrix(
    columns: Mapping[str, NDArray[Any]], feature_names: Sequence[str], rows: int
) -> tuple[Numbers, tuple[str, ...]]:
    """A (rows, features) matrix in the order of `feature_names`, and the features known of no row.

    Unknown values are NaN; columns that are not asked for are left alone.
    """
    matrix = np.full((rows, len(feature_names)), np.nan)
    for position, name in enumerate(feature_names):
        if name in columns:
            matrix[:, position] = numbers(columns[name])
    unknown = np.isnan(matrix).all(axis=0) if rows else np.zeros(len(feature_names), dtype=np.bool_)
    return matrix, tuple(name for name, missing in zip(feature_names, unknown, strict=True) if missing)
