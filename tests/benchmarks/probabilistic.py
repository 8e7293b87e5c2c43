"""Fitting and asking the purchase models beside the plain way: the printed formulas with SciPy, a row a customer."""

from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.special import gammaln, hyp2f1
from threadpoolctl import threadpool_limits

from perennial.models.bgnbd import Counted, Fit, fit_leaving, fit_staying
from perennial.models.lifetimes import Buying, History
from perennial.models.order_value import OrderValue
from perennial.models.probabilistic import ProbabilisticModel, Purchases
from perennial.models.probabilistic_fit import fit_probabilistic
from perennial.models.serving import Vector
from tests.benchmarks import Comparison, best_seconds
from tests.simulated_buyers import feature_columns

BUYING = Buying(r=0.6, alpha=60.0, a=0.6, b=1.8, leaves_at_first=False)
HORIZONS_DAYS = (30, 90, 365)
LONGEST_DAYS = 730.0
LINES_PER_CUSTOMER = 10
SEED = 1


def measure(rows: int, work_dir: Path) -> list[Comparison]:
    """A base of `rows` / 10 customers: one BG/NBD fitted, all models fitted, three horizons forecast."""
    customers = max(100, rows // LINES_PER_CUSTOMER)
    base = feature_columns(BUYING, customers, LONGEST_DAYS, seed=SEED)
    history = Purchases.of(base).history
    model = ProbabilisticModel(BUYING, None, OrderValue(50.0, 0.5), orders_per_day=1.0)
    with threadpool_limits(1):
        ours, plain = fit(history), plain_fit(history)
        np.testing.assert_allclose(ours.log_likelihood, plain.log_likelihood, rtol=1e-5)
        forecast = model.forecast(base, HORIZONS_DAYS).orders
        for days, expected in plain_forecast(history).items():
            np.testing.assert_allclose(forecast[days], expected, rtol=1e-7)
        fits = best_seconds(lambda: fit(history), lambda: plain_fit(history))
        all_fits = best_seconds(lambda: fit_probabilistic(base))[0]
        asked = best_seconds(lambda: model.forecast(base, HORIZONS_DAYS), lambda: plain_forecast(history))
    every = "BG/NBD, MBG/NBD, NBD and Gamma-Gamma: fit"
    return [
        Comparison("BG/NBD: fit", customers, "distinct rows, slopes", fits[0], "a row each, SciPy", fits[1]),
        Comparison(every, customers, "distinct rows, slopes", all_fits, "BG/NBD alone, SciPy", fits[1]),
        Comparison("BG/NBD: 3 horizons", customers, "numpy alone", asked[0], "orders alone, SciPy", asked[1]),
    ]


def fit(history: History) -> Fit:
    """BG/NBD, from everybody's history."""
    counted = Counted.of(history)
    return fit_leaving(counted, fit_staying(counted), leaves_at_first=False)


def plain_fit(history: History) -> Fit:
    """The likelihood as the paper prints it, its slopes by differences, from one start."""
    x, span, age = history.repeats, history.span / LONGEST_DAYS, history.age / LONGEST_DAYS

    def cost(logs: Vector) -> float:
        r, alpha, a, b = np.exp(logs)
        value = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + gammaln(a + b) + gammaln(b + x)
        value -= gammaln(b) + gammaln(a + b + x)
        stayed = -(r + x) * np.log(alpha + age)
        left = np.where(x > 0, np.log(a / (b + np.maximum(x, 1) - 1)) - (r + x) * np.log(alpha + span), -np.inf)
        return -float((value + np.logaddexp(stayed, left)).mean())

    found = minimize(cost, np.zeros(4), method="L-BFGS-B", bounds=[(-12.0, 12.0)] * 4)
    r, alpha, a, b = map(float, np.exp(found.x))
    value = -found.fun * len(x) - float(x.sum() * np.log(LONGEST_DAYS))
    return Fit(Buying(r, alpha * LONGEST_DAYS, a, b, leaves_at_first=False), value)


def plain_forecast(history: History) -> dict[int, Vector]:
    """Equation 10 of the paper for every customer and horizon."""
    r, alpha, a, b = BUYING.r, BUYING.alpha, BUYING.a, BUYING.b
    x, span, age = history.repeats, history.span, history.age
    left = np.where(x > 0, a / (b + np.maximum(x, 1) - 1) * ((alpha + age) / (alpha + span)) ** (r + x), 0.0)
    found = {}
    for days in HORIZONS_DAYS:
        gauss = hyp2f1(r + x, b + x, a + b + x - 1, days / (alpha + age + days))
        silence = ((alpha + age) / (alpha + age + days)) ** (r + x)
        found[days] = (a + b + x - 1) / (a - 1) * (1 - silence * gauss) / (1 + left)
    return found
