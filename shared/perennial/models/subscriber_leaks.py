"""Attributes that give the outcome away: filled in once it was known, they are blank for whoever is to be scored."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perennial.columns import numbers
from perennial.models import metrics
from perennial.models.serving import Vector

# No honest attribute tells who leaves this well by itself.
LARGEST_AUC = 0.99
BINS = 20


def giving_away(kinds: Mapping[str, str], columns: Mapping[str, NDArray[Any]], outcome: Vector) -> dict[str, str]:
    """The attributes that alone rank leavers before stayers almost without fault, and why they are left out."""
    reasons = {}
    for name, kind in kinds.items():
        auc = _alone(columns[name], kind, outcome)
        if auc is not None and auc >= LARGEST_AUC:
            reasons[name] = (
                f"by itself it tells who left with an AUC of {auc:.3f}: it seems to be filled in with the outcome known"
            )
    return reasons


def _alone(column: NDArray[Any], kind: str, outcome: Vector) -> float | None:
    """The AUC of the share of leavers among customers of the same value (numbers in bins; blank is a value too)."""
    codes = _words(column) if kind == "category" else _bins(numbers(column))
    shares = np.bincount(codes, weights=outcome) / np.maximum(np.bincount(codes), 1)
    return metrics.roc_auc(outcome, shares[codes])


def _words(column: NDArray[Any]) -> NDArray[np.int64]:
    filled = np.ma.filled(np.ma.asarray(column, dtype=object), None)
    codes: NDArray[np.int64] = np.unique(
        np.array([f"={word}" if word is not None else "" for word in filled]), return_inverse=True
    )[1]
    return codes


def _bins(values: Vector) -> NDArray[np.int64]:
    known = ~np.isnan(values)
    codes = np.zeros(len(values), dtype=np.int64)
    if known.any():
        cuts = np.unique(np.quantile(values[known], np.linspace(0, 1, BINS + 1)[1:-1]))
        codes[known] = 1 + np.searchsorted(cuts, values[known], side="left")
    return codes
