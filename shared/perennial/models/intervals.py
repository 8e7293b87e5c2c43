"""Learning ranges from held-out forecasts: for a customer by what was expected of them, and for the sum of all.

For a customer, the conformal quantiles (split conformal prediction: Papadopoulos, Proedrou, Vovk and Gammerman,
"Inductive confidence machines for regression", ECML 2002) of actual by expected spend, in groups of like expectation,
so that small and large customers are each covered. The sum is not the sum of bounds: customers' own surprises cancel
out, but a common miss of the level does not.
"""

from collections.abc import Sequence

import numpy as np
from scipy.stats import t as student

from perennial.models.corrections import Judged
from perennial.models.level import Level
from perennial.models.ranges import COVERAGE, SpendRange
from perennial.models.serving import Vector
from perennial.records import Json

MOST_GROUPS = 20
LEAST_GROUP = 40
DRAWS = 2000


def learn_range(held_out: Sequence[Judged], level: Level, *, seed: int) -> SpendRange | None:
    """The range that held-out forecasts bear out; None where too few expected anything.

    The sum's bounds are those of the latest day on which anything was expected.
    """
    expected, actual = (np.concatenate([getattr(one, name) for one in held_out]) for name in ("forecast", "actual"))
    shares = _shares(expected, actual)
    if shares is None:
        return None
    telling = next(one for one in reversed(held_out) if one.forecast.sum() > 0)
    low, high = _total_shares(telling, level, seed=seed)
    return SpendRange(*shares, low, high)


def range_figures(earlier: Sequence[Judged], judged: Judged) -> dict[str, Json]:
    """How ranges learnt on earlier days did: coverage by predicted decile, width, pinball loss.

    Beside it the pinball loss of the earlier days' empirical quantiles by predicted decile. Empty where there was too
    little to learn ranges from.
    """
    before = np.concatenate([one.forecast for one in earlier]), np.concatenate([one.actual for one in earlier])
    shares = _shares(*before)
    if shares is None:
        return {}
    low, high = SpendRange(*shares, 1.0, 1.0).bounds(judged.forecast)
    plain = _decile_quantiles(*before, judged.forecast)
    covered = (judged.actual >= low) & (judged.actual <= high)
    decile = _groups(judged.forecast, 10)
    return {
        "interval_coverage": float(covered.mean()),
        "interval_coverage_by_decile": [float(covered[decile == number].mean()) for number in np.unique(decile)],
        "interval_mean_width": float((high - low).mean()),
        "interval_pinball_loss": _pinball(judged.actual, low, high),
        "interval_pinball_loss_of_decile_quantiles": _pinball(judged.actual, *plain),
    }


def _shares(expected: Vector, actual: Vector) -> tuple[Vector, Vector, Vector] | None:
    known = expected > 0
    expected, actual = expected[known], actual[known]
    groups = min(MOST_GROUPS, len(expected) // LEAST_GROUP)
    if groups < 1:
        return None
    group = _groups(expected, groups)
    knots, lows, highs = [], [], []
    for number in range(groups):
        ratios = actual[group == number] / expected[group == number]
        knots.append(float(np.median(expected[group == number])))
        lows.append(-_conformal(-ratios))
        highs.append(_conformal(ratios))
    distinct = np.unique(knots, return_index=True)[1]
    return np.array(knots)[distinct], np.array(lows)[distinct], np.array(highs)[distinct]


def _conformal(values: Vector) -> float:
    """The bound that one more value of the kind exceeds with no more than half of the chance to lie outside."""
    share = np.ceil((len(values) + 1) * (1 + COVERAGE) / 2) / len(values)
    return float(np.quantile(values, min(1.0, share), method="inverted_cdf"))


def _total_shares(judged: Judged, level: Level, *, seed: int) -> tuple[float, float]:
    """Bounds of the sum as shares of it: customers drawn with replacement, times a common miss of the level."""
    random = np.random.default_rng(seed)
    surprise = judged.actual - judged.forecast
    noise = [float(surprise[random.integers(len(surprise), size=len(surprise))].sum()) for _ in range(200)]
    own = float(np.std(noise)) / float(judged.forecast.sum())
    common = level.spread * student.ppf(random.uniform(size=DRAWS), level.degrees_of_freedom)
    sums = np.exp(np.clip(common, -3.0, 3.0)) * (1.0 + own * random.standard_normal(DRAWS))
    low, high = np.quantile(np.maximum(sums, 0.0), [(1 - COVERAGE) / 2, (1 + COVERAGE) / 2])
    return min(float(low), 1.0), max(float(high), 1.0)


def _groups(values: Vector, groups: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    rank = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    return (rank * groups // len(values)).astype(np.int64)


def _decile_quantiles(expected: Vector, actual: Vector, asked: Vector) -> tuple[Vector, Vector]:
    edges = np.quantile(expected, np.linspace(0.1, 0.9, 9))
    group, at = np.searchsorted(edges, expected), np.searchsorted(edges, asked)
    tables = [
        np.array(
            [np.quantile(actual[group == number], level) if (group == number).any() else 0.0 for number in range(10)]
        )
        for level in ((1 - COVERAGE) / 2, (1 + COVERAGE) / 2)
    ]
    return tables[0][at], tables[1][at]


def _pinball(actual: Vector, low: Vector, high: Vector) -> float:
    losses = [
        np.maximum(level * (actual - bound), (level - 1) * (actual - bound)).mean()
        for level, bound in (((1 - COVERAGE) / 2, low), ((1 + COVERAGE) / 2, high))
    ]
    return float(sum(losses))
