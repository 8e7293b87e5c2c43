"""Fitting the probabilistic model to a feature table, and saying which of its parts hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perennial.models.bgnbd import Counted, Fit, fit_leaving, fit_staying, knows_who_left
from perennial.models.gamma_gamma import fit_order_value
from perennial.models.lifetimes import Buying
from perennial.models.likelihood import at_the_end
from perennial.models.probabilistic import ProbabilisticModel, Purchases

# Who has left shows in those who came back and then did not: 25 of them for each of the four parameters.
LEAST_REPEATERS = 100
FEW_REPEATERS = "probability of being alive: needs {} customers who bought on a second day, has {}"
NO_LEAVING = (
    "probability of being alive: these orders look as if nobody ever leaves, so any number would be an assumption; "
    "more history shows who has left"
)
ALL_ALIKE = (
    "probability of being alive: these orders do not show that customers differ in how soon they leave, so one "
    "assumption would decide for all; more history shows who has left"
)


@dataclass(frozen=True, slots=True)
class ProbabilisticFit:
    """The model, why its forecasts are BG/NBD's, MBG/NBD's or neither's, and what does not hold, in words.

    `log_likelihoods` are by model name, in days.
    """

    model: ProbabilisticModel
    reason: str
    caveats: tuple[str, ...]
    log_likelihoods: dict[str, float]


def fit_probabilistic(columns: Mapping[str, NDArray[Any]]) -> ProbabilisticFit:
    """From the columns of a feature table by name, a row a customer; rows with an unknown input are left out.

    Of BG/NBD and MBG/NBD, which have the same four parameters, the more likely one forecasts. Where neither says more
    than that nobody leaves (a -> 0 or b -> infinity), nobody leaves (NBD). Raises NotEnoughData where no customer has
    bought on a second day or spent anything.
    """
    seen = Purchases.of(columns)
    counted = Counted.of(seen.history)
    staying = fit_staying(counted)
    fits = {
        "BG/NBD": fit_leaving(counted, staying, leaves_at_first=False),
        "MBG/NBD": fit_leaving(counted, staying, leaves_at_first=True),
    }
    buying, reason = _most_likely(fits, staying)
    doubt = _doubt_about_alive(fits["MBG/NBD"], staying, repeaters=int((seen.history.repeats > 0).sum()))
    value = fit_order_value(seen.days, seen.net_per_day)
    counts = ~np.isnan(seen.orders)
    model = ProbabilisticModel(
        buying=buying,
        leaving=None if doubt else fits["MBG/NBD"].buying,
        value=value.value,
        orders_per_day=float(seen.orders[counts].sum() / seen.days[counts].sum()) if counts.any() else 1.0,
    )
    likelihoods = {name: fit.log_likelihood for name, fit in {**fits, "NBD": staying}.items()}
    return ProbabilisticFit(model, reason, tuple(caveat for caveat in (doubt, value.caveat) if caveat), likelihoods)


def _most_likely(fits: Mapping[str, Fit], staying: Fit) -> tuple[Buying, str]:
    holding = {name: fit for name, fit in fits.items() if knows_who_left(fit, staying)}
    if not holding:
        return staying.buying, "NBD: BG/NBD and MBG/NBD both degenerate to it, since nobody seems to leave"
    best = max(holding, key=lambda name: holding[name].log_likelihood)
    compared = ", ".join(f"{name} {fit.log_likelihood:.1f}" for name, fit in {**fits, "NBD": staying}.items())
    return holding[best].buying, f"{best}: the most likely (log-likelihoods {compared})"


def _doubt_about_alive(fit: Fit, staying: Fit, *, repeaters: int) -> str | None:
    """Why P(alive) would be an assumption, in words; None where the orders tell."""
    if repeaters < LEAST_REPEATERS:
        return FEW_REPEATERS.format(LEAST_REPEATERS, repeaters)
    if not knows_who_left(fit, staying):
        return NO_LEAVING
    return ALL_ALIKE if at_the_end(fit.buying.a, fit.buying.b) else None
