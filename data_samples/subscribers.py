"""subscribers.csv: one row per subscriber, attributes and whether they left; some have yet to be scored."""

from collections import Counter

import numpy as np
import pandas as pd

from data_samples import faults
from data_samples.shop import Random

RATES = {"missing_label": 0.08, "missing_total": 0.01, "missing_payment": 0.02, "exact_duplicate": 0.005}
CONTRACTS = ("monthly", "yearly", "two years")
CONTRACT_EFFECT = np.array([0.9, -0.9, -2.0])


def subscribers(random: Random, first_number: int, count: int, tally: Counter[str]) -> pd.DataFrame:
    """A snapshot of `count` subscribers; who leaves depends on contract, tenure, price and support calls."""
    contract = random.choice(3, count, p=[0.55, 0.25, 0.2])
    tenure = np.minimum(1 + random.geometric(0.035, count) * (1 + contract), 84)
    charge = np.round(np.maximum(9.0, random.normal(55, 25, count)), 2)
    calls = random.poisson(1.2, count)
    logit = -1.9 + CONTRACT_EFFECT[contract] - 0.03 * (tenure - 24) + 0.012 * (charge - 55) + 0.35 * calls
    left = random.random(count) < 1 / (1 + np.exp(-logit))
    table = pd.DataFrame(
        {
            "subscriber_id": [f"U{number:06d}" for number in range(first_number, first_number + count)],
            "senior": random.choice(["no", "yes"], count, p=[0.84, 0.16]),
            "contract": np.array(CONTRACTS, dtype=object)[contract],
            "payment": random.choice(["card", "direct debit", "invoice"], count),
            "paperless": random.choice(["no", "yes"], count),
            "tenure_months": tenure,
            "support_calls": calls,
            "monthly_charge": charge,
            "total_charges": np.round(tenure * charge, 2),
            "churned": np.where(left, "yes", "no"),
        }
    )
    picked = faults.pick(random, count, RATES)
    faults.count(tally, picked)
    table = faults.blanked(table, "churned", picked["missing_label"])
    table = faults.blanked(table, "total_charges", picked["missing_total"])
    table = faults.blanked(table, "payment", picked["missing_payment"])
    table = faults.with_repeats(table, picked["exact_duplicate"])
    tally["rows"] += len(table)
    return table
