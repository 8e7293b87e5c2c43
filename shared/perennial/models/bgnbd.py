"""Fitting BG/NBD and MBG/NBD by maximum likelihood, and telling when the orders do not say who has left.

Both models are those of lifetimes.py. Customers with the same history are one row with a weight, and time is measured
in mean ages while fitting, so neither the number of customers nor the unit of time matters much.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, psi

from perennial.errors import NotEnoughData
from perennial.models.lifetimes import Buying, History
from perennial.models.likelihood import maximise
from perennial.models.serving import Vector

# Where the search for Beta(a, b) starts: customers who differ little, who differ much, and who stay long.
LEAVING_STARTS = ((1.0, 3.0), (0.3, 0.7), (0.5, 10.0))
# Two more parameters must gain this much log-likelihood to be worth having (Akaike's criterion, 1974).
LEAST_GAIN = 2.0


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted model and the log-likelihood of the histories under it, in their unit of time."""

    buying: Buying
    log_likelihood: float


@dataclass(frozen=True, slots=True)
class Counted:
    """Distinct histories with the number of customers of each; what depends on repeats alone is kept once.

    `at` says for each history which of the distinct `repeats` it has, `unit` how long the mean age is.
    """

    history: History
    weights: Vector
    repeats: Vector
    repeat_weights: Vector
    at: NDArray[np.intp]
    unit: float

    @classmethod
    def of(cls, history: History) -> "Counted":
        """The known ones among these histories; raises NotEnoughData where nobody bought on a second day."""
        rows = np.stack([history.repeats, history.span, history.age], axis=1)
        distinct, counts = np.unique(rows[~np.isnan(rows).any(axis=1)], axis=0, return_counts=True)
        if not np.any(distinct[:, 0] > 0):
            raise NotEnoughData("there is nothing to learn from: no customer has bought on a second day")
        weights = counts.astype(np.float64)
        repeats, at = np.unique(distinct[:, 0], return_inverse=True)
        unit = float(np.average(distinct[:, 2], weights=weights))
        scaled = History(distinct[:, 0], distinct[:, 1] / unit, distinct[:, 2] / unit)
        return cls(scaled, weights, repeats, np.bincount(at, weights), at, unit)

    def fit(self, parameters: Vector, log_likelihood: float, *, leaves_at_first: bool) -> Fit:
        """In the unit of time that the histories came in: each repeat has a density per unit of time."""
        r, alpha, a, b = map(float, parameters)
        in_unit = log_likelihood - float(self.repeats @ self.repeat_weights) * float(np.log(self.unit))
        return Fit(Buying(r, alpha * self.unit, a, b, leaves_at_first), in_unit)


def fit_staying(counted: Counted) -> Fit:
    """The customers never leave (NBD, a = 0): what both models become where the orders know of no leaving."""

    def log_likelihood(parameters: Vector) -> tuple[float, Vector]:
        value, slopes = _rates(counted, *parameters)
        r, alpha = parameters
        shape, time = r + counted.history.repeats, alpha + counted.history.age
        weights, log_time = counted.weights, np.log(time)
        slopes -= [weights @ log_time, weights @ (shape / time)]
        return value - float(weights @ (shape * log_time)), slopes

    (r, alpha), value = maximise(log_likelihood, [(1.0, 1.0)], counted.weights.sum())
    return counted.fit(np.array([r, alpha, 0.0, 1.0]), value, leaves_at_first=False)


def fit_leaving(counted: Counted, staying: Fit, *, leaves_at_first: bool) -> Fit:
    """BG/NBD, or MBG/NBD with `leaves_at_first`, of highest likelihood; the search begins at the `staying` rates."""
    rates = (staying.buying.r, staying.buying.alpha / counted.unit)
    found = maximise(
        lambda parameters: _leaving(counted, parameters, leaves_at_first=leaves_at_first),
        [rates + start for start in LEAVING_STARTS],
        counted.weights.sum(),
    )
    return counted.fit(*found, leaves_at_first=leaves_at_first)


def knows_who_left(leaving: Fit, staying: Fit) -> bool:
    """Whether leaving explains anything; where not, a -> 0 or b -> infinity and P(alive) is a mere assumption."""
    return leaving.log_likelihood - staying.log_likelihood > LEAST_GAIN


def _rates(counted: Counted, r: float, alpha: float) -> tuple[float, Vector]:
    """The terms that hold only rates and repeats (A1 of the BG/NBD note), and their slopes in r and alpha."""
    repeats, weights = counted.repeats, counted.repeat_weights
    total, log_alpha = weights.sum(), np.log(alpha)
    value = weights @ (gammaln(r + repeats) - gammaln(r)) + total * r * log_alpha
    return float(value), np.array([weights @ (psi(r + repeats) - psi(r)) + total * log_alpha, total * r / alpha])


def _staying_on(counted: Counted, a: float, b: float, chances: Vector) -> tuple[float, Vector]:
    """log B(a, b + k) / B(a, b): having stayed after each of k chances to leave; with the slopes in a and b."""
    weights = counted.repeat_weights
    value = gammaln(a + b) - gammaln(b) + gammaln(b + chances) - gammaln(a + b + chances)
    in_both = psi(a + b) - psi(a + b + chances)
    return float(weights @ value), np.array([weights @ in_both, weights @ (in_both + psi(b + chances) - psi(b))])


def _leaving(counted: Counted, parameters: Vector, *, leaves_at_first: bool) -> tuple[float, Vector]:
    """The log-likelihood: alive and silent since the latest purchase, or gone with it (A3 and A4 of the note)."""
    r, alpha, a, b = map(float, parameters)
    history, weights = counted.history, counted.weights
    chances = Buying(r, alpha, a, b, leaves_at_first).chances_to_leave(counted.repeats)
    odds_base = np.maximum(b + chances - 1.0, b)[counted.at]
    shape, time, span = r + history.repeats, alpha + history.age, alpha + history.span
    log_time, log_span = np.log(time), np.log(span)
    may_have_left = chances[counted.at] > 0
    log_odds = np.where(may_have_left, np.log(a / odds_base) + shape * (log_time - log_span), -np.inf)
    either = np.logaddexp(0.0, log_odds)
    alive = weights * np.exp(-either)
    gone = weights - alive
    gone_base = gone @ (may_have_left / odds_base)
    rates, rate_slopes = _rates(counted, r, alpha)
    stayed, leaving_slopes = _staying_on(counted, a, b, chances)
    rate_slopes -= [alive @ log_time + gone @ log_span, alive @ (shape / time) + gone @ (shape / span)]
    leaving_slopes += np.array([gone.sum() / a, -gone_base])
    value = rates + stayed + float(weights @ (either - shape * log_time))
    return value, np.concatenate([rate_slopes, leaving_slopes])
