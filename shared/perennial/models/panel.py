"""Past days as training examples: what was known of every customer then, and what they did afterwards."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal

import numpy as np
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from perennial.columns import input_matrix
from perennial.features import features_at, labels_at, spend_growth
from perennial.models.probabilistic import ProbabilisticModel
from perennial.models.probabilistic_fit import ProbabilisticFit, fit_probabilistic
from perennial.models.season import Growth
from perennial.models.serving import Matrix, Vector
from perennial.tables import FEATURES

type Target = Literal["spend", "churn"]
TARGETS: tuple[Target, ...] = ("spend", "churn")

# The numbers and flags of the feature table, in its order: what every model of this version reads.
FEATURE_NAMES = tuple(
    column.name for column in FEATURES.columns if column.type in {"INTEGER", "BIGINT", "DOUBLE", "BOOLEAN"}
)


class Present:
    """The customers known on the day from which a forecast is made: what will come of them is not known then, but how
    they have bought is.
    """

    def __init__(self, matrix: Matrix) -> None:
        self.matrix = matrix

    @cached_property
    def fit(self) -> ProbabilisticFit:
        """The probabilistic model of how they buy, fitted when it is first asked for; raises NotEnoughData."""
        return fit_probabilistic(dict(zip(FEATURE_NAMES, self.matrix.T, strict=True)))

    @property
    def model(self) -> ProbabilisticModel:
        """The model of that fit; raises NotEnoughData."""
        return self.fit.model


@dataclass(frozen=True, slots=True)
class Examples:
    """Customers at one or more past days, a row each: features and what came of them (currency, or 0/1 for churn).

    `present` is the day from which a forecast will be made that is learnt from them. `weights` say for how many
    customers a row stands, in any unit; None: each for one.
    """

    customer_ids: NDArray[Any]
    matrix: Matrix
    target: Vector
    present: Present = field(default_factory=lambda: Present(np.zeros((0, len(FEATURE_NAMES)))))
    weights: Vector | None = None

    def rows(self, chosen: NDArray[Any]) -> "Examples":
        """The chosen rows, by flag or position, in the same present."""
        weights = None if self.weights is None else self.weights[chosen]
        return Examples(self.customer_ids[chosen], self.matrix[chosen], self.target[chosen], self.present, weights)

    @property
    def mean_target(self) -> float:
        """What came on average."""
        return self.mean_of(self.target)

    def mean_of(self, values: Vector) -> float:
        """The mean over customers of something that each row has."""
        return float(np.average(values, weights=self.weights))


class Panel:
    """Features and labels by day, out of the table `order_lines` of a connection, each computed once.

    Labels are complete only for days whose horizon has ended: which days to ask for is the caller's to know.
    """

    def __init__(self, con: DuckDBPyConnection) -> None:
        self._con = con
        self._features: dict[date, tuple[NDArray[Any], Matrix]] = {}
        self._presents: dict[date, Present] = {}
        self._labels: dict[tuple[date, int], dict[str, Vector]] = {}
        self._growth: dict[tuple[tuple[date, ...], int], dict[date, Growth]] = {}

    def features(self, day: date) -> tuple[NDArray[Any], Matrix]:
        """The customers known at the end of a day, and their features in the order of FEATURE_NAMES."""
        if day not in self._features:
            columns = features_at(self._con, day).fetchnumpy()
            customer_ids = columns["customer_id"]
            self._features[day] = customer_ids, input_matrix(columns, FEATURE_NAMES, len(customer_ids))[0]
        return self._features[day]

    def examples(self, days: Sequence[date], horizon_days: int, target: Target, *, present: date) -> Examples:
        """The customers of all these days with what they did in the horizon after each, as of the day `present`."""
        known = [self.features(day) for day in days]
        outcomes = [self._outcome(day, horizon_days)[target] for day in days]
        return Examples(
            customer_ids=np.concatenate([customer_ids for customer_ids, _ in known]),
            matrix=np.concatenate([matrix for _, matrix in known]),
            target=np.concatenate(outcomes),
            present=self.present(present),
        )

    def orders(self, day: date, horizon_days: int) -> Vector:
        """How many orders the customers known at the end of a day placed in the horizon after it."""
        return self._outcome(day, horizon_days)["orders"]

    def present(self, day: date) -> Present:
        """The customers known at the end of a day, as those of whom a forecast is made."""
        if day not in self._presents:
            self._presents[day] = Present(self.features(day)[1])
        return self._presents[day]

    def growth(self, days: Sequence[date], horizon_days: int) -> dict[date, Growth]:
        """How much more customers spent in the horizon after each day than before; not of days without spend."""
        asked = tuple(days), horizon_days
        if asked not in self._growth:
            found = spend_growth(self._con, days, horizon_days).fetchall() if days else []
            self._growth[asked] = {day: Growth(float(np.log(ratio)), variance) for day, ratio, variance in found}
        return self._growth[asked]

    def _outcome(self, day: date, horizon_days: int) -> dict[str, Vector]:
        if (day, horizon_days) not in self._labels:
            columns = labels_at(self._con, day, horizon_days).fetchnumpy()
            stayed_away = (columns["orders"] == 0).astype(np.float64)
            orders = columns["orders"].astype(np.float64)
            self._labels[day, horizon_days] = {"spend": columns["spend"], "churn": stayed_away, "orders": orders}
        return self._labels[day, horizon_days]


def customer_part(customer_ids: NDArray[Any], parts: int) -> NDArray[np.int64]:
    """Which of `parts` groups each customer is in: by a digest of the id, so always the same one."""
    return np.array([zlib.crc32(str(customer_id).encode()) % parts for customer_id in customer_ids], dtype=np.int64)
