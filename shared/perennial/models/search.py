"""Searching hyperparameters: a few trials, no longer than allowed, and never worse than where it started.

The trials are chosen by a tree-structured Parzen estimator (Bergstra, Bardenet, Bengio and Kegl, "Algorithms for
hyper-parameter optimization", NIPS 2011), which learns from the trials before.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import optuna

from perennial.errors import NotEnoughData

type Settings = dict[str, float]


@dataclass(frozen=True, slots=True)
class Range:
    """Where a setting may lie, both ends included; `is_log` where doubling matters more than adding."""

    low: float
    high: float
    is_log: bool = False
    is_whole: bool = False

    def suggest(self, name: str, trial: optuna.Trial) -> float:
        """The trial's value for the setting of this name."""
        if self.is_whole:
            return trial.suggest_int(name, int(self.low), int(self.high), log=self.is_log)
        return trial.suggest_float(name, self.low, self.high, log=self.is_log)


@dataclass(frozen=True, slots=True)
class Found:
    """The best settings of all trials, their loss, that of the settings it started from, and how many were tried."""

    settings: Settings
    loss: float
    loss_at_start: float
    trials: int


def search(
    space: Mapping[str, Range],
    start: Settings,
    loss: Callable[[Settings], float],
    *,
    trials: int,
    is_over: Callable[[], bool],
    seed: int,
) -> Found:
    """Try settings of the space, those to start from first, until the trials are used up or `is_over` says so.

    Settings that `loss` raises an exception for count as tried. Raises NotEnoughData where not even the settings to
    start from could be tried. The same seed and the same number of trials find the same settings.
    """
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
    study.enqueue_trial(start)

    def objective(trial: optuna.Trial) -> float:
        return loss({name: one.suggest(name, trial) for name, one in space.items()})

    def stop_in_time(study: optuna.Study, _trial: optuna.trial.FrozenTrial) -> None:
        if is_over():
            study.stop()

    study.optimize(objective, n_trials=trials, catch=(Exception,), callbacks=[stop_in_time])
    first = study.trials[0]
    if first.value is None:
        raise NotEnoughData("the settings to start from could not be tried")
    return Found(dict(study.best_params), study.best_value, first.value, len(study.trials))
