"""Fewer examples that teach nearly as much: those with an outcome above 0 are rare, tell most, and stay first.

What is left out is made up for by weight, so that means stay what they are (stratified sampling: Cochran, Sampling
Techniques, 1977, chapter 5).
"""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perennial.models.panel import Examples


def thinned(examples: Examples, most_rows: int) -> Examples:
    """At most so many of the rows (all weighing 1), evenly spaced; as they are where there are no more.

    Half of the places are for outcomes above 0, half for the others; whoever does not need theirs leaves them.
    """
    if len(examples.target) <= most_rows:
        return examples
    above, others = np.nonzero(examples.target > 0)[0], np.nonzero(examples.target == 0)[0]
    places = min(len(above), max(most_rows // 2, most_rows - len(others)))
    kept = [_spaced(above, places), _spaced(others, most_rows - places)]
    weights = [
        np.full(len(few), len(all_) / len(few)) for few, all_ in zip(kept, (above, others), strict=True) if len(few)
    ]
    in_order = np.argsort(np.concatenate(kept), kind="stable")
    rows = np.concatenate(kept)[in_order]
    weight = np.concatenate(weights)[in_order]
    return replace(examples.rows(rows), weights=weight / weight.mean())


def _spaced(rows: NDArray[Any], places: int) -> NDArray[Any]:
    kept = np.linspace(0, len(rows) - 1, min(places, len(rows))).round().astype(np.int64)
    return rows[kept]
