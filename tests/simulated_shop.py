"""A shop whose customers buy as the textbooks say, each at their own pace and size, for tests that look for that."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from perennial import engine, features
from perennial.tables import ORDER_LINES
from tests.order_lines import write_frame

FIRST_DAY = date(2023, 1, 1)


def last_day(days: int) -> date:
    """The last day of a shop that was open for this many days."""
    return FIRST_DAY + timedelta(days=days - 1)


def simulated_orders(customers: int, days: int, *, seed: int, pace: float = 1 / 60) -> pd.DataFrame:
    """Order lines of customers who join at any time, buy at a gamma-distributed rate and stop for good one day.

    Basket sizes are log-normal around each customer's own mean. On the first and the last day somebody buys.
    """
    random = np.random.default_rng(seed)
    rows = []
    for customer in range(customers):
        rate = random.gamma(0.8, pace / 0.8)
        day = 0.0 if customer == 0 else random.uniform(0, days * 0.8)
        ends = days if customer == 0 else day + random.exponential(days)
        mean_basket = random.lognormal(3.0, 0.8)
        while day < min(days, ends):
            rows.append((f"c{customer:05d}", int(day), mean_basket * random.lognormal(0, 0.3)))
            day += random.exponential(1 / rate)
    rows.append(("c00000", days - 1, 10.0))
    return as_order_lines(rows)


def as_order_lines(rows: list[tuple[str, int, float]]) -> pd.DataFrame:
    """One order of one line per (customer, day from the first, amount)."""
    frame = pd.DataFrame(rows, columns=["customer_id", "day", "amount"])
    cents = frame["amount"].round(2)
    moments = pd.Timestamp(FIRST_DAY) + pd.to_timedelta(frame["day"], unit="D")
    lines = frame.assign(
        order_id=[f"o{number}" for number in range(len(frame))],
        ordered_at=moments.astype("datetime64[us]"),
        product_id="p",
        quantity=1.0,
        unit_price=cents.abs(),
        amount=cents,
        is_return=cents < 0,
        attributes=None,
        line=1,
    )
    return lines[list(ORDER_LINES.column_names)]


@contextmanager
def shop(folder: Path, order_lines: pd.DataFrame) -> Iterator[DuckDBPyConnection]:
    """A connection whose table `order_lines` holds these lines."""
    path = write_frame(folder / "order_lines.parquet", order_lines)
    with engine.connection(folder) as con:
        features.load_order_lines(con, path)
        yield con
