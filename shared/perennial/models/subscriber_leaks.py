"""Attributes that give the outcome away: filled in once it was known, they are blank for whoever is to be scored."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perennial.models import metrics
from perennial.models.serving import Vector
from perennial.models.subscriber_serving import fold_numbers
from perennial.models.subscriber_values import as_numbers, as_words, comparable

# No honest attribute tells who leaves this well by itself.
LARGEST_AUC = 0.99
BINS = 20


def giving_away(kinds: Mapping[str, str], columns: Mapping[str, NDArray[Any]], outcome: Vector) -> dict[str, str]:
    """The attributes that alone rank leavers before stayers almost without fault, and why they are left out.

    `columns` holds `customer_id` and the attributes of the customers with an outcome (0/1). Each is judged by the
    others of another fold: a value that hardly anybody shares tells nothing by holding one's own outcome.
    """
    reasons = {}
    folds = fold_numbers(columns["customer_id"])
    for name, kind in kinds.items():
        auc = _alone(columns[name], kind, outcome, folds)
        if auc is not None and auc >= LARGEST_AUC:
            reasons[name] = (
                f"by itself it tells who left with an AUC of {auc:.3f}: it seems to be filled in with the outcome known"
            )
    return reasons


def _alone(column: NDArray[Any], kind: str, outcome: Vector, folds: NDArray[np.int64]) -> float | None:
    """The AUC of the share of leavers among customers of the same value (numbers in bins; blank is a value too)."""
    codes = _words(column) if kind == "category" else _bins(as_numbers(column))
    values, average = int(codes.max(initial=0)) + 1, float(outcome.mean()) if len(outcome) else 0.0
    shares = np.empty(len(outcome))
    for fold in np.unique(folds):
        mine = folds == fold
        left = np.bincount(codes[~mine], weights=outcome[~mine], minlength=values)
        there = np.bincount(codes[~mine], minlength=values)
        shares[mine] = np.where(there > 0, left / np.maximum(there, 1), average)[codes[mine]]
    return metrics.roc_auc(outcome, shares)


def _words(column: NDArray[Any]) -> NDArray[np.int64]:
    """A number for each word, blank being one too."""
    words = [None if word is None else comparable(word) for word in as_words(column)]
    number = {word: at for at, word in enumerate(dict.fromkeys(words))}
    return np.array([number[word] for word in words], dtype=np.int64)


def _bins(values: Vector) -> NDArray[np.int64]:
    known = ~np.isnan(values)
    codes = np.zeros(len(values), dtype=np.int64)
    if known.any():
        cuts = np.unique(np.quantile(values[known], np.linspace(0, 1, BINS + 1)[1:-1]))
        codes[known] = 1 + np.searchsorted(cuts, values[known], side="left")
    return codes
