"""What serving needs of a trained model: plain numpy, loadable without scikit-learn, xgboost and pandas.

The same objects score the whole base in a batch and answer one request in the API: training-serving consistency is
one code path, not two that agree.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from perennial.models.ranges import SpendRange
from perennial.models.reference import Reference
from perennial.segments import SegmentModel

if TYPE_CHECKING:  # it is made of forms, whose protocol stands here
    from perennial.models.outlook import Outlook

type Matrix = NDArray[np.float64]
type Vector = NDArray[np.float64]


class Form(Protocol):
    """A fitted model in its light form."""

    def predict(self, matrix: Matrix) -> Vector:
        """One prediction a row. `matrix` is (rows, features) in `ServingModel.feature_names` order, NaN = unknown.

        Spend forms answer currency >= 0; churn forms a probability in [0, 1].
        """
        ...


@dataclass(frozen=True)
class ServingModel:
    """Everything a prediction needs, of one version.

    `spend` and `churn` hold a form per horizon that is given; `withheld` maps every score column that is not
    (`expected_spend_365d`) to the reason, `notes` those that are given without a backtest to how they came about.
    `value_horizon_days` and `churn_horizon_days` say which horizon ranks customers and sets their risk.
    `value_quantiles` are the 0..100 % quantiles of the expected spend at that horizon over the customers at as_of.
    `spend_ranges` says by horizon_days how far from the expected spend what comes may lie; horizons where too little
    was seen to tell have none; `level_ratios`, what correcting the level made of the sum of spend over the customers
    at as_of. `reference` is the customer whom explanations compare with, None without customers. `outlook` says how
    many orders come and when, None where nobody has come back yet.
    """

    dataset: str
    version: str
    as_of: date
    horizons_days: tuple[int, ...]
    feature_names: tuple[str, ...]
    spend: dict[int, Form]
    churn: dict[int, Form]
    withheld: dict[str, str]
    segments: SegmentModel
    value_horizon_days: int | None
    churn_horizon_days: int | None
    value_quantiles: Vector
    spend_ranges: dict[int, SpendRange] = field(default_factory=dict)
    reference: Reference | None = None
    notes: dict[str, str] = field(default_factory=dict)
    level_ratios: dict[int, float] = field(default_factory=dict)
    outlook: "Outlook | None" = None

    def predict_spend(self, matrix: Matrix) -> dict[int, Vector]:
        """Expected net spend in currency by horizon_days, for each horizon that is given.

        The forms of the horizons are fitted apart, so they are made to agree here, row by row: over a longer horizon
        the expected spend is never lower.
        """
        return _rising(self.spend, matrix)

    def spend_bounds(self, expected: Mapping[int, Vector]) -> dict[int, tuple[Vector, Vector]]:
        """Bounds in currency by horizon_days that the spend lies within four times in five, around `predict_spend`.

        Like it they never fall from one horizon to a longer one.
        """
        bounds: dict[int, tuple[Vector, Vector]] = {}
        low: Vector | float = 0.0
        high: Vector | float = 0.0
        for days in sorted(expected):
            if days in self.spend_ranges:
                own_low, own_high = self.spend_ranges[days].bounds(expected[days])
                low, high = np.maximum(own_low, low), np.maximum(own_high, high)
                bounds[days] = low, high
        return bounds

    def predict_churn(self, matrix: Matrix) -> dict[int, Vector]:
        """Probability of no order by horizon_days, for each horizon that is given.

        Made to agree like the spend: over a longer horizon the probability is never higher.
        """
        orders = _rising(self.churn, matrix, sign=-1.0)
        return {days: -probability for days, probability in orders.items()}


def _rising(forms: Mapping[int, Form], matrix: Matrix, *, sign: float = 1.0) -> dict[int, Vector]:
    horizons = sorted(forms)
    if not horizons:
        return {}
    stacked = np.stack([sign * forms[days].predict(matrix) for days in horizons])
    return dict(zip(horizons, isotonic(stacked), strict=True))


def isotonic(values: Matrix) -> Matrix:
    """The nearest array (least squares) whose columns never fall from one row to the next.

    By the max-min formula: the value at k is the largest, over starts i <= k, of the smallest mean of i..j over ends
    j >= k (Robertson, Wright and Dykstra, Order Restricted Statistical Inference, 1988, theorem 1.4.4). A column is a
    customer, a row a horizon; there are few horizons, so the cubic formula is cheaper than pooling column by column.
    """
    fitted = [
        np.max([_smallest_mean(values, first, at) for first in range(at + 1)], axis=0) for at in range(len(values))
    ]
    rising = np.maximum.accumulate(np.stack(fitted), axis=0)
    return np.clip(rising, values.min(axis=0), values.max(axis=0))  # means of equal numbers may be off by a rounding


def _smallest_mean(values: Matrix, first: int, at: int) -> Vector:
    means = [values[first : last + 1].mean(axis=0) for last in range(at, len(values))]
    return np.asarray(np.min(means, axis=0))
