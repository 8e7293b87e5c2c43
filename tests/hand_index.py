"""Indexes of score snapshots made by hand, for tests that need exact answers."""

from dataclasses import replace
from typing import Any

import numpy as np

from perennial.index_builder import IndexBuilder
from perennial.score_index import HOLDOUT_SHARE, WORDS, IndexTerms, Outcome, ScoreIndex

NUMBERS = (
    *("expected_spend_90d", "expected_spend_90d_low", "expected_spend_90d_high", "churn_probability_90d"),
    *("value_at_risk", "recency_days", HOLDOUT_SHARE),
)
TERMS = IndexTerms(
    dataset="shop",
    snapshot="0123456789abcdef" * 2,
    kind="orders",
    as_of="2024-06-30",
    model_version="v1",
    outcomes=(
        Outcome(
            *(90, "expected_spend_90d", "expected_spend_90d_low", "expected_spend_90d_high"),
            "churn_probability_90d",
        ),
    ),
    value_horizon_days=90,
    churn_horizon_days=90,
    churn_column="churn_probability_90d",
    margin_in_values=1.0,
    withheld={},
)


def index_of_customers(*customers: dict[str, Any], pages_of: int = 1_000, **terms: Any) -> ScoreIndex:
    """The index of these customers, told by `customer_id` and what differs from nothing known; sorted by id here."""
    builder = IndexBuilder(NUMBERS)
    in_order = sorted(customers, key=lambda one: one["customer_id"])
    for first in range(0, len(in_order), pages_of):
        page = in_order[first : first + pages_of]
        words: dict[str, list[Any]] = {name: [one.get(name) for one in page] for name in ("customer_id", *WORDS)}
        numbers = {name: np.array([one.get(name, np.nan) for one in page], dtype=float) for name in NUMBERS}
        builder.add({name: np.array(column, dtype=object) for name, column in words.items()} | numbers)
    return builder.built(replace(TERMS, **terms))


def customer(customer_id: str, spend: float = np.nan, churn: float = np.nan, **more: Any) -> dict[str, Any]:
    """A customer of an index, whose range of spend reaches from half of it to twice it."""
    spend_columns = {
        "expected_spend_90d": spend,
        "expected_spend_90d_low": spend / 2,
        "expected_spend_90d_high": spend * 2,
        "churn_probability_90d": churn,
        "value_at_risk": spend * churn,
        HOLDOUT_SHARE: 0.9,
    }
    return {"customer_id": customer_id, "segment": "loyal", "action": "Write.", **spend_columns, **more}
