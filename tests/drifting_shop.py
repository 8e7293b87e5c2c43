"""A shop in balance, customers coming as others leave, until something happens to it: for tests that look for drift."""

import json
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from tests.simulated_shop import FIRST_DAY, as_order_lines

CHANNELS = np.array(["app", "shop", "web"], dtype=object)


@dataclass(frozen=True)
class Event:
    """What happens at the end of a day: prices times so much, another mix of channels, a share of customers gone."""

    day: date = date.max
    price_times: float = 1.0
    channels: tuple[float, float, float] | None = None
    share_leaving: float = 0.0


def drifting_orders(customers: int, days: int, *, seed: int, event: Event | None = None) -> pd.DataFrame:
    """Order lines of customers who join at a steady pace from long before the first day, buy at a pace and stay a year.

    Everything up to the event is the same with and without it. On the first and the last day somebody buys.
    """
    happens = event or Event()
    turning = (happens.day - FIRST_DAY).days
    rows: list[tuple[str, int, float]] = []
    channels: list[object] = []
    for number in range(customers):
        random = np.random.default_rng((seed, number))
        joined = random.uniform(-700, days)
        leaves = joined + random.exponential(365)
        if random.random() < happens.share_leaving:
            leaves = min(leaves, turning + 1)
        pace = random.gamma(2.0, 1 / 60)
        gaps = random.exponential(1 / pace, 400)
        bought = np.concatenate([[joined], joined + np.cumsum(gaps)])
        amounts = random.lognormal(3.0, 0.5) * random.lognormal(0.0, 0.3, len(bought))
        draws = random.random(len(bought))
        for moment, amount, draw in zip(bought, amounts, draws, strict=True):
            if 0 <= moment < min(days, leaves):
                after = moment >= turning + 1
                mix = happens.channels if after and happens.channels else (0.2, 0.5, 0.3)
                channels.append(CHANNELS[np.searchsorted(np.cumsum(mix)[:2], draw)])
                rows.append((f"c{number:05d}", int(moment), amount * (happens.price_times if after else 1.0)))
    rows += [("c-first", 0, 20.0), ("c-first", days - 1, 20.0)]
    channels += ["shop", "shop"]
    told = [json.dumps({"channel": channel}) for channel in channels]
    return as_order_lines(rows).assign(attributes=told)


def day(number: int) -> date:
    """The day of this number from the first."""
    return FIRST_DAY + timedelta(days=number)
