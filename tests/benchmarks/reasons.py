"""Reasons for every customer beside the plain ways: walking each tree for each row, and xgboost with pandas."""

import json
from dataclasses import dataclass
from math import comb
from pathlib import Path

import numpy as np
import pandas as pd
import xgboost
from threadpoolctl import threadpool_limits

from perennial.explain import reasons
from perennial.models.export import from_xgboost
from perennial.models.panel import FEATURE_NAMES
from perennial.models.reference import Reference, customer_in_the_middle
from perennial.models.serving import Matrix, Vector
from perennial.models.tree_shares import tree_shares
from perennial.reason_words import TOPICS
from tests.benchmarks import Comparison, best_seconds
from tests.benchmarks.models import customers

TREES = 150
SETTINGS = {"objective": "reg:tweedie", "max_depth": 3, "eta": 0.05, "nthread": 1, "seed": 1}
LEARNT = 5_000
LINES_PER_CUSTOMER = 20
MOST_WALKED = 100
MOST_TOLD = 5_000


def measure(rows: int, work_dir: Path) -> list[Comparison]:
    """150 trees of depth 3, both ways on one thread: shares of up to 100 customers, reasons for up to 5,000."""
    learnt = customers(LEARNT)
    middle = customer_in_the_middle(learnt.matrix)
    asked = learnt.matrix[: max(1, rows // LINES_PER_CUSTOMER)]
    with threadpool_limits(1):
        data = xgboost.DMatrix(learnt.matrix, learnt.target, nthread=1)
        booster = xgboost.train(SETTINGS, data, num_boost_round=TREES)
        return [
            shares_compared(booster, asked[:MOST_WALKED], middle),
            reasons_compared(booster, asked[:MOST_TOLD], Reference(middle)),
        ]


def shares_compared(booster: xgboost.Booster, matrix: Matrix, reference: Vector) -> Comparison:
    """The same Shapley values, for all rows at once and by walking down every tree for every row."""
    light = from_xgboost(booster)
    trees = json.loads(booster.save_raw("json"))["learner"]["gradient_booster"]["model"]["trees"]
    found = tree_shares(light, matrix, reference)[0]
    np.testing.assert_allclose(found, walked_for_all(trees, matrix, reference), atol=1e-6)
    seconds = best_seconds(
        lambda: tree_shares(light, matrix, reference), lambda: walked_for_all(trees, matrix, reference)
    )
    return Comparison("contributions", len(matrix), "light form", seconds[0], "a loop over rows", seconds[1])


def reasons_compared(booster: xgboost.Booster, matrix: Matrix, reference: Reference) -> Comparison:
    """Reasons in words; xgboost compares with the average over its trees, so they agree in sums, not in each word."""
    light = from_xgboost(booster)
    margins = booster.predict(xgboost.DMatrix(matrix, nthread=1), output_margin=True)
    shares, base = tree_shares(light, matrix, reference.features)
    np.testing.assert_allclose(shares.sum(axis=1) + base, margins, atol=1e-4)
    np.testing.assert_allclose(contributed(booster, matrix).sum(axis=1), margins, atol=1e-4)
    seconds = best_seconds(
        lambda: reasons(light, matrix, reference, FEATURE_NAMES, "money"), lambda: told(booster, matrix)
    )
    return Comparison("reasons in words", len(matrix), "light form", seconds[0], "xgboost, pandas", seconds[1])


def walked_for_all(trees: list[dict], matrix: Matrix, reference: Vector) -> Matrix:
    """Shapley values as the textbook tells them, row by row and tree by tree."""
    shares = np.zeros(matrix.shape)
    at = reference.astype(np.float32).tolist()
    for row, customer in enumerate(matrix.astype(np.float32).tolist()):
        for tree in trees:
            Walk(tree, customer, at, shares[row]).below(0, frozenset(), frozenset())
    return shares


@dataclass
class Walk:
    """One tree, walked by a customer and the reference at once; `shares` are those of the customer so far."""

    tree: dict
    customer: list[float]
    reference: list[float]
    shares: Vector

    def below(self, node: int, inside: frozenset, outside: frozenset) -> None:
        """Add what the leaves below a node pay to those who had to be in the coalition or out of it."""
        if self.tree["left_children"][node] < 0:
            value = self.tree["split_conditions"][node] / comb(len(inside) + len(outside), len(inside))
            self.shares[list(inside)] += value / len(inside) if inside else 0.0
            self.shares[list(outside)] -= value / len(outside) if outside else 0.0
            return
        feature = self.tree["split_indices"][node]
        theirs, usual = (child(self.tree, node, values[feature]) for values in (self.customer, self.reference))
        if theirs == usual or feature in inside:
            self.below(theirs, inside, outside)
        elif feature in outside:
            self.below(usual, inside, outside)
        else:
            self.below(theirs, inside | {feature}, outside)
            self.below(usual, inside, outside | {feature})


def child(tree: dict, node: int, value: float) -> int:
    """Where a value leads."""
    unknown = value != value  # noqa: PLR0124  # the plain test for NaN
    goes_left = tree["default_left"][node] if unknown else value < np.float32(tree["split_conditions"][node])
    return tree["left_children"][node] if goes_left else tree["right_children"][node]


def contributed(booster: xgboost.Booster, matrix: Matrix) -> Matrix:
    """What xgboost says each feature contributes to the margin; the last column is the same for all."""
    return booster.predict(xgboost.DMatrix(matrix, nthread=1), pred_contribs=True)


def told(booster: xgboost.Booster, matrix: Matrix) -> pd.Series:
    """Three reasons a row, from xgboost's contributions, topic by topic."""
    frame = pd.DataFrame(matrix, columns=list(FEATURE_NAMES))
    shares = pd.DataFrame(contributed(booster, matrix)[:, :-1], columns=list(FEATURE_NAMES))
    money = shares.mul(np.expm1(shares.sum(axis=1)), axis=0)
    topics = pd.DataFrame({topic.name: money[list(topic.features)].sum(axis=1) for topic in TOPICS})
    quoted = {topic.name: frame[list(topic.quoted)].sum(axis=1) for topic in TOPICS}

    def sentences(row: pd.Series) -> list[str]:
        greatest = row.loc[row.abs().nlargest(3).index]
        return [f"{name} {quoted[name].loc[row.name]:,.0f} ({effect:+,.2g})" for name, effect in greatest.items()]

    return topics.apply(sentences, axis=1)
