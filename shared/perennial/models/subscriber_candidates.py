"""The candidates for who leaves, simplest first. Settings are free of units and fixed; every fit is on one thread."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import xgboost
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from perennial.models import metrics
from perennial.models.combined import BlendForm
from perennial.models.export import from_hist_gradient_boosting, from_random_forest, from_xgboost
from perennial.models.forms import ConstantForm
from perennial.models.serving import Form, Matrix, Vector
from perennial.models.subscriber_forms import Design, LogisticForm
from perennial.models.tree_averages import MOST_FEATURES_A_LEAF
from perennial.models.trees import MOST_LEAVES

# A tree of so few leaves learns nothing more from more rows.
MOST_ROWS_A_TREE = 10_000
# scikit-learn's C. With less doubt of a coefficient than this, what moves together is told apart by chance.
PENALTIES = (0.003, 0.03, 0.3)
PENALTY_FOLDS = 3
# Of more customers than this a penalty makes no difference.
MOST_ROWS_FOR_A_PENALTY = 6_000
XGBOOST_ROUNDS = 400
# xgboost counts a customer as p(1-p): as rows, a leaf may be as small where hardly anybody leaves.
LEAST_ROWS_A_LEAF = 50
XGBOOST_SETTINGS = {
    "objective": "binary:logistic",
    "max_depth": 3,
    "eta": 0.025,
    "subsample": 0.6,
    "colsample_bytree": 0.3,
    "tree_method": "hist",
    "nthread": 1,
}


class SubscriberCandidate(Protocol):
    """A way of learning who leaves; both outcomes must be among the targets (0/1)."""

    @property
    def name(self) -> str:
        """How manifests and reports call it."""
        ...

    def fit(self, matrix: Matrix, target: Vector) -> Form:
        """The fitted model in its light form."""
        ...


def subscriber_candidates(numeric: tuple[int, ...], *, seed: int) -> tuple[SubscriberCandidate, ...]:
    """Everything that competes; `numeric` are the positions of numbers in the matrix.

    Simplest first, but for the forest: it takes longest and wins least.
    """
    line, trees = Logistic(numeric), XGBoostTrees(seed)
    return ShareWhoLeft(), line, trees, Blend((line, trees)), BoostedTrees(seed), Forest(seed)


@dataclass(frozen=True, slots=True)
class ShareWhoLeft:
    """The share of customers who left, as everybody's probability."""

    name: str = "base_rate"

    def fit(self, matrix: Matrix, target: Vector) -> ConstantForm:  # noqa: ARG002  # knows nobody by attributes
        """Learns that share."""
        return ConstantForm(float(target.mean()))


@dataclass(frozen=True, slots=True)
class Logistic:
    """Logistic regression over attributes, with the logs of numbers beside them."""

    numeric: tuple[int, ...]
    name: str = "logistic_regression"

    def fit(self, matrix: Matrix, target: Vector) -> LogisticForm:
        """With the penalty that foretells customers left out best: where few have left, much has to be doubted."""
        design = Design.of(matrix, np.array(self.numeric, dtype=np.int64))
        inputs = design.apply(matrix)
        with threadpool_limits(1):
            line = _line(_penalty(inputs, target)).fit(inputs, target)
            scores = line.decision_function(inputs)
        lowest, highest = float(scores.min()), float(scores.max())
        return LogisticForm(design, line.coef_[0], float(line.intercept_[0]), lowest, highest)


def _line(strength: float) -> LogisticRegression:
    return LogisticRegression(C=strength, solver="newton-cholesky")


def _penalty(inputs: Matrix, target: Vector) -> float:
    """The strength of PENALTIES with the least log loss on thirds left out, customers taking turns by their inputs.

    Whose turn it is depends on what a customer is like and not on the place in the table.
    """
    in_order = np.lexsort((*inputs.T, target))
    in_turn = in_order[:: -(-len(in_order) // MOST_ROWS_FOR_A_PENALTY)]
    third = np.arange(len(in_turn)) % PENALTY_FOLDS
    losses = [0.0] * len(PENALTIES)
    for left_out in range(PENALTY_FOLDS):
        learnt, told = in_turn[third != left_out], in_turn[third == left_out]
        for at, strength in enumerate(PENALTIES):
            probability = _line(strength).fit(inputs[learnt], target[learnt]).predict_proba(inputs[told])[:, 1]
            losses[at] += float(metrics.log_losses(target[told], probability).sum())
    return PENALTIES[int(np.argmin(losses))]


@dataclass(frozen=True, slots=True)
class Forest:
    """A random forest of trees small enough for the light form, and shallow enough to be explained."""

    seed: int
    name: str = "random_forest"

    def fit(self, matrix: Matrix, target: Vector) -> Form:
        """The share of leavers in a customer's leaf, averaged over the trees."""
        model = RandomForestClassifier(
            n_estimators=150,
            max_leaf_nodes=MOST_LEAVES,
            max_depth=MOST_FEATURES_A_LEAF,
            min_samples_leaf=10,
            max_features=0.3,
            max_samples=min(1.0, MOST_ROWS_A_TREE / len(target)),
            random_state=self.seed,
            n_jobs=1,
        )
        return from_random_forest(model.fit(matrix, target))


@dataclass(frozen=True, slots=True)
class BoostedTrees:
    """Gradient boosting of small trees for log loss."""

    seed: int
    name: str = "gradient_boosting"

    def fit(self, matrix: Matrix, target: Vector) -> Form:
        """A slow learner: many trees of four leaves, each seeing a third of the columns at a split."""
        model = HistGradientBoostingClassifier(
            learning_rate=0.03,
            max_iter=400,
            max_leaf_nodes=4,
            max_features=0.3,
            early_stopping=False,
            random_state=self.seed,
        )
        with threadpool_limits(1):
            model.fit(_without_empty_columns(matrix), target)
        return from_hist_gradient_boosting(model)


@dataclass(frozen=True, slots=True)
class XGBoostTrees:
    """XGBoost for log loss."""

    seed: int
    name: str = "xgboost"

    def fit(self, matrix: Matrix, target: Vector) -> Form:
        """Shallow trees, each of part of the rows and columns."""
        data = xgboost.DMatrix(matrix, target, nthread=1)
        share = float(target.mean())
        settings = XGBOOST_SETTINGS | {"seed": self.seed, "min_child_weight": LEAST_ROWS_A_LEAF * share * (1.0 - share)}
        return from_xgboost(xgboost.train(settings, data, XGBOOST_ROUNDS))


def _without_empty_columns(matrix: Matrix) -> Matrix:
    """scikit-learn cannot bin a column without a single known value; 0 throughout is as uninformative."""
    return np.where(np.isnan(matrix).all(axis=0), 0.0, matrix)


@dataclass(frozen=True, slots=True)
class Blend:
    """Other candidates in equal parts: a line and trees err in different places."""

    parts: tuple[SubscriberCandidate, ...]
    name: str = "blend"

    def fit(self, matrix: Matrix, target: Vector) -> BlendForm:
        """The mean of their probabilities."""
        weight = 1.0 / len(self.parts)
        return BlendForm(tuple(part.fit(matrix, target) for part in self.parts), (weight,) * len(self.parts))
