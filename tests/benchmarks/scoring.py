"""Scoring with the light forms against the obvious way: the fitted models on a pandas frame.

Both ways get one thread, as in a small function, and so that a busy machine does not decide.
"""

from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingRegressor
from threadpoolctl import threadpool_limits
from xgboost import XGBClassifier

from perennial.clustering import fit_segments
from perennial.economics import recommended_action
from perennial.models.export import from_hist_gradient_boosting, from_xgboost
from perennial.models.serving import ServingModel, isotonic
from perennial.scoring import RISKS, TIERS, predict_one, score_table, value_percentile
from perennial.segments import segment
from tests.benchmarks import Comparison, best_seconds
from tests.hand_made import serving_model

NAMES = ("recency_days", "frequency", "monetary", "avg_interpurchase_days", *(f"feature_{i}" for i in range(21)))
HORIZONS = (30, 90, 365)
TRAINED_ON = 5_000
LINES_PER_CUSTOMER = 20
CALLS = 200


class Rival:
    """What a notebook would do: keep the fitted models, predict on a frame, name the bands with pandas."""

    def __init__(self, learners: dict[str, list], model: ServingModel) -> None:
        self._learners = learners
        self._model = model

    def score(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The same score columns."""
        inputs = frame[list(NAMES)]
        spend = isotonic(np.stack([learner.predict(inputs) for learner in self._learners["spend"]]))
        churn = -isotonic(np.stack([-learner.predict_proba(inputs)[:, 1] for learner in self._learners["churn"]]))
        scores = pd.DataFrame({"customer_id": frame["customer_id"]})
        for at, days in enumerate(HORIZONS):
            scores[f"expected_spend_{days}d"] = spend[at]
            scores[f"churn_probability_{days}d"] = churn[at]
        scores["value_percentile"] = value_percentile(spend[1], self._model.value_quantiles)
        scores["tier"] = banded(scores["value_percentile"], TIERS)
        scores["segment"] = segment({name: frame[name].to_numpy() for name in NAMES[:3]}, self._model.segments)
        scores["risk"] = banded(scores["churn_probability_90d"], RISKS)
        scores["action"] = scores.apply(lambda row: recommended_action(row["segment"], row["risk"]), axis=1)
        return scores


def measure(rows: int, work_dir: Path) -> list[Comparison]:
    """A whole base of `rows` / 20 customers, and one customer at a time (the median call)."""
    customers = max(1, rows // LINES_PER_CUSTOMER)
    frame = base_of(customers)
    columns = {name: frame[name].to_numpy() for name in frame}
    features = {name: float(frame[name].iloc[0]) for name in NAMES}
    with threadpool_limits(1):
        model, rival = trained()
        agree(score_table(model, columns), rival.score(frame))
        whole = best_seconds(lambda: score_table(model, columns), lambda: rival.score(frame))
        one = [
            median_seconds(lambda: predict_one(model, features)),
            median_seconds(lambda: rival.score(pd.DataFrame([{"customer_id": "c0", **features}]))),
        ]
    return [
        Comparison("scores of every customer", customers, "light forms", whole[0], "scikit-learn, pandas", whole[1]),
        Comparison("one prediction (median)", 1, "light forms", one[0], "scikit-learn, pandas", one[1]),
    ]


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
    """Six boosted models with their libraries' defaults: as light forms, and as they are."""
    frame = base_of(TRAINED_ON)
    known = frame[list(NAMES)].fillna(0.0)
    learners: dict[str, list] = {"spend": [], "churn": []}
    for days in HORIZONS:
        spend = known["monetary"] * days / 90 + known["feature_0"]
        left = known["recency_days"] + known["feature_1"] > days / 3
        learners["spend"].append(HistGradientBoostingRegressor(loss="poisson").fit(frame[list(NAMES)], spend))
        learners["churn"].append(XGBClassifier(n_jobs=1).fit(frame[list(NAMES)], left))
    model = serving_model(
        feature_names=NAMES,
        spend=dict(zip(HORIZONS, map(from_hist_gradient_boosting, learners["spend"]), strict=True)),
        churn={
            days: from_xgboost(learner.get_booster()) for days, learner in zip(HORIZONS, learners["churn"], strict=True)
        },
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
