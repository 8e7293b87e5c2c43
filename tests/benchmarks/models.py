"""Training a light form and predicting with it, beside plain pandas, scikit-learn and xgboost doing the same."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import xgboost
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from threadpoolctl import threadpool_limits

from perennial.models.candidates import XGBOOST_SETTINGS, BoostedSpend, LogisticChurn, XGBoost
from perennial.models.forms import signed_log
from perennial.models.panel import FEATURE_NAMES, Examples
from perennial.models.serving import Form, Matrix, Vector
from tests.benchmarks import Comparison, best_seconds

MOST_LEARNT_ROWS = 20_000
SEED = 1


@dataclass(frozen=True)
class Rival:
    """The same model the plain way: fitted to a frame, asked with a frame."""

    name: str
    fit: Callable[[pd.DataFrame, Vector], object]
    predict: Callable[[object, pd.DataFrame], Vector]


def measure(rows: int, work_dir: Path) -> list[Comparison]:
    """Fits on at most 20,000 customers and forecasts for them over and over, to all rows; both ways on one thread."""
    learnt = customers(min(rows, MOST_LEARNT_ROWS))
    asked = np.resize(learnt.matrix, (rows, len(FEATURE_NAMES)))
    likely = Examples(learnt.customer_ids, learnt.matrix, (learnt.target > 1.0).astype(np.float64))
    with threadpool_limits(1):
        return [
            *compared("XGBoost (Tweedie)", XGBoost("spend", SEED).fit, XGBOOST, learnt, asked),
            *compared("gradient boosting", BoostedSpend(SEED).fit, SCIKIT_LEARN, learnt, asked),
            *compared("logistic regression", LogisticChurn().fit, PIPELINE, likely, asked),
        ]


def compared(
    what: str, fit: Callable[[Examples], Form], rival: Rival, learnt: Examples, asked: Matrix
) -> list[Comparison]:
    """Fitting and forecasting in both ways, once their forecasts are known to agree."""
    frames = [pd.DataFrame(matrix, columns=list(FEATURE_NAMES)) for matrix in (learnt.matrix, asked)]
    light, plain = fit(learnt), rival.fit(frames[0], learnt.target)
    np.testing.assert_allclose(light.predict(asked), rival.predict(plain, frames[1]), rtol=1e-3)
    fits = best_seconds(lambda: fit(learnt), lambda: rival.fit(frames[0], learnt.target))
    forecasts = best_seconds(lambda: light.predict(asked), lambda: rival.predict(plain, frames[1]))
    return [
        Comparison(f"{what}: fit, light form made", len(learnt.target), "light form", fits[0], rival.name, fits[1]),
        Comparison(f"{what}: forecast", len(asked), "light form", forecasts[0], rival.name, forecasts[1]),
    ]


def customers(rows: int) -> Examples:
    """Customers whose spend hangs on a few of their features; a tenth of all features unknown."""
    random = np.random.default_rng(SEED)
    matrix = random.lognormal(2, 1, (rows, len(FEATURE_NAMES)))
    spend = np.sqrt(matrix[:, 0] * matrix[:, 1]) * random.gamma(0.5, 2.0, rows)
    matrix[random.random(matrix.shape) < 0.1] = np.nan
    return Examples(np.arange(rows).astype(str).astype(object), matrix, spend / spend.mean())


def _fit_xgboost(frame: pd.DataFrame, target: Vector) -> xgboost.XGBRegressor:
    settings = dict(XGBOOST_SETTINGS)
    model = xgboost.XGBRegressor(
        n_estimators=int(settings.pop("rounds")),
        objective="reg:tweedie",
        tweedie_variance_power=1.5,
        tree_method="hist",
        n_jobs=1,
        random_state=SEED,
        **settings,
    )
    return model.fit(frame, target / target.mean())


def _fit_scikit_learn(frame: pd.DataFrame, target: Vector) -> HistGradientBoostingRegressor:
    model = HistGradientBoostingRegressor(
        loss="poisson",
        max_iter=100,
        learning_rate=0.05,
        max_leaf_nodes=15,
        early_stopping=False,
        random_state=SEED,
    )
    return model.fit(frame, target)


def _fit_pipeline(frame: pd.DataFrame, target: Vector) -> Pipeline:
    return make_pipeline(
        SimpleImputer(strategy="median"),
        FunctionTransformer(signed_log),
        StandardScaler(),
        LogisticRegression(max_iter=1000),
    ).fit(frame, target)


XGBOOST = Rival("xgboost, pandas", _fit_xgboost, lambda model, frame: model.predict(frame))
SCIKIT_LEARN = Rival("scikit-learn, pandas", _fit_scikit_learn, lambda model, frame: model.predict(frame))
PIPELINE = Rival("scikit-learn, pandas", _fit_pipeline, lambda model, frame: model.predict_proba(frame)[:, 1])
