"""What the report counts over all customers: shares of the largest, histograms, correlations, who is at risk.

Everything is asked of the SQL engine or of one column at a time, so that a million customers fit into memory; sums run
in the order of the rows, so that the same customers give the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

type Vector = NDArray[np.float64]

LORENZ_POINTS = 101


@dataclass(frozen=True, slots=True)
class Concentration:
    """By share of customers, most valuable first, the share of all worth they bring (both 0 to 1)."""

    customers: tuple[float, ...]
    worth: tuple[float, ...]
    known: int

    def top(self, share: float) -> float:
        """What so large a share of customers brings."""
        return float(np.interp(share, self.customers, self.worth))

    def needed_for(self, worth: float) -> float:
        """The smallest share of customers that brings so much."""
        return float(np.interp(worth, self.worth, self.customers))


def concentration(amounts: Vector) -> Concentration | None:
    """How unevenly amounts fall on customers, unknown ones left out; None where all of them are nothing."""
    worth = np.sort(np.clip(amounts[~np.isnan(amounts)], 0.0, None))[::-1]
    total = float(worth.sum())
    if total <= 0:
        return None
    cumulative = np.concatenate([[0.0], np.cumsum(worth)]) / total
    shares = np.linspace(0.0, 1.0, LORENZ_POINTS)
    brought = np.interp(shares * worth.size, np.arange(worth.size + 1), cumulative)
    return Concentration(tuple(shares.tolist()), tuple(brought.tolist()), int(worth.size))


def column(con: DuckDBPyConnection, table: str, expression: str) -> Vector:
    """A number of every customer by rising customer_id, NaN where unknown."""
    rows = con.execute(f"select cast({expression} as double) as number from {table} order by customer_id").fetchnumpy()[
        "number"
    ]
    return np.asarray(np.ma.filled(rows, np.nan), dtype=np.float64)


def counts_between(values: Vector, edges: Sequence[float]) -> tuple[int, ...]:
    """How many values lie from each edge to below the next; the last counts all beyond too. Unknown ones are left out.

    Values below the first edge are left out as well.
    """
    known = values[~np.isnan(values)]
    places = np.searchsorted(np.asarray(edges[1:-1], dtype=np.float64), known[known >= edges[0]], side="right")
    return tuple(np.bincount(places, minlength=len(edges) - 1).tolist())


def even_edges(values: Vector, most: int = 14) -> tuple[float, ...]:
    """Edges at round distances from zero that reach to where nineteen in twenty values lie; at least two."""
    known = values[~np.isnan(values)]
    reach = float(np.quantile(known, 0.95)) if known.size else 1.0
    steps = sorted(base * 10.0**power for base in (1, 2, 3, 5) for power in range(7))
    step = next((one for one in steps if reach / one <= most), steps[-1])
    return tuple(step * at for at in range(max(2, int(reach // step) + 2)))


def rank_correlations(columns: Sequence[Vector]) -> list[list[float | None]]:
    """Spearman's correlation of each pair of columns over the customers that have both; None where one is constant."""
    size = len(columns)
    found: list[list[float | None]] = [[1.0] * size for _ in range(size)]
    complete = [_ranks(values) if not np.isnan(values).any() else None for values in columns]
    for one in range(size):
        for other in range(one + 1, size):
            left, right = complete[one], complete[other]
            if left is None or right is None:
                both = ~(np.isnan(columns[one]) | np.isnan(columns[other]))
                left, right = _ranks(columns[one][both]), _ranks(columns[other][both])
            found[one][other] = found[other][one] = _correlation(left, right)
    return found


@dataclass(frozen=True, slots=True)
class AtRisk:
    """How many customers, and the sum of their value at risk in currency; None where it is known of none of them."""

    customers: int
    value: float | None


def at_risk(con: DuckDBPyConnection, which: str = "risk = 'high'") -> AtRisk:
    """Those of `scores` who meet a condition."""
    rows: list[Any] = con.execute(
        "select count(*), sum(value_at_risk) from (select value_at_risk from scores "
        f"where {which} order by customer_id)"
    ).fetchall()
    customers, value = rows[0]
    return AtRisk(int(customers), 0.0 if not customers else None if value is None else float(value))


def _ranks(values: Vector) -> Vector:
    """Ranks from 1, those of equals averaged."""
    _, group, sizes = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(sizes)
    result: Vector = (last - (sizes - 1) / 2.0)[group]
    return result


def _correlation(left: Vector, right: Vector) -> float | None:
    if left.size <= 1 or np.ptp(left) == 0 or np.ptp(right) == 0:
        return None
    left, right = left - left.mean(), right - right.mean()
    return float((left * right).sum() / np.sqrt((left**2).sum() * (right**2).sum()))
