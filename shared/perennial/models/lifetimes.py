"""When a customer buys again: the BG/NBD and MBG/NBD models, evaluated with numpy alone.

A customer buys at random with a rate of their own (gamma distributed over customers) until they leave for good; they
leave with a probability of their own (beta distributed) after a purchase.

- BG/NBD: nobody leaves at the first purchase. Fader, Hardie and Lee, "Counting your customers the easy way",
  Marketing Science 24, 2005.
- MBG/NBD: they may leave at the first purchase too. Batislam, Denizel and Filiztekin, "Empirical validation and
  comparison of models for customer base analysis", International Journal of Research in Marketing 24, 2007.

Both are one formula: `chances_to_leave` counts the purchases so far after which the customer may have left.
"""

from dataclasses import dataclass

import numpy as np

from perennial.models.hypergeometric import mean_count
from perennial.models.serving import Vector

# exp(100) to one is certain, and so many days are never.
LARGEST_EXPONENT = 100.0


@dataclass(frozen=True, slots=True)
class History:
    """What these models know of customers, an entry each, in any one unit of time; NaN where it is unknown.

    `repeats` is x, the purchases after the first; `span` is t_x, from the first purchase to the latest; `age` is T,
    from the first purchase to now.
    """

    repeats: Vector
    span: Vector
    age: Vector


@dataclass(frozen=True, slots=True)
class Buying:
    """A fitted BG/NBD or MBG/NBD: times in the unit of the histories it was fitted to.

    Rates are Gamma(r, alpha), with alpha a time; the probabilities of leaving are Beta(a, b), with a = 0 where nobody
    ever leaves. `leaves_at_first` tells MBG/NBD from BG/NBD.
    """

    r: float
    alpha: float
    a: float
    b: float
    leaves_at_first: bool

    @property
    def knows_of_leaving(self) -> bool:
        """Whether customers ever leave."""
        return self.a > 0

    def chances_to_leave(self, repeats: Vector) -> Vector:
        """After how many purchases so far the customer may have left."""
        return repeats + 1.0 if self.leaves_at_first else repeats

    def wait_shape(self, repeats: Vector) -> Vector:
        """Shape s of the wait for the next purchase, which is Lomax distributed: P(wait > t) = (1 + t / scale)^-s."""
        return self.r + repeats

    def alive(self, history: History) -> Vector:
        """Probability that the customer has not left; BG/NBD says 1 of whoever bought once, whatever happened since."""
        chances = self.chances_to_leave(history.repeats)
        left_at_latest = np.where(chances == 0, 0.0, self.a / (self.b + np.maximum(chances, 1.0) - 1.0))
        silence = np.log1p((history.age - history.span) / (self.alpha + history.span))
        log_odds = np.minimum((self.r + history.repeats) * silence, LARGEST_EXPONENT)
        result: Vector = 1.0 / (1.0 + left_at_latest * np.exp(log_odds))
        return result

    def expected(self, history: History, horizon: float) -> Vector:
        """Expected purchases in the next `horizon`, as in equation 10 of the BG/NBD paper, free of its pole at a = 1.

        Somebody's very first purchase is a history of zeros: then it is the expected number of repeats up to a time.
        """
        result = np.full(len(history.repeats), np.nan)
        known = ~np.isnan(history.repeats + history.span + history.age)
        # Pairs as complex numbers: numpy sorts those far sooner than rows.
        distinct, at = np.unique(history.repeats[known] + 1j * history.age[known], return_inverse=True)
        result[known] = self._if_alive(distinct.real, distinct.imag, horizon)[at] * self.alive(history)[known]
        return result

    def silent(self, history: History, horizon: float) -> Vector:
        """Probability of no purchase in the next `horizon`: gone already, or alive and quiet."""
        quiet = np.exp(-(self.r + history.repeats) * np.log1p(horizon / (self.alpha + history.age)))
        result: Vector = 1.0 - self.alive(history) * (1.0 - quiet)
        return result

    def wait(self, history: History) -> Vector:
        """Time until the next purchase of a customer who is alive: as likely to be longer as shorter.

        The rate given the history is Gamma(r + x, alpha + T), so the wait is Lomax distributed. Its mean is infinite up
        to r + x = 1, so this is its median, (alpha + T) (2^(1 / (r + x)) - 1).
        """
        log_doubling = np.minimum(np.log(2.0) / self.wait_shape(history.repeats), LARGEST_EXPONENT)
        result: Vector = (self.alpha + history.age) * np.expm1(log_doubling)
        return result

    def _if_alive(self, repeats: Vector, age: Vector, horizon: float) -> Vector:
        shape, elapsed = self.r + repeats, horizon / (self.alpha + age)
        if self.a == 0:
            return shape * elapsed
        return mean_count(shape, elapsed, self.a, self.b + self.chances_to_leave(repeats))
