"""Means over a Beta distribution: what Gauss's hypergeometric function is to the purchase models, without SciPy.

By Euler's integral 2F1(r, a; a + b; -y) is the mean of (1 + y p)^-r over p ~ Beta(a, b). The integral is taken over
the log-odds of p by the trapezoid rule, which converges exponentially there, since the integrand is analytic around the
real line whatever y and r are (Trefethen and Weideman, "The exponentially convergent trapezoidal rule", SIAM Review 56,
2014). Beyond the range of the rule p is as good as 0 or 1 and the weights fall geometrically, so they are summed.
"""

from dataclasses import dataclass

import numpy as np

from perennial.models.serving import Matrix, Vector

NODES = 160
BISECTIONS = 60
# Where both the weight, as a share of the largest, and p or 1 - p are so small that their product is exp(-50), no count
# of orders makes a difference to a double.
LARGEST_DROP = 50.0
CHUNK_ROWS = 4096


@dataclass(frozen=True, slots=True)
class BetaRule:
    """Values of p and weights that add up to 1, a row for each Beta distribution: (distributions, NODES + 2)."""

    points: Matrix
    weights: Matrix

    @classmethod
    def of(cls, a: float, b: Vector) -> "BetaRule":
        """The rule for Beta(a, b), with a > 0 and each b > 0."""
        start, end = (_edge(a, b, side) for side in (-1.0, 1.0))
        step = (end - start) / (NODES - 1)
        log_odds = start[:, None] + step[:, None] * np.arange(NODES)
        peak = np.clip(np.log(a / b), -LARGEST_DROP, LARGEST_DROP)
        inner = step[:, None] * np.exp(_log_weight(a, b[:, None], log_odds) - _log_weight(a, b, peak)[:, None])
        near_zero = inner[:, 0] * np.exp(-a * step) / -np.expm1(-a * step)
        near_one = inner[:, -1] * np.exp(-b * step) / -np.expm1(-b * step)
        weights = np.column_stack([near_zero, inner, near_one])
        points = np.column_stack([np.zeros(len(b)), 1.0 / (1.0 + np.exp(-log_odds)), np.ones(len(b))])
        return cls(points, weights / weights.sum(axis=1, keepdims=True))


def mean_count(shape: Vector, elapsed: Vector, a: float, b: Vector) -> Vector:
    """Mean of (1 - (1 + y p)^-r) / p over p ~ Beta(a, b), with r = `shape` and y = `elapsed` >= 0; at p = 0 it is r y.

    That is (a + b - 1) / (a - 1) x (1 - 2F1(r, a - 1; a + b - 1; -y)), and is finite where that form is 0 / 0.
    """
    distinct, at = np.unique(b, return_inverse=True)
    rule = BetaRule.of(a, distinct)
    result = np.empty(len(shape))
    for first in range(0, len(shape), CHUNK_ROWS):
        rows = slice(first, first + CHUNK_ROWS)
        points, weights = rule.points[at[rows], 1:], rule.weights[at[rows]]
        counts = -np.expm1(-shape[rows, None] * np.log1p(elapsed[rows, None] * points)) / points
        result[rows] = weights[:, 0] * shape[rows] * elapsed[rows] + np.einsum("ij,ij->i", weights[:, 1:], counts)
    return result


def _log_weight(a: float, b: Vector | Matrix, log_odds: Vector | Matrix) -> Matrix:
    """The log density of the log-odds of p, up to a constant."""
    result: Matrix = a * log_odds - (a + b) * np.logaddexp(0.0, log_odds)
    return result


def _edge(a: float, b: Vector, side: float) -> Vector:
    """How far from its peak, to the left (-1) or right (1), the density of the log-odds matters; by bisection."""
    peak = np.clip(np.log(a / b), -LARGEST_DROP, LARGEST_DROP)
    lowest = _log_weight(a, b, peak) - LARGEST_DROP
    near, far = peak, np.full(len(b), side * LARGEST_DROP)
    for _ in range(BISECTIONS):
        middle = (near + far) / 2
        matters = _log_weight(a, b, middle) - np.abs(middle) > lowest
        near, far = np.where(matters, middle, near), np.where(matters, far, middle)
    return far
