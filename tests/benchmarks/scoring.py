"""Scoring with the light forms against the obvious way: the fitted models on a pandas frame.

Whole bases get every core there is, both ways; a single prediction gets one thread, as in a small function.
"""

from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
import xgboost
from sklearn.ensemble import HistGradientBoostingRegressor
from threadpoolctl import threadpool_limits
from xgboost import XGBClassifier

from perennial.clustering import fit_segments
from perennial.economics import recommended_action
from perennial.forecasts import horizon_columns
from perennial.models.export import from_hist_gradient_boosting, from_xgboost
from perennial.models.ranges import SpendRange
from perennial.models.reference import Reference, customer_in_the_middle
from perennial.models.serving import ServingModel, isotonic
from perennial.scoring import RISKS, TIERS, score_table, value_percentile
from perennial.segments import segment
from tests.benchmarks import Comparison, best_seconds
from tests.hand_made import serving_model
from tests.predicting import predict_one

NAMES = ("recency_days", "frequency", "monetary", "avg_interpurchase_days", *(f"feature_{i}" for i in range(21)))
HORIZONS = (30, 90, 365)
TRAINED_ON = 5_000
MOST_TOLD = 20_000
BOOSTING: dict[str, Any] = {"loss": "poisson", "max_iter": 100, "learning_rate": 0.05, "max_leaf_nodes": 15}
XGBOOST: dict[str, Any] = {"n_estimators": 150, "max_depth": 3, "learning_rate": 0.05}
RANGE = SpendRange(np.array([1.0, 10.0, 100.0]), np.array([0.0, 0.2, 0.4]), np.array([3.0, 2.5, 2.0]), 0.8, 1.2)
LINES_PER_CUSTOMER = 20
CALLS = 200


class Rival:
    """What a notebook would do: keep the fitted models, predict on a frame, name bands and bound ranges with pandas."""

    def __init__(self, learners: dict[str, list], model: ServingModel) -> None:
        self._learners = learners
        self._model = model

    def points(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Spend with its range and churn at every horizon."""
        inputs = frame[list(NAMES)]
        spend = isotonic(np.stack([learner.predict(inputs) for learner in self._learners["spend"]]))
        churn = -isotonic(np.stack([-learner.predict_proba(inputs)[:, 1] for learner in self._learners["churn"]]))
        scores = pd.DataFrame({"customer_id": frame["customer_id"]})
        for at, days in enumerate(HORIZONS):
            scores[f"expected_spend_{days}d"] = spend[at]
            scores[f"expected_spend_{days}d_low"], scores[f"expected_spend_{days}d_high"] = self._range(spend[at])
            scores[f"churn_probability_{days}d"] = churn[at]
        lows, highs = ([f"expected_spend_{days}d_{end}" for days in HORIZONS] for end in ("low", "high"))
        scores[lows], scores[highs] = scores[lows].cummax(axis=1), scores[highs].cummax(axis=1)
        return scores

    def score(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The same score columns but reasons, and what the others are made of."""
        scores = self.points(frame)
        scores["value_percentile"] = value_percentile(
            scores["expected_spend_90d"].to_numpy(), self._model.value_quantiles
        )
        scores["tier"] = banded(scores["value_percentile"], TIERS)
        scores["segment"] = segment({name: frame[name].to_numpy() for name in NAMES[:3]}, self._model.segments)
        scores["risk"] = banded(scores["churn_probability_90d"], RISKS)
        scores["action"] = scores.apply(lambda row: recommended_action(row["segment"], row["risk"]), axis=1)
        return scores

    def told(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Scores with the three features that contribute most, to churn: only xgboost tells its contributions."""
        scores = self.score(frame)
        data = xgboost.DMatrix(frame[list(NAMES)])
        shares = pd.DataFrame(self._learners["churn"][1].get_booster().predict(data, pred_contribs=True)[:, :-1])
        shares.columns = list(NAMES)

        def sentences(row: pd.Series) -> list[str]:
            greatest = row.loc[row.abs().nlargest(3).index]
            return [f"{name} {frame.at[row.name, name]:,.0f} ({effect:+,.2g})" for name, effect in greatest.items()]

        scores["reasons"] = shares.apply(sentences, axis=1)
        return scores

    def _range(self, expected: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        at_least = np.maximum(expected, RANGE.knots[0])
        low, high = (
            np.interp(np.log(at_least), np.log(RANGE.knots), shares) for shares in (RANGE.low_shares, RANGE.high_shares)
        )
        return np.minimum(low * expected, expected), np.maximum(high * at_least, expected)


def measure(rows: int, work_dir: Path) -> list[Comparison]:
    """A whole base of `rows` / 20 customers, with reasons for up to 20,000, and one customer (the median call)."""
    customers = max(1, rows // LINES_PER_CUSTOMER)
    with threadpool_limits(1):
        model, rival = trained()
    plain = replace(model, reference=None)
    frame = base_of(customers)
    columns = columns_of(frame)
    matrix = frame[list(NAMES)].to_numpy()
    agree(score_table(plain, columns), rival.score(frame))
    points = best_seconds(lambda: horizon_columns(plain, matrix), lambda: rival.points(frame))
    whole = best_seconds(lambda: score_table(plain, columns), lambda: rival.score(frame))
    few = frame.head(MOST_TOLD)
    told = best_seconds(lambda: score_table(model, columns_of(few)), lambda: rival.told(few))
    libraries = "scikit-learn, xgboost, pandas"
    return [
        Comparison("points and ranges, 3 horizons", customers, "light forms", points[0], libraries, points[1]),
        Comparison("scores of every customer", customers, "light forms", whole[0], libraries, whole[1]),
        Comparison("scores with reasons", len(few), "light forms", told[0], libraries, told[1]),
        one_prediction(plain, rival, frame),
    ]


def one_prediction(model: ServingModel, rival: Rival, frame: pd.DataFrame) -> Comparison:
    """The median call for a single customer."""
    features = {name: float(frame[name].iloc[0]) for name in NAMES}
    with threadpool_limits(1):
        seconds = [
            median_seconds(lambda: predict_one(model, features)),
            median_seconds(lambda: rival.score(pd.DataFrame([{"customer_id": "c0", **features}]))),
        ]
    return Comparison("one prediction (median)", 1, "light forms", seconds[0], "scikit-learn, pandas", seconds[1])


def columns_of(frame: pd.DataFrame) -> dict[str, np.ndarray]:
    """The frame as a feature table."""
    return {name: frame[name].to_numpy() for name in frame}


def base_of(customers: int) -> pd.DataFrame:
    """Customers with made-up features, a tenth of them unknown."""
    random = np.random.default_rng(20)
    values = np.round(random.lognormal(3, 1, (customers, len(NAMES))), 2)
    values[random.random(values.shape) < 0.1] = np.nan
    frame = pd.DataFrame(values, columns=NAMES)
    frame["customer_id"] = [f"c{row}" for row in range(customers)]
    frame["as_of"] = np.datetime64("2024-06-30")
    return frame


def trained() -> tuple[ServingModel, Rival]:
    """Boosted models of the size that compete here, as light forms and as they are: spend by scikit-learn, churn by
    xgboost.
    """
    frame = base_of(TRAINED_ON)
    known = frame[list(NAMES)].fillna(0.0)
    learners: dict[str, list] = {"spend": [], "churn": []}
    for days in HORIZONS:
        spend = known["monetary"] * days / 90 + known["feature_0"]
        left = known["recency_days"] + known["feature_1"] > days / 3
        learners["spend"].append(HistGradientBoostingRegressor(**BOOSTING).fit(frame[list(NAMES)], spend))
        learners["churn"].append(XGBClassifier(**XGBOOST).fit(frame[list(NAMES)], left))
    model = serving_model(
        feature_names=NAMES,
        spend=dict(zip(HORIZONS, map(from_hist_gradient_boosting, learners["spend"]), strict=True)),
        churn={
            days: from_xgboost(learner.get_booster()) for days, learner in zip(HORIZONS, learners["churn"], strict=True)
        },
        spend_ranges=dict.fromkeys(HORIZONS, RANGE),
        reference=Reference(customer_in_the_middle(frame[list(NAMES)].to_numpy())),
        segments=fit_segments({name: frame[name].to_numpy() for name in NAMES}, None, seed=20),
        value_quantiles=np.quantile(learners["spend"][1].predict(frame[list(NAMES)]), np.linspace(0, 1, 101)),
    )
    return model, Rival(learners, model)


def banded(values: pd.Series, bands: tuple[tuple[float, str], ...]) -> pd.Series:
    """The name of the band each value is in."""
    lower_ends, names = zip(*bands, strict=True)
    return pd.cut(values, [*lower_ends, np.inf], labels=names, right=False).astype(object)


def agree(ours: dict[str, np.ndarray], theirs: pd.DataFrame) -> None:
    """Fail where the two ways differ in a number by more than rounding, or in a word."""
    for name in theirs.columns[1:]:
        if theirs[name].dtype.kind == "f":
            np.testing.assert_allclose(ours[name], theirs[name], rtol=1e-5, atol=1e-6)  # xgboost adds in float32
        elif name != "tier":  # a rounding error at the edge of a band may name the other one
            assert ours[name].tolist() == theirs[name].tolist()


def median_seconds(call) -> float:
    """The median time of one call, after a first one that warms up."""
    call()
    times = []
    for _ in range(CALLS):
        start = perf_counter()
        call()
        times.append(perf_counter() - start)
    return median(times)
