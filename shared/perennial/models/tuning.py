"""Boosted trees with settings searched for on the selection days, in few trials and as far as time allows.

They compete like everyone else: what was searched for replaces what is simpler only where it is better beyond doubt.
"""

from dataclasses import dataclass

from perennial.models.backtest import Backtest
from perennial.models.budget import Budget
from perennial.models.candidates import XGBOOST_SETTINGS, XGBoost
from perennial.models.search import Found, Range, Settings, search
from perennial.records import Json

TUNED = "tuned_xgboost"
TRIALS = 6
SPACE = {
    "rounds": Range(50, 400, is_log=True, is_whole=True),
    "max_depth": Range(2, 5, is_whole=True),
    "eta": Range(0.02, 0.15, is_log=True),
    "min_child_weight": Range(5, 200, is_log=True),
    "subsample": Range(0.5, 1.0),
    "colsample_bytree": Range(0.3, 1.0),
}


@dataclass(frozen=True, slots=True)
class Tuned:
    """The candidate with the best settings found, and how the search went."""

    candidate: XGBoost
    found: Found

    def story(self) -> dict[str, Json]:
        """Trials, the loss before and after, and the settings."""
        return {
            "trials": self.found.trials,
            "loss_before": self.found.loss_at_start,
            "loss_after": self.found.loss,
            "settings": dict(self.found.settings),
        }


def tune(backtest: Backtest, budget: Budget, *, seed: int) -> Tuned:
    """Search around the settings that xgboost competes with; raises NotEnoughData where not even those can be fitted.

    The loss is that of the choice among candidates: the horizon kept for the report is not looked at.
    """

    def loss(settings: Settings) -> float:
        return float(backtest.run(_candidate(backtest, settings, seed)).contender.losses.mean())

    found = search(SPACE, XGBOOST_SETTINGS, loss, trials=TRIALS, is_over=budget.is_spent, seed=seed)
    return Tuned(_candidate(backtest, found.settings, seed), found)


def tuned_before(backtest: Backtest, settings: Settings, *, seed: int) -> Tuned:
    """The candidate with settings that an earlier search found."""
    candidate = _candidate(backtest, settings, seed)
    loss = float(backtest.run(candidate).contender.losses.mean())
    return Tuned(candidate, Found(settings, loss, loss, trials=0))


def _candidate(backtest: Backtest, settings: Settings, seed: int) -> XGBoost:
    return XGBoost(backtest.target, seed, TUNED, settings)
