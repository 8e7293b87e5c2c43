"""Curves a forecast is looked at by: what the first of the ranking caught, and what came in each tenth of it."""

import math
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from perennial.models.serving import Vector
from perennial.records import Json

STEPS = 20
Z_95 = 1.959963984540054


def in_forecast_order(actual: Vector, predicted: Vector) -> Vector:
    """Outcomes by falling forecast; customers with equal forecasts share alike, as if drawn in random order."""
    _, group = np.unique(-predicted, return_inverse=True)
    means = np.bincount(group, weights=actual) / np.bincount(group)
    result: Vector = means[np.sort(group)]
    return result


def gain_curve(actual: Vector, predicted: Vector) -> list[Json]:
    """What share of all spend (or of all who left) the customers with the highest forecasts held, in at most 21 points.

    Both shares run from 0 to 1; empty where there is nothing to catch.
    """
    total = float(actual.sum())
    if total <= 0:
        return []
    caught = np.concatenate([[0.0], np.cumsum(in_forecast_order(actual, predicted)) / total])
    places = np.unique(np.round(np.linspace(0, len(actual), min(STEPS, len(actual)) + 1)).astype(np.int64))
    return [
        {"customers_share": place / len(actual), "caught_share": min(1.0, share)}
        for place, share in zip(places.tolist(), caught[places].tolist(), strict=True)
    ]


def deciles(actual: Vector, predicted: Vector) -> list[Json]:
    """Customers, mean forecast and mean outcome in each tenth of the customers, lowest forecasts first."""
    return [tenth.to_json() for tenth in _tenths(actual, predicted)]


def churn_deciles(actual: Vector, probability: Vector) -> list[Json]:
    """The deciles of churn; their `low` and `high` hold the true share of those who leave in 19 of 20 such tenths."""
    return [tenth.to_json() | _wilson(tenth.mean_actual, tenth.customers) for tenth in _tenths(actual, probability)]


@dataclass(frozen=True, slots=True)
class _Tenth:
    decile: int
    customers: int
    mean_predicted: float
    mean_actual: float

    def to_json(self) -> dict[str, Json]:
        return asdict(self)


def _tenths(actual: Vector, predicted: Vector) -> list[_Tenth]:
    table = pd.DataFrame({"predicted": predicted, "actual": actual})
    rank = table["predicted"].rank(method="first").to_numpy() - 1
    by_decile = table.groupby((rank * 10 // len(table)).astype(np.int64) + 1)
    sizes, means = by_decile.size().tolist(), by_decile.mean()
    columns = (means.index.tolist(), sizes, means["predicted"].tolist(), means["actual"].tolist())
    return [_Tenth(*row) for row in zip(*columns, strict=True)]


def _wilson(share: float, customers: int) -> dict[str, Json]:
    """Wilson, Journal of the American Statistical Association 22, 1927."""
    weight = Z_95**2 / customers
    middle = (share + weight / 2) / (1 + weight)
    half = Z_95 / (1 + weight) * math.sqrt(share * (1 - share) / customers + weight / (4 * customers))
    return {"low": max(0.0, middle - half), "high": min(1.0, middle + half)}
