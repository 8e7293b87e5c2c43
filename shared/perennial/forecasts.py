"""A model's numbers about customers by score column, made to agree with each other, and why one is not given.

What agrees: who orders at all places at least that share of an order, and is a customer still. So expected orders are
no fewer than the probability of any, and P(alive) is no lower than it at any horizon. The next order's day lies within
the horizons over which an order is more likely than none, and beyond the others.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perennial.columns import Numbers, numbers
from perennial.models.outlook import Orders, joined
from perennial.models.serving import Matrix, ServingModel
from perennial.models.waits import median_wait

ALIVE, NEXT_ORDER, GAP = "p_alive", "expected_next_order_at", "average_gap_days"
OWN_GAP = "avg_interpurchase_days"
# Who is more likely gone than not has no next order to expect.
LEAST_ALIVE = 0.5
GONE = "more likely gone than not: p_alive is below one half"
TOO_FAR = "further ahead than the {} days of orders there are to learn from"
PAST_UNKNOWN = "needs the days of the customer's first and latest purchase and how many there were"
BOUGHT_ONCE = "needs purchases on two days"

# numpy lets other threads work while it does; two are what the score function has cores for.
THREADS = 2
ROWS_A_TASK = 8192

type Columns = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Blank:
    """Rows whose number in a column is missing, and why."""

    column: str
    reason: str
    rows: NDArray[np.bool_]


def spend_column(horizon_days: int | None) -> str:
    """Where the expected spend of a horizon stands."""
    return f"expected_spend_{horizon_days}d"


def low_column(horizon_days: int | None) -> str:
    """Where the lower end of its range stands."""
    return f"{spend_column(horizon_days)}_low"


def high_column(horizon_days: int | None) -> str:
    """Where the upper end of its range stands."""
    return f"{spend_column(horizon_days)}_high"


def orders_column(horizon_days: int | None) -> str:
    """Where the expected orders of a horizon stand."""
    return f"expected_orders_{horizon_days}d"


def churn_column(horizon_days: int | None) -> str:
    """Where the probability of no order stands."""
    return f"churn_probability_{horizon_days}d"


def horizon_columns(model: ServingModel, matrix: Matrix) -> tuple[Columns, Orders | None]:
    """The columns of each horizon in the order of the score table, and what the probabilistic model says beside.

    NaN where a number is withheld. Row by row the same in any company, so many rows are shared between threads.
    """
    starts = range(0, len(matrix), ROWS_A_TASK)
    if len(starts) <= 1:
        return _columns_of(model, matrix)
    with ThreadPoolExecutor(THREADS) as pool:
        parts = list(pool.map(lambda start: _columns_of(model, matrix[start : start + ROWS_A_TASK]), starts))
    columns = {name: np.concatenate([part[name] for part, _ in parts]) for name in parts[0][0]}
    return columns, joined([orders for _, orders in parts if orders is not None])


def next_order_columns(
    model: ServingModel, orders: Orders | None, given: Mapping[str, NDArray[Any]], as_of: NDArray[Any], gap: Numbers
) -> tuple[Columns, list[Blank]]:
    """P(alive), the day of the next order and the customers' own mean gap, with the rows that lack one.

    `given` are the columns of `horizon_columns`, `as_of` the days from which is looked ahead. The day is as likely
    too early as too late by the churn probabilities given (where none is, for who is a customer still), and always
    after as_of.
    """
    rows = len(as_of)
    unknown = np.full(rows, np.nan)
    told = None if orders is None or ALIVE in model.withheld else orders.alive
    alive = unknown if told is None else _alive(told, model, given)
    wait = unknown if orders is None else _wait(orders, model, given)
    ahead, blanks = _days_ahead(model, wait, alive)
    next_order = np.full(rows, np.datetime64("NaT", "us"))
    named = ~np.isnan(ahead)
    next_order[named] = as_of[named].astype("datetime64[us]") + ahead[named].astype("timedelta64[D]")
    if told is not None:
        blanks.append(Blank(ALIVE, PAST_UNKNOWN, np.isnan(alive)))
    blanks.append(Blank(GAP, BOUGHT_ONCE, np.isnan(gap)))
    return {ALIVE: alive, NEXT_ORDER: next_order, GAP: gap}, blanks


def own_gaps(columns: Mapping[str, NDArray[Any]], rows: int) -> Numbers:
    """Each customer's mean days between purchase days; NaN where they have bought on one day only."""
    return numbers(columns[OWN_GAP]) if OWN_GAP in columns else np.full(rows, np.nan)


def reasons_in_words(model: ServingModel, blanks: Sequence[Blank], rows: int) -> NDArray[np.object_]:
    """By row, why numbers are missing or were given without a backtest; None where there is nothing to say.

    Columns that share a reason stand before it together.
    """
    columns_of: dict[str, list[str]] = {}
    for column, reason in sorted((model.withheld | model.notes).items()):
        columns_of.setdefault(reason, []).append(column)
    for_all = [f"{', '.join(columns)}: {reason}" for reason, columns in columns_of.items()]
    code = np.zeros(rows, dtype=np.int64)
    for bit, blank in enumerate(blanks):
        code += blank.rows.astype(np.int64) << bit
    texts = np.full(1 << len(blanks), None, dtype=object)
    for number in range(len(texts)):
        own = [f"{blank.column}: {blank.reason}" for bit, blank in enumerate(blanks) if number >> bit & 1]
        texts[number] = "; ".join(for_all + own) or None
    return np.asarray(texts[code], dtype=np.object_)


def _columns_of(model: ServingModel, matrix: Matrix) -> tuple[Columns, Orders | None]:
    expected, churn = model.predict_spend(matrix), model.predict_churn(matrix)
    bounds = model.spend_bounds(expected)
    outlook = None if model.outlook is None else model.outlook.predict(matrix)
    unknown = np.full(len(matrix), np.nan)
    columns: Columns = {}
    for days in model.horizons_days:
        given = spend_column(days) not in model.withheld and days in bounds
        low, high = bounds[days] if given else (unknown, unknown)
        columns |= {
            spend_column(days): expected.get(days, unknown),
            low_column(days): low,
            high_column(days): high,
            orders_column(days): _orders(outlook, days, churn.get(days), unknown),
            churn_column(days): churn.get(days, unknown),
        }
    kept = {name: unknown if name in model.withheld else values for name, values in columns.items()}
    return {name: values + 0.0 for name, values in kept.items()}, outlook  # a negative zero is written as "-0.0"


def _orders(outlook: Orders | None, horizon_days: int, churn: Numbers | None, unknown: Numbers) -> Numbers:
    if outlook is None or horizon_days not in outlook.expected:
        return unknown
    orders = outlook.expected[horizon_days]
    return orders if churn is None else np.maximum(orders, 1.0 - churn)


def _alive(alive: Numbers, model: ServingModel, given: Mapping[str, NDArray[Any]]) -> Numbers:
    for days in model.horizons_days:
        orders_again = 1.0 - given[churn_column(days)]
        alive = np.where(np.isnan(alive), alive, np.fmax(alive, orders_again))
    return alive


def _wait(orders: Orders, model: ServingModel, given: Mapping[str, NDArray[Any]]) -> Numbers:
    """Days until the next order; by the probabilistic model alone where no churn is given."""
    churn = {days: given[churn_column(days)] for days in model.churn if churn_column(days) not in model.withheld}
    return median_wait(orders.wait_shape, churn) if churn else orders.days_to_next


def _days_ahead(model: ServingModel, wait: Numbers, alive: Numbers) -> tuple[Numbers, list[Blank]]:
    """Whole days from as_of, at least 1; NaN where no day can be named."""
    if model.outlook is None or NEXT_ORDER in model.withheld:
        return np.full(len(wait), np.nan), []
    furthest = model.outlook.furthest_days
    past_unknown, gone = np.isnan(wait), alive < LEAST_ALIVE
    too_far = ~gone & (wait > furthest)
    blanks = [
        Blank(NEXT_ORDER, PAST_UNKNOWN, past_unknown),
        Blank(NEXT_ORDER, GONE, gone),
        Blank(NEXT_ORDER, TOO_FAR.format(furthest), too_far),
    ]
    return np.where(gone | too_far, np.nan, np.maximum(np.ceil(wait), 1.0)), blanks
