"""BG/NBD (or MBG/NBD) x Gamma-Gamma on the feature table: orders, spend, and who is still a customer, for any horizon.

The models count days with a purchase. An order's worth is net of returns, so that sums are comparable to net spend, and
never below 0. Evaluation is numpy alone: the same object scores a whole base and answers a single request.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perennial.columns import input_matrix
from perennial.models.lifetimes import Buying, History
from perennial.models.order_value import OrderValue
from perennial.models.serving import Vector

# The columns of tables.FEATURES that are read.
INPUTS = ("repeat_days", "purchase_span_days", "tenure_days", "frequency", "monetary")


@dataclass(frozen=True, slots=True)
class Purchases:
    """The feature table as these models see it: histories in days, orders, and net currency a purchase day."""

    history: History
    orders: Vector
    days: Vector
    net_per_day: Vector

    @classmethod
    def of(cls, columns: Mapping[str, NDArray[Any]]) -> "Purchases":
        """From columns by feature name; a missing one is unknown (NaN), and impossible values become possible ones."""
        rows = len(next(iter(columns.values())))
        repeats, span, age, orders, net = input_matrix(columns, INPUTS, rows)[0].T
        repeats, age = np.maximum(repeats, 0.0), np.maximum(age, 0.0)
        days = repeats + 1.0
        history = History(repeats, np.clip(span, 0.0, age), age)
        return cls(history, np.maximum(orders, days), days, np.maximum(net, 0.0) / days)


@dataclass(frozen=True, slots=True)
class ProbabilisticForecast:
    """An entry a customer in every vector, NaN where the inputs are unknown; dictionaries are by horizon_days.

    `alive` is the probability of being a customer still, None where the orders do not tell. `order_value` is the
    expected net currency of an order; `days_to_next_order` the median wait of a customer who is alive, and many years
    for whom hardly ever buys, `wait_shape` the shape of that wait (see `waits`). `spend` is `orders` x `order_value`;
    `no_order` a probability.
    """

    alive: Vector | None
    days_to_next_order: Vector
    wait_shape: Vector
    order_value: Vector
    orders: dict[int, Vector]
    spend: dict[int, Vector]
    no_order: dict[int, Vector]


@dataclass(frozen=True, slots=True)
class ProbabilisticModel:
    """The fitted models, in days and currency.

    `buying` forecasts; `leaving` is an MBG/NBD that says who is alive: BG/NBD cannot, since it takes everybody who
    bought once for alive. `orders_per_day` is how many orders a purchase day has in this shop.
    """

    buying: Buying
    leaving: Buying | None
    value: OrderValue
    orders_per_day: float

    def forecast(self, columns: Mapping[str, NDArray[Any]], horizons_days: Sequence[int]) -> ProbabilisticForecast:
        """What to expect of the customers of a feature table, or of any columns of it by name."""
        seen = Purchases.of(columns)
        day_value = self.value.expected(seen.days, seen.net_per_day)
        days = {horizon: self.buying.expected(seen.history, float(horizon)) for horizon in horizons_days}
        return ProbabilisticForecast(
            alive=None if self.leaving is None else self.leaving.alive(seen.history),
            days_to_next_order=self.buying.wait(seen.history),
            wait_shape=self.buying.wait_shape(seen.history.repeats),
            order_value=day_value / self.orders_per_day,
            orders={horizon: expected * self.orders_per_day for horizon, expected in days.items()},
            spend={horizon: expected * day_value for horizon, expected in days.items()},
            no_order={horizon: self.buying.silent(seen.history, float(horizon)) for horizon in horizons_days},
        )
