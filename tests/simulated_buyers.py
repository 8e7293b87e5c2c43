"""Customers who buy and leave as BG/NBD or MBG/NBD say, with orders worth what Gamma-Gamma says."""

import numpy as np

from perennial.models.lifetimes import Buying, History
from perennial.models.serving import Vector


def histories(buying: Buying, customers: int, longest_age: float, *, seed: int) -> History:
    """What was seen of customers who came at an even pace over the last `longest_age`."""
    random = np.random.default_rng(seed)
    rate = random.gamma(buying.r, 1 / buying.alpha, customers)
    leaving = random.beta(buying.a, buying.b, customers) if buying.a > 0 else np.zeros(customers)
    age = random.uniform(0.0, longest_age, customers)
    here = random.random(customers) >= leaving if buying.leaves_at_first else np.ones(customers, dtype=bool)
    repeats, span, now = np.zeros(customers), np.zeros(customers), np.zeros(customers)
    while here.any():
        now += random.exponential(1.0, customers) / np.maximum(rate, 1e-12)
        here &= now <= age
        repeats += here
        span = np.where(here, now, span)
        here &= random.random(customers) >= leaving
    return History(repeats, span, age)


def mean_amounts(p: float, q: float, v: float, orders: Vector, *, seed: int) -> Vector:
    """The mean amount of each customer's `orders` orders."""
    random = np.random.default_rng(seed)
    scale = v / random.gamma(q, 1.0, len(orders))
    return random.gamma(p * orders) * scale / orders


def feature_columns(buying: Buying, customers: int, longest_days: float, *, seed: int) -> dict[str, Vector]:
    """The columns of a feature table that the probabilistic model reads, in whole days."""
    seen = histories(buying, customers, longest_days, seed=seed)
    days = seen.repeats + 1
    return {
        "repeat_days": seen.repeats,
        "purchase_span_days": np.floor(seen.span),
        "tenure_days": np.floor(seen.age),
        "frequency": days,
        "monetary": days * mean_amounts(6.0, 4.0, 100.0, days, seed=seed),
    }
