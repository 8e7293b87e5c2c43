"""Fitting what orders are worth: the Gamma-Gamma model, with a plain shrunken mean where it does not hold.

Fader and Hardie, "The Gamma-Gamma model of monetary value", 2013: a customer's orders are Gamma(p, nu) with a nu of
their own, which is Gamma(q, v) over customers.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, psi

from perennial.errors import NotEnoughData
from perennial.models.likelihood import at_the_end, maximise
from perennial.models.order_value import OrderValue
from perennial.models.serving import Vector

STARTS = ((1.0, 2.0, 1.0), (6.0, 4.0, 1.0))
# Three parameters, ten customers for each, who show how much one customer's orders differ.
LEAST_REPEATERS = 30
# Where the model does not hold, the shop's mean counts as one order.
FALLBACK_PRIOR_ORDERS = 1.0


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """The fitted model: p and q are numbers, v is in currency."""

    p: float
    q: float
    v: float
    log_likelihood: float

    def order_value(self) -> OrderValue:
        """What it expects of a customer; only where q > 1, since otherwise the shop's mean is infinite."""
        return OrderValue(shop_mean=self.p * self.v / (self.q - 1), prior_orders=(self.q - 1) / self.p)


@dataclass(frozen=True, slots=True)
class ValueFit:
    """How orders will be valued, and why not by the Gamma-Gamma model where `caveat` says so."""

    value: OrderValue
    caveat: str | None


def fit_order_value(orders: Vector, mean_amount: Vector) -> ValueFit:
    """From customers' numbers of orders and their average amounts; those unknown or not above 0 are left out.

    Raises NotEnoughData where no amount is above 0.
    """
    known = (orders > 0) & (mean_amount > 0)
    if not known.any():
        raise NotEnoughData("there is nothing to learn from: no customer has spent anything")
    orders, mean_amount = orders[known], mean_amount[known]
    repeaters = int((orders > 1).sum())
    shrunken = OrderValue(float(mean_amount.mean()), FALLBACK_PRIOR_ORDERS)
    if repeaters < LEAST_REPEATERS:
        return ValueFit(
            shrunken, f"order values: Gamma-Gamma needs {LEAST_REPEATERS} repeat customers, has {repeaters}"
        )
    fitted = fit_gamma_gamma(orders, mean_amount)
    if not _holds(fitted):
        return ValueFit(shrunken, f"order values: Gamma-Gamma degenerates (p {fitted.p:.3g}, q {fitted.q:.3g})")
    return ValueFit(fitted.order_value(), None)


def fit_gamma_gamma(orders: Vector, mean_amount: Vector) -> GammaGamma:
    """The parameters of highest likelihood for amounts > 0. While fitting, their mean is the unit of money."""
    unit = float(mean_amount.mean())
    totals, size = orders * (mean_amount / unit), len(orders)
    counts, at = np.unique(orders, return_inverse=True)
    customers = np.bincount(at).astype(np.float64)
    log_totals, log_amounts = orders @ np.log(totals), np.log(totals / orders).sum()

    def log_likelihood(parameters: Vector) -> tuple[float, Vector]:
        p, q, v = parameters
        shape, log_sum = p * counts + q, np.log(v + totals)
        value = customers @ (gammaln(shape) - gammaln(p * counts)) + size * (q * np.log(v) - gammaln(q))
        value += p * (log_totals - orders @ log_sum) - q * log_sum.sum() - log_amounts
        in_p = (customers * counts) @ (psi(shape) - psi(p * counts)) + log_totals - orders @ log_sum
        in_q = customers @ psi(shape) + size * (np.log(v) - psi(q)) - log_sum.sum()
        in_v = size * q / v - (shape[at] / (v + totals)).sum()
        return float(value), np.array([in_p, in_q, in_v])

    (p, q, v), value = maximise(log_likelihood, STARTS, size)
    return GammaGamma(float(p), float(q), float(v) * unit, value - size * float(np.log(unit)))


def _holds(fitted: GammaGamma) -> bool:
    """Finite mean, and neither shape at the end of the search: there the customers or their orders are all alike."""
    return fitted.q > 1.0 and not at_the_end(fitted.p, fitted.q)
