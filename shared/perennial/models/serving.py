"""What serving needs of a trained model: plain numpy, loadable without scikit-learn, xgboost and pandas.

The same objects score the whole base in a batch and answer one request in the API: training-serving consistency is
one code path, not two that agree.
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from perennial.segments import SegmentThresholds

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

    `withheld` maps a score column (`expected_spend_365d`) to the reason it is not given.
    `value_horizon_days` and `churn_horizon_days` say which horizon ranks customers and sets their risk.
    `value_quantiles` are the 0..100 % quantiles of the expected spend at that horizon over the customers at as_of.
    """

    dataset: str
    version: str
    as_of: date
    horizons_days: tuple[int, ...]
    feature_names: tuple[str, ...]
    spend: dict[int, Form]
    churn: dict[int, Form]
    withheld: dict[str, str]
    segment_thresholds: SegmentThresholds
    value_horizon_days: int | None
    churn_horizon_days: int | None
    value_quantiles: Vector
