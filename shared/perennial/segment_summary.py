"""Segments at a glance: who they are, what they are worth, what of it is at risk and what to do."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perennial.columns import Numbers, numbers
from perennial.segment_rules import SEGMENTS, UNKNOWN

type Columns = Mapping[str, NDArray[Any]]

# Which column of the scores or features is told of a segment, and how.
MEASURES: dict[str, tuple[str, Callable[[Numbers], Any]]] = {
    "median_recency_days": ("recency_days", np.median),
    "median_frequency": ("frequency", np.median),
    "median_monetary": ("monetary", np.median),
    "expected_spend": ("expected_spend", np.sum),
    "value_at_risk": ("value_at_risk", np.sum),
    "mean_churn_probability": ("churn_probability", np.mean),
}


def segment_summary(
    columns: Columns, *, value_horizon_days: int | None, churn_horizon_days: int | None
) -> dict[str, NDArray[Any]]:
    """The columns of tables.SEGMENT_SUMMARY, one row a segment that has customers, in the order of the rules.

    `columns` holds for each customer `recency_days`, `frequency` and `monetary`, `segment`, `action` and
    `value_at_risk`, and at the horizons given `expected_spend` and `churn_probability`. Unknown numbers are left out;
    where all are unknown, so is the segment's (NaN). The action is the one most of its customers get.
    """
    found = [rule for rule in (*SEGMENTS, UNKNOWN) if (columns["segment"] == rule.name).any()]
    members = [np.flatnonzero(columns["segment"] == rule.name) for rule in found]
    customers = np.array([rows.size for rows in members], dtype=np.int64)
    return {
        "segment": np.array([rule.name for rule in found], dtype=object),
        "meaning": np.array([rule.meaning for rule in found], dtype=object),
        "customers": customers,
        "customers_share": customers / max(1, columns["segment"].size),
        **{name: _measured(columns[of], members, how) for name, (of, how) in MEASURES.items()},
        "value_horizon_days": np.full(len(found), value_horizon_days, dtype=np.float64),
        "churn_horizon_days": np.full(len(found), churn_horizon_days, dtype=np.float64),
        "action": np.array([_commonest(columns["action"][rows]) for rows in members], dtype=object),
    }


def _measured(column: NDArray[Any], members: list[NDArray[np.intp]], how: Callable[[Numbers], Any]) -> Numbers:
    values = numbers(column)
    known = [values[rows][~np.isnan(values[rows])] for rows in members]
    return np.array([how(each) if each.size else np.nan for each in known], dtype=np.float64)


def _commonest(words: NDArray[Any]) -> str:
    """The word that stands there most often, the first in the alphabet of equals."""
    counts = Counter(words.tolist())
    return str(min(counts, key=lambda word: (-counts[word], word)))
