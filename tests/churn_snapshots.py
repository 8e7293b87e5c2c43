"""Churn snapshots as other trades export them, made by a seed: a bank's, a phone company's, a software vendor's, cards.

Each is a table of texts as a file holds them, and who leaves depends on its attributes by a rule that is known here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

LAST_DAY = date(2024, 5, 31)


@dataclass(frozen=True)
class Snapshot:
    """A file's columns as texts, and each customer's true probability of leaving."""

    columns: dict[str, Sequence[str]]
    probability: NDArray[np.float64]

    def file(self) -> bytes:
        """The file, its cells quoted."""
        rows = zip(*self.columns.values(), strict=True)
        lines = [",".join(f'"{cell}"' for cell in row) for row in ([*self.columns], *rows)]
        return "\n".join(lines).encode()


def bank(rows: int = 800, seed: int = 1) -> Snapshot:
    """Who has three products or more leaves, who has two stays; surnames say nothing."""
    random = np.random.default_rng(seed)
    products = random.choice(4, rows, p=[0.5, 0.4, 0.07, 0.03]) + 1
    age = random.integers(18, 80, rows)
    active = random.integers(0, 2, rows)
    country = random.choice(3, rows)
    score = np.array([0.5, -1.0, 2.0, 3.0])[products - 1] + 0.07 * (age - 40) - 0.9 * active + 0.8 * (country == 1)
    probability, left = _left(random, score - 1.2)
    return Snapshot(
        {
            "RowNumber": [str(row + 1) for row in range(rows)],
            "CustomerId": [str(15_500_000 + 37 * row) for row in range(rows)],
            "Surname": [f"Name{at}" for at in random.zipf(1.3, rows) % 3000],
            "CreditScore": _texts(random.integers(350, 850, rows)),
            "Geography": np.array(["France", "Germany", "Spain"])[country].tolist(),
            "Age": _texts(age),
            "Balance": [f"{amount:.2f}" for amount in random.gamma(1.0, 60_000, rows)],
            "NumOfProducts": _texts(products),
            "IsActiveMember": _texts(active),
            "Exited": _texts(left),
        },
        probability,
    )


def phone(rows: int = 800, seed: int = 2) -> Snapshot:
    """Many calls to the help desk and an international plan go with leaving; the id is a phone number."""
    random = np.random.default_rng(seed)
    calls = random.poisson(1.6, rows)
    plan = random.random(rows) < 0.1
    minutes = np.round(random.normal(180, 54, rows), 1)
    probability, left = _left(random, -3.2 + 2.2 * (calls >= 4) + 2.0 * plan + 0.015 * (minutes - 180))
    return Snapshot(
        {
            "State": [f"S{at:02d}" for at in random.integers(0, 51, rows)],
            "Account length": _texts(random.integers(1, 240, rows)),
            "Area code": random.choice(["408", "415", "510"], rows).tolist(),
            "Phone number": [f"{330 + row // 9000}-{1000 + row}" for row in range(rows)],
            "International plan": np.where(plan, "yes", "no").tolist(),
            "Total day minutes": _texts(minutes),
            "Total day charge": [f"{one * 0.17:.2f}" for one in minutes],
            "Customer service calls": _texts(calls),
            "Churn": np.where(left, "True.", "False.").tolist(),
        },
        probability,
    )


def software(rows: int = 800, seed: int = 3) -> Snapshot:
    """Who has not logged in for long leaves; dates, money and shares as written by hand, a date filled in too late."""
    random = np.random.default_rng(seed)
    silent = random.geometric(0.04, rows)
    months = random.integers(1, 48, rows)
    use = random.beta(2, 2, rows)
    probability, left = _left(random, -1.5 + 0.05 * (silent - 25) - 0.02 * months - 3.0 * (use - 0.5))
    signed_up = [LAST_DAY - timedelta(days=int(30 * one)) for one in months]
    seen = [LAST_DAY - timedelta(days=int(one) - 1) for one in silent]
    cancelled = [(LAST_DAY - timedelta(days=int(at) % 28)).isoformat() for at in range(rows)]
    return Snapshot(
        {
            "account_id": [f"ACC-{row:05d}" for row in range(rows)],
            "company": [f"Company {row} Ltd" for row in range(rows)],
            "signup_date": [day.isoformat() for day in signed_up],
            "last_login": [day.strftime("%d/%m/%Y") for day in seen],
            "plan": random.choice(["Basic", "basic ", "Pro", "Enterprise"], rows).tolist(),
            "mrr": [f"${amount:,.2f}" for amount in random.gamma(2.0, 600, rows)],
            "seat_use": [f"{100 * one:.0f}%" for one in use],
            "currency": ["USD"] * rows,
            "coupon": ["SPRING" if one < 0.02 else "" for one in random.random(rows)],
            "cancelled_on": [day if gone else "" for day, gone in zip(cancelled, left, strict=True)],
            "Churned": np.where(random.random(rows) < 0.1, "", np.where(left, "Y", "N")).tolist(),
        },
        probability,
    )


def cards(rows: int = 800, seed: int = 4) -> Snapshot:
    """Few transactions go with leaving; another model's verdict stands beside the label."""
    random = np.random.default_rng(seed)
    transactions = random.integers(10, 140, rows)
    idle = random.integers(1, 7, rows)
    probability, left = _left(random, -1.8 - 0.05 * (transactions - 65) + 0.5 * (idle - 3))
    return Snapshot(
        {
            "CLIENTNUM": [str(708_000_000 + 7919 * row) for row in range(rows)],
            "Attrition_Flag": np.where(left, "Attrited Customer", "Existing Customer").tolist(),
            "Education_Level": random.choice(["Graduate", "High School", "Unknown", ""], rows).tolist(),
            "Months_Inactive": _texts(idle),
            "Total_Trans_Ct": _texts(transactions),
            "Naive_Bayes_Attrition_Flag": [f"{one:.4f}" for one in left * 0.9 + 0.05],
        },
        probability,
    )


def _left(random: np.random.Generator, score: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    probability = 1.0 / (1.0 + np.exp(-score))
    return probability, (random.random(len(score)) < probability).astype(np.int64)


def _texts(values: NDArray[np.generic]) -> list[str]:
    return [str(value) for value in values.tolist()]
