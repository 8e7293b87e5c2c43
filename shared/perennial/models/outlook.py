"""What the probabilistic model says beside spend and churn: how many orders, who is a customer still, when the next."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from perennial.models.probabilistic import INPUTS, ProbabilisticModel
from perennial.models.serving import Matrix, Vector, isotonic


@dataclass(frozen=True, slots=True)
class Orders:
    """Expected orders by horizon_days, P(alive), and days until the next order of who is alive; an entry a customer.

    `wait_shape` is the shape of that wait, for who knows better how likely an order is (see `waits.median_wait`).
    `alive` is None where the shop's orders do not tell, NaN is a customer whose past is unknown.
    """

    expected: dict[int, Vector]
    alive: Vector | None
    days_to_next: Vector
    wait_shape: Vector


@dataclass(frozen=True, slots=True)
class Outlook:
    """The fitted probabilistic model with what was learnt of it on earlier days.

    `columns` are the positions of probabilistic.INPUTS in the matrix. `levels` multiply expected orders, by
    horizon_days; `usual_orders` are expected of a customer whose past is unknown. `knows_who_left` says that P(alive)
    is more than an assumption. No date further than `furthest_days` ahead is borne out.
    """

    model: ProbabilisticModel
    columns: tuple[int, ...]
    levels: dict[int, float]
    usual_orders: dict[int, float]
    knows_who_left: bool
    furthest_days: int

    def predict(self, matrix: Matrix) -> Orders:
        """For every row; a longer horizon never expects fewer orders."""
        horizons = sorted(self.levels)
        seen = {name: matrix[:, column] for name, column in zip(INPUTS, self.columns, strict=True)}
        forecast = self.model.forecast(seen, horizons)
        levelled = [self._known(days, self.levels[days] * forecast.orders[days]) for days in horizons]
        expected = dict(zip(horizons, isotonic(np.stack(levelled)), strict=True)) if horizons else {}
        alive = forecast.alive if self.knows_who_left else None
        return Orders(expected, alive, forecast.days_to_next_order, forecast.wait_shape)

    def _known(self, horizon_days: int, orders: Vector) -> Vector:
        return np.where(np.isnan(orders), self.usual_orders[horizon_days], orders)


def joined(parts: Sequence[Orders]) -> Orders | None:
    """Parts of the same customers' table one after another; None of none."""
    if not parts:
        return None
    expected = {days: np.concatenate([one.expected[days] for one in parts]) for days in parts[0].expected}
    alive = [one.alive for one in parts if one.alive is not None]
    return Orders(
        expected,
        np.concatenate(alive) if alive else None,
        np.concatenate([one.days_to_next for one in parts]),
        np.concatenate([one.wait_shape for one in parts]),
    )
