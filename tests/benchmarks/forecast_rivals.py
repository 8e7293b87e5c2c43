"""The usual ways to forecast, done the plain way, on the same features and the same days."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from threadpoolctl import threadpool_limits

from perennial.models.backtest import Backtest
from perennial.models.panel import FEATURE_NAMES
from tests.benchmarks.forecast_figures import Forecast

SETTINGS: dict[str, Any] = {"learning_rate": 0.05, "max_leaf_nodes": 15, "early_stopping": False, "random_state": 1}


def rivals(backtest: Backtest) -> dict[str, Forecast]:
    """By name what each would have said at as_of of a backtest of spend."""
    methods: dict[str, Callable[[Backtest], Forecast]] = {
        "plain historic rate": historic_rate,
        "plain pooled boosting": pooled_boosting,
        "BG/NBD + Gamma-Gamma": buy_till_you_leave,
    }
    return {name: method(backtest) for name, method in methods.items()}


def historic_rate(backtest: Backtest) -> Forecast:
    """Spend and orders per day of tenure, carried on."""
    seen = _present(backtest)
    horizon = backtest.calendar.horizon_days
    days = np.maximum(seen["tenure_days"], horizon)
    spend = np.maximum(seen["monetary"] / days * horizon, 0.0)
    return Forecast(spend, np.exp(-seen["frequency"] / days * horizon))


def pooled_boosting(backtest: Backtest) -> Forecast:
    """scikit-learn's gradient boosting, slow and shallow, on all past cutoffs as they are."""
    calendar, panel = backtest.calendar, backtest.panel
    matrix = panel.features(calendar.as_of)[1]
    with threadpool_limits(1):
        spends = replace(backtest, target="spend").final_examples()
        amounts = HistGradientBoostingRegressor(loss="poisson", **SETTINGS)
        amounts.fit(spends.matrix, spends.target, spends.weights)
        stays = replace(backtest, target="churn").final_examples()
        leaves = HistGradientBoostingClassifier(**SETTINGS).fit(stays.matrix, stays.target, stays.weights)
        return Forecast(amounts.predict(matrix), leaves.predict_proba(matrix)[:, 1])


def buy_till_you_leave(backtest: Backtest) -> Forecast:
    """The model fitted to everybody known, as it is."""
    horizon = backtest.calendar.horizon_days
    said = backtest.panel.present(backtest.calendar.as_of).model.forecast(_present(backtest), [horizon])
    return Forecast(said.spend[horizon], said.no_order[horizon])


def _present(backtest: Backtest) -> dict[str, np.ndarray]:
    return dict(zip(FEATURE_NAMES, backtest.panel.features(backtest.calendar.as_of)[1].T, strict=True))
