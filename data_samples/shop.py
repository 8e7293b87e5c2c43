"""The shop: who its customers are, when they buy and when they stop, what lies in their baskets.

Buying follows BG/NBD (Fader, Hardie and Lee 2005): a rate of buying of one's own (gamma), and after every purchase a
chance of never coming back (beta); the season then thins the purchases out.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

type Random = np.random.Generator

FIRST_DAY = np.datetime64("2023-07-01")
DAYS = 549
END = FIRST_DAY + np.timedelta64(DAYS, "D")
SHARE_AT_OPENING = 0.25
RATE_SHAPE, MEAN_GAP_DAYS = 1.1, 40.0
DROPOUT_ALPHA, DROPOUT_BETA = 0.9, 4.0
PEAK_SEASON = 2.1
RETURN_RATE = 0.03
DISCOUNT_RATE, DISCOUNT = 0.1, 0.2
PRODUCTS = 150
CATEGORIES = ("tea", "coffee", "kitchen", "garden", "stationery", "toys", "textiles", "lighting")
KINDS = ("classic", "small", "large", "gift", "travel", "organic", "limited", "everyday")
PLACES = (("DE", "Berlin"), ("DE", "Bonn"), ("DE", "Ulm"), ("FR", "Lyon"), ("FR", "Nantes"), ("AT", "Graz"))
PLACE_SHARES = (0.3, 0.15, 0.1, 0.2, 0.1, 0.15)
FIRST_NAMES = ("Ada", "Ben", "Carla", "David", "Emma", "Felix", "Greta", "Hugo", "Ida", "Jonas", "Klara", "Leo")
LAST_NAMES = ("Adler", "Bauer", "Curie", "Dubois", "Engel", "Fischer", "Girard", "Huber", "Keller", "Moreau")


@dataclass(frozen=True, slots=True)
class Trade:
    """What a group of customers did: one row per customer, one row per order line (returns among them)."""

    customers: pd.DataFrame
    lines: pd.DataFrame


def product_range(random: Random) -> pd.DataFrame:
    """The products, from the most popular to the least; prices are log-normal, in euro."""
    number = np.arange(PRODUCTS)
    category = random.choice(CATEGORIES, PRODUCTS)
    names = [
        f"{kind} {name} {n}" for kind, name, n in zip(random.choice(KINDS, PRODUCTS), category, number, strict=True)
    ]
    price = np.round(np.round(random.lognormal(2.3, 0.6, PRODUCTS), 1) + 0.49, 2)
    ids = [f"P{n:04d}" for n in number + 1]
    return pd.DataFrame({"product_id": ids, "product_name": names, "category": category, "list_price": price})


def trade(random: Random, products: pd.DataFrame, first_number: int, count: int) -> Trade:
    """What `count` customers did whose numbers begin at `first_number`; order numbers begin with the customer's."""
    customers = _customers(random, first_number, count)
    orders = _orders(random, customers)
    lines = _lines(random, orders, customers, products)
    columns = ["order_id", "ordered_at", "customer_id", "product_id", "quantity", "unit_price", "channel", "country"]
    everything = pd.concat([lines, _returns(random, lines)], ignore_index=True)
    in_time = everything.sort_values(["ordered_at", "order_id", "product_id"], kind="stable", ignore_index=True)
    return Trade(customers, in_time[columns])


def _customers(random: Random, first_number: int, count: int) -> pd.DataFrame:
    """Attributes, and the traits that make them buy: rate_per_day, dropout and affluence."""
    at_opening = random.random(count) < SHARE_AT_OPENING
    arrival = np.where(at_opening, random.uniform(0, 30, count), random.uniform(0, DAYS, count))
    place = random.choice(len(PLACES), count, p=PLACE_SHARES)
    rate = random.gamma(RATE_SHAPE, 1 / (RATE_SHAPE * MEAN_GAP_DAYS), count)
    first, last = random.choice(FIRST_NAMES, count), random.choice(LAST_NAMES, count)
    ids = [f"K{number:06d}" for number in range(first_number, first_number + count)]
    births = np.datetime64("1950-01-01") + random.integers(0, 20_000, count).astype("timedelta64[D]")
    emails = [f"{a}.{b}.{i}@example.com".lower() for a, b, i in zip(first, last, ids, strict=True)]
    return pd.DataFrame(
        {
            "customer_id": ids,
            "first_name": first,
            "last_name": last,
            "email": emails,
            "gender": random.choice(["f", "m", "x"], count, p=[0.52, 0.45, 0.03]),
            "birth_date": np.datetime_as_string(births),
            "country": [PLACES[p][0] for p in place],
            "city": [PLACES[p][1] for p in place],
            "loyalty_tier": np.where(rate > 1 / 25, "gold", np.where(rate > 1 / 60, "silver", "none")),
            "customer_since": FIRST_DAY + arrival.astype("timedelta64[D]"),
            "arrival": arrival,
            "rate_per_day": rate,
            "dropout": random.beta(DROPOUT_ALPHA, DROPOUT_BETA, count),
            "affluence": random.normal(0, 0.5, count),
        }
    )


def season(day: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much more (or less) is bought on a day, counted from FIRST_DAY: most in December, more at weekends."""
    day_of_year = day + 181
    yearly = 1 + 0.5 * np.cos(2 * np.pi * (day_of_year - 345) / 365.25)
    weekend = np.isin(np.floor(day) % 7, (0, 1))  # FIRST_DAY is a Saturday
    return yearly * np.where(weekend, 1.4, 0.9)


def _orders(random: Random, customers: pd.DataFrame) -> pd.DataFrame:
    """One row per order: whose (position among the customers) and when."""
    now, rate, dropout = (customers[name].to_numpy() for name in ("arrival", "rate_per_day", "dropout"))
    now, active = now.copy(), random.random(len(customers)) >= dropout
    who, when = [np.arange(len(customers))], [now.copy()]
    while active.any():
        now = now + random.exponential(1 / (rate * PEAK_SEASON))
        active = active & (now < DAYS)
        buys = active & (random.random(len(now)) * PEAK_SEASON < season(now))
        who.append(np.flatnonzero(buys))
        when.append(now[buys])
        active = active & ~(buys & (random.random(len(now)) < dropout))
    orders = pd.DataFrame({"who": np.concatenate(who), "day": np.concatenate(when)})
    return orders.sort_values(["who", "day"], ignore_index=True)


def _lines(random: Random, orders: pd.DataFrame, customers: pd.DataFrame, products: pd.DataFrame) -> pd.DataFrame:
    """Baskets: popular products more often, log-normal quantities by affluence, now and then a discount."""
    orders = orders.assign(
        order_id=_order_ids(orders, customers),
        ordered_at=_moments(orders["day"].to_numpy()),
        channel=random.choice(["web", "app", "store"], len(orders), p=[0.5, 0.2, 0.3]),
    )
    lines = orders.loc[orders.index.repeat(1 + random.poisson(1.0, len(orders)))].reset_index(drop=True)
    popularity = 1 / np.arange(3, PRODUCTS + 3)
    product = random.choice(PRODUCTS, len(lines), p=popularity / popularity.sum())
    buyer = customers.iloc[lines["who"]].reset_index(drop=True)
    quantity = np.ceil(random.lognormal(buyer["affluence"].to_numpy(), 0.6)).astype(np.int64)
    paid = np.where(random.random(len(lines)) < DISCOUNT_RATE, 1 - DISCOUNT, 1.0)
    return lines.assign(
        customer_id=buyer["customer_id"],
        country=buyer["country"],
        product_id=products["product_id"].to_numpy()[product],
        quantity=quantity,
        unit_price=np.round(products["list_price"].to_numpy()[product] * paid, 2),
    ).drop_duplicates(["order_id", "product_id"], ignore_index=True)


def _order_ids(orders: pd.DataFrame, customers: pd.DataFrame) -> pd.Series:
    ordinal = orders.groupby("who").cumcount() + 1
    return "S" + customers["customer_id"].str[1:].iloc[orders["who"]].reset_index(drop=True) + "-" + ordinal.astype(str)


def _moments(day: NDArray[np.float64]) -> NDArray[np.datetime64]:
    """Between 8 and 22 o'clock, to the second."""
    seconds = np.floor(day) * 86_400 + 28_800 + np.floor(day % 1 * 50_400)
    moments: NDArray[np.datetime64] = FIRST_DAY.astype("datetime64[s]") + seconds.astype("timedelta64[s]")
    return moments


def _returns(random: Random, lines: pd.DataFrame) -> pd.DataFrame:
    """Some lines come back within three weeks, as documents of their own."""
    taken_back = lines[random.random(len(lines)) < RETURN_RATE].drop_duplicates("order_id")
    days = random.integers(1, 21, len(taken_back)).astype("timedelta64[D]")
    back = taken_back.assign(
        order_id="R" + taken_back["order_id"].str[1:],
        ordered_at=taken_back["ordered_at"] + days,
        quantity=-taken_back["quantity"],
    )
    return back[back["ordered_at"] < END]
