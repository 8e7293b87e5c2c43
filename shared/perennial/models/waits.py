"""How long until the next order, read off the probabilities of no order that are served, with numpy alone.

A customer who buys at random with a gamma distributed rate waits Lomax distributed for the next purchase (see
`lifetimes.Buying.wait`): P(wait > t) = (1 + t / scale)^-shape. The shape is the customer's history; the scale is what
makes that probability the served one at the end of a horizon, so that day and probability never contradict each other.
"""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from perennial.models.serving import Vector

HALF = 0.5
# Beyond them a probability is as good as certain: they keep logarithms finite.
LEAST, MOST = 1e-300, 1.0 - 2.0**-53
# exp(100) days are never.
LARGEST_EXPONENT = 100.0


def median_wait(shape: Vector, no_order: Mapping[int, Vector]) -> Vector:
    """Days until the next order, as likely to be more as fewer; an entry a customer, NaN where the shape is.

    `no_order` are probabilities by horizon_days, one horizon at least, never rising from one to a longer one. Up to
    the first horizon and beyond the last the wait is Lomax distributed; between two of them the logarithm of the
    probability falls in a straight line. So the median lies within exactly the horizons whose probability is below one
    half, and of two customers of the same shape the likelier to stay away never comes sooner.
    """
    horizons = sorted(no_order)
    silent = {days: np.clip(no_order[days], LEAST, MOST) for days in horizons}
    first, last = silent[horizons[0]], silent[horizons[-1]]
    wait = np.where(
        first <= HALF,
        np.minimum(_lomax_median(shape, horizons[0], first), horizons[0]),
        np.maximum(_lomax_median(shape, horizons[-1], last), horizons[-1]),
    )
    for start, end in pairwise(horizons):
        crosses = (silent[start] > HALF) & (silent[end] <= HALF) & ~np.isnan(shape)
        wait[crosses] = _between(start, end, silent[start][crosses], silent[end][crosses])
    return wait


def _lomax_median(shape: Vector, horizon_days: int, silent: Vector) -> Vector:
    """The median where `silent` is the probability beyond the horizon: H (2^(1/s) - 1) / (silent^(-1/s) - 1)."""
    log_ratio = _log_expm1(-np.log(HALF) / shape) - _log_expm1(-np.log(silent) / shape)
    wait: Vector = horizon_days * np.exp(np.minimum(log_ratio, LARGEST_EXPONENT))
    return wait


def _between(start: int, end: int, silent_then: Vector, silent_later: Vector) -> Vector:
    fallen = np.log(silent_then / HALF) / np.log(silent_then / silent_later)
    return start + (end - start) * np.clip(fallen, 0.0, 1.0)


def _log_expm1(positive: Vector) -> Vector:
    """log(exp(x) - 1), which neither overflows nor loses the small ones."""
    result: Vector = positive + np.log(-np.expm1(-positive))
    return result
