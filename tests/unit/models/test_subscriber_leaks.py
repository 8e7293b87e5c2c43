"""Attributes that were filled in with the outcome known."""

import numpy as np

from perennial.models.subscriber_leaks import giving_away

RANDOM = np.random.default_rng(5)
LEFT = (RANDOM.random(400) < 0.2).astype(np.float64)
COLUMNS = {
    "customer_id": np.array([f"c{at}" for at in range(400)], dtype=object),
    "reason": np.where(LEFT == 1, "price", None),
    "refund": np.ma.masked_invalid(np.where(LEFT == 1, RANDOM.random(400), np.nan)),
    "status": np.where(LEFT == 1, "closed", "open").astype(object),
    "tenure": 10 - 5 * LEFT + RANDOM.normal(size=400) * 3,
    "plan": RANDOM.choice(np.array(["a", "b"], dtype=object), 400),
}
KINDS = {"reason": "category", "refund": "number", "status": "category", "tenure": "number", "plan": "category"}


def test_what_alone_tells_the_outcome_is_left_out_and_what_only_helps_is_not():
    found = giving_away(KINDS, COLUMNS, LEFT)
    assert set(found) == {"reason", "refund", "status"}
    assert "AUC of 1.000" in found["status"]


def test_where_all_did_the_same_nothing_gives_it_away():
    assert giving_away(KINDS, COLUMNS, np.zeros(400)) == {}


def test_values_that_hardly_anybody_shares_give_nothing_away():
    surnames = RANDOM.choice(np.array([f"name {at}" for at in range(250)], dtype=object), 400)
    assert giving_away({"surname": "category"}, COLUMNS | {"surname": surnames}, LEFT) == {}
