"""The candidates for each target, simplest first, behind one protocol.

Hyperparameters are free of units: money is divided by its mean before fitting, so that the same settings
fit a corner shop and a wholesaler. Every fit runs on one thread, so the same examples give the same model anywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np
import xgboost
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegression, Ridge
from threadpoolctl import threadpool_limits

from perennial.models.baselines import BaseRate, HistoricRate, LastWindow
from perennial.models.buy_till_you_leave import BuyTillYouLeave
from perennial.models.checks import both_outcomes, positive_mean, without_empty_columns
from perennial.models.combined import ProductForm
from perennial.models.export import from_hist_gradient_boosting, from_xgboost
from perennial.models.forest import RandomForest
from perennial.models.forms import LinearForm, Scaling
from perennial.models.metrics import TWEEDIE_POWER
from perennial.models.panel import Examples, Target
from perennial.models.serving import Form, Vector
from perennial.models.trees import TreeEnsemble

# Added to spend (in units of its mean) before the log, so that customers who spend nothing have one.
LOG_OFFSET = 0.1
BOOSTING_SETTINGS: dict[str, Any] = {
    "max_iter": 100,
    "learning_rate": 0.05,
    "max_leaf_nodes": 15,
    "early_stopping": False,
}
XGBOOST_SETTINGS: dict[str, float] = {
    "rounds": 150,
    "max_depth": 3,
    "eta": 0.05,
    "min_child_weight": 20,
    "subsample": 0.8,
    "colsample_bytree": 0.5,
}


class Candidate(Protocol):
    """A way of learning a target from examples."""

    @property
    def name(self) -> str:
        """How manifests and reports call it."""
        ...

    def fit(self, examples: Examples) -> Form:
        """The fitted model in its light form; raises NotEnoughData where these examples do not allow one."""
        ...


def candidates(target: Target, horizon_days: int, *, seed: int) -> tuple[Candidate, ...]:
    """Everything that competes for a target, simplest first."""
    if target == "spend":
        baselines = (LastWindow(horizon_days), HistoricRate(horizon_days))
        formulas = (LinearSpend(), BuyTillYouLeave("spend", horizon_days))
        return *baselines, *formulas, RandomForest(seed), BoostedSpend(seed), XGBoost("spend", seed), Hurdle(seed)
    return BaseRate(), LogisticChurn(), BuyTillYouLeave("churn", horizon_days), XGBoost("churn", seed)


@dataclass(frozen=True, slots=True)
class LinearSpend:
    """Linear regression of the log of spend on the logs of the features.

    The way back from the log keeps the sum of the examples' spend (a ratio form of Duan's smearing estimate,
    "Smearing estimate: a nonparametric retransformation method", JASA 78, 1983).
    """

    name: str = "linear_regression"

    def fit(self, examples: Examples) -> LinearForm:
        """Raises NotEnoughData where nobody spent anything."""
        mean_spend = positive_mean(examples)
        scaling = Scaling.of(examples.matrix)
        inputs = scaling.apply(examples.matrix)
        with threadpool_limits(1):
            line = Ridge().fit(inputs, np.log(examples.target / mean_spend + LOG_OFFSET), examples.weights)
            scores = line.predict(inputs)
        level = float(np.log(mean_spend / examples.mean_of(np.exp(scores))))
        lowest, highest = float(scores.min()) + level, float(scores.max()) + level
        return LinearForm(scaling, line.coef_, float(line.intercept_) + level, lowest, highest, link="exp")


@dataclass(frozen=True, slots=True)
class LogisticChurn:
    """Logistic regression on the logs of the features."""

    name: str = "logistic_regression"

    def fit(self, examples: Examples) -> LinearForm:
        """Raises NotEnoughData where all or none of the examples stayed away."""
        scaling = Scaling.of(examples.matrix)
        inputs = scaling.apply(examples.matrix)
        with threadpool_limits(1):
            line = LogisticRegression(max_iter=1000).fit(inputs, both_outcomes(examples.target), examples.weights)
            scores = line.decision_function(inputs)
        lowest, highest = float(scores.min()), float(scores.max())
        return LinearForm(scaling, line.coef_[0], float(line.intercept_[0]), lowest, highest, link="sigmoid")


@dataclass(frozen=True, slots=True)
class BoostedSpend:
    """Gradient boosting for the mean of spend (Poisson deviance, which keeps sums right)."""

    seed: int
    name: str = "gradient_boosting"

    def fit(self, examples: Examples) -> TreeEnsemble:
        """Raises NotEnoughData where nobody spent anything."""
        mean_spend = positive_mean(examples)
        model = HistGradientBoostingRegressor(loss="poisson", **BOOSTING_SETTINGS, random_state=self.seed)
        with threadpool_limits(1):
            model.fit(without_empty_columns(examples.matrix), examples.target / mean_spend, examples.weights)
        return from_hist_gradient_boosting(model).times(mean_spend)


@dataclass(frozen=True, slots=True)
class Hurdle:
    """Whether anything is spent, times how much if so: two models, for what decides the one need not decide the other.

    The amount is learnt as a log-normal one; the way back keeps the sum, as in LinearSpend.
    """

    seed: int
    name: str = "hurdle"

    def fit(self, examples: Examples) -> ProductForm:
        """Raises NotEnoughData where nobody or everybody spent something."""
        positive_mean(examples)
        spends = examples.target > 0
        likely = replace(examples, target=both_outcomes(spends.astype(np.float64)))
        probability = XGBoost("churn", self.seed).fit(likely)
        spenders = examples.rows(spends)
        amounts, inputs = spenders.target, without_empty_columns(spenders.matrix)
        model = HistGradientBoostingRegressor(**BOOSTING_SETTINGS, random_state=self.seed)
        with threadpool_limits(1):
            model.fit(inputs, np.log(amounts), spenders.weights)
        amount = from_hist_gradient_boosting(model)
        return ProductForm(probability, amount.times(spenders.mean_target / spenders.mean_of(amount.predict(inputs))))


@dataclass(frozen=True, slots=True)
class XGBoost:
    """XGBoost: Tweedie deviance for spend, log loss for churn."""

    target: Target
    seed: int
    name: str = "xgboost"
    settings: Mapping[str, float] = field(default_factory=lambda: XGBOOST_SETTINGS)

    def fit(self, examples: Examples) -> TreeEnsemble:
        """Raises NotEnoughData where nobody spent anything, or where all or none stayed away."""
        if self.target == "churn":
            return self._boost(examples, both_outcomes(examples.target), {"objective": "binary:logistic"})
        mean = positive_mean(examples)
        tweedie: dict[str, str | float] = {"objective": "reg:tweedie", "tweedie_variance_power": TWEEDIE_POWER}
        return self._boost(examples, examples.target / mean, tweedie).times(mean)

    def _boost(self, examples: Examples, target: Vector, objective: dict[str, str | float]) -> TreeEnsemble:
        data = xgboost.DMatrix(examples.matrix, target, weight=examples.weights, nthread=1)
        settings = {**self.settings, **objective, "seed": self.seed, "tree_method": "hist", "nthread": 1}
        rounds = int(settings.pop("rounds"))
        return from_xgboost(xgboost.train(settings, data, num_boost_round=rounds))
