"""A shop of three years whose customers buy more in the last two months of each, by as much as asked for."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from tests.simulated_shop import FIRST_DAY, as_order_lines

DAYS = 3 * 365
SEASON_FROM = 305
PACE = 1 / 60


def seasonal_orders(customers: int, *, times: float, seed: int) -> pd.DataFrame:
    """Order lines of customers who join at any time, stay for a while and in season buy so many `times` as often."""
    random = np.random.default_rng(seed)
    day_of_year = np.array([(FIRST_DAY + timedelta(days=day)).timetuple().tm_yday for day in range(DAYS)])
    weight = np.where(day_of_year >= SEASON_FROM, times, 1.0)
    rows = []
    for customer in range(customers):
        rate, mean_basket = random.gamma(0.8, PACE / 0.8), random.lognormal(3.0, 0.8)
        first = int(random.uniform(0, DAYS * 0.8))
        last = min(DAYS, first + int(random.exponential(DAYS)))
        bought = first + np.flatnonzero(random.poisson(rate * weight[first:last]))
        amounts = mean_basket * random.lognormal(0.0, 0.3, len(bought) + 1)
        rows += [(f"c{customer:05d}", int(day), amount) for day, amount in zip([first, *bought], amounts, strict=True)]
    return as_order_lines(rows)


def orders_after(day: date, amount: float) -> pd.DataFrame:
    """Large orders of new and of known customers on each of the days that follow."""
    from_day = (day - FIRST_DAY).days + 1
    rows = [(f"c{number:05d}", from_day + number, amount) for number in range(300)]
    later = as_order_lines(rows)
    return later.assign(order_id="later-" + later["order_id"])
