"""Which candidate serves: the simplest one that no other beats beyond doubt."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perennial.models.serving import Vector
from perennial.records import Json

BOOTSTRAP_SAMPLES = 500
DOUBT = 0.05
GUARD_MARGIN = 0.01
AGAINST_BASELINE = "against_baseline"
NOT_BORNE_OUT = "which resampling the customers does not bear out"


@dataclass(frozen=True, slots=True)
class Measure:
    """What the choice goes by: a loss that averages over customers, and a ranking figure that must not suffer."""

    loss: str
    guard: str


@dataclass(frozen=True, slots=True)
class Contender:
    """A candidate as seen on the selection origins: a loss per row, and its ranking figure (None: cannot be told)."""

    name: str
    losses: Vector
    guard: float | None


@dataclass(frozen=True, slots=True)
class Choice:
    """Who won, and the contest in words."""

    winner: str
    reason: str


def choose(
    contenders: Sequence[Contender],
    customer_ids: NDArray[Any],
    measure: Measure,
    *,
    trusted: str | None = None,
    seed: int,
) -> Choice:
    """The winner among contenders given simplest first; `customer_ids` says whose loss each row is.

    A later contender replaces the best so far only where its loss is lower in at least 95 % of bootstrap samples
    of the customers, and its ranking figure is no worse by more than 0.01. The `trusted` one, if any, need not prove
    that it is better: it replaces the best so far unless its loss is higher in 95 % of the samples. That is meant for
    a blend: the next origin will be unlike the few seen, and what one member gets wrong there the others dampen.
    """
    best = contenders[0]
    sentences = []
    for challenger in contenders[1:]:
        verdict = _Verdict.of(best, challenger, customer_ids, seed=seed)
        replaces, why = verdict.trusting() if challenger.name == trusted else verdict.doubting(measure)
        against = f"{challenger.name} {'replaces' if replaces else 'does not replace'} {best.name}"
        sentences.append(f"{against}: {verdict.difference(measure)}{why}")
        best = challenger if replaces else best
    return Choice(best.name, "; ".join(sentences) or f"{best.name} is the only candidate that could be fitted")


@dataclass(frozen=True, slots=True)
class _Verdict:
    """How much lower a challenger's loss is, what of it is certain (a loss alike), and whether it ranks worse."""

    gain: float
    certain_gain: float
    certain_loss: float
    ranks_worse: bool

    @classmethod
    def of(cls, best: Contender, challenger: Contender, customer_ids: NDArray[Any], *, seed: int) -> "_Verdict":
        gain, certain_gain = paired_gain(best.losses, challenger.losses, customer_ids, seed=seed)
        certain_loss = paired_gain(challenger.losses, best.losses, customer_ids, seed=seed)[1]
        return cls(gain, certain_gain, certain_loss, _ranks_worse(challenger.guard, best.guard))

    def difference(self, measure: Measure) -> str:
        return f"its {measure.loss} is {abs(self.gain):.1%} {'lower' if self.gain >= 0 else 'higher'}"

    def doubting(self, measure: Measure) -> tuple[bool, str]:
        if self.certain_gain <= 0:
            return False, f", {NOT_BORNE_OUT}"
        if self.ranks_worse:
            return False, f", but so is {measure.guard}"
        return True, f" (at least {self.certain_gain:.1%} in {1 - DOUBT:.0%} of resamples)"

    def trusting(self) -> tuple[bool, str]:
        if self.certain_loss > 0:
            return False, f" (at least {self.certain_loss:.1%} in {1 - DOUBT:.0%} of resamples)"
        return True, ", and a mean of many opinions is trusted unless it is worse beyond doubt"


def against_baseline(
    contenders: Sequence[Contender], customer_ids: NDArray[Any], measure: Measure, *, seed: int
) -> dict[str, dict[str, Json]]:
    """By name, the share by which a contender's mean loss is lower than that of the first, the baseline.

    `low` and `high` hold it in nine of ten resamples of the customers; the baseline itself is left out.
    """
    baseline = contenders[0]
    found: dict[str, dict[str, Json]] = {}
    for contender in contenders[1:]:
        gain, shares = _resampled_gain(baseline.losses, contender.losses, customer_ids, seed=seed)
        low, high = np.quantile(shares, [DOUBT, 1 - DOUBT]).tolist()
        found[contender.name] = {
            "baseline": baseline.name,
            "measure": measure.loss,
            "gain": gain,
            "low": low,
            "high": high,
        }
    return found


def paired_gain(losses: Vector, challenger: Vector, customer_ids: NDArray[Any], *, seed: int) -> tuple[float, float]:
    """How much lower the challenger's mean loss is, as a share of the other's, and its lower 95 % bound."""
    gain, shares = _resampled_gain(losses, challenger, customer_ids, seed=seed)
    return gain, float(np.quantile(shares, DOUBT))


def _resampled_gain(
    losses: Vector, challenger: Vector, customer_ids: NDArray[Any], *, seed: int
) -> tuple[float, list[float]]:
    """How much lower the challenger's mean loss is, as a share of the other's: of all, and in each resample.

    Customers are drawn with replacement, each with all of their rows: rows of one customer are not independent.
    """
    _, customer = np.unique(customer_ids.astype(str), return_inverse=True)
    gained = np.bincount(customer, weights=losses - challenger)
    at_stake = np.bincount(customer, weights=losses)
    if at_stake.sum() == 0:
        return 0.0, [0.0]
    random = np.random.default_rng(seed)
    shares = [_share_in_sample(gained, at_stake, random) for _ in range(BOOTSTRAP_SAMPLES)]
    return float(gained.sum() / at_stake.sum()), shares


def _share_in_sample(gained: Vector, at_stake: Vector, random: np.random.Generator) -> float:
    drawn = random.integers(len(gained), size=len(gained))
    total = float(at_stake[drawn].sum())
    return float(gained[drawn].sum()) / total if total > 0 else 0.0


def _ranks_worse(challenger: float | None, best: float | None) -> bool:
    return challenger is not None and best is not None and challenger < best - GUARD_MARGIN
