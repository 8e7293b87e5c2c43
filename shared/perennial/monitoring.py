"""A check of a dataset: what drifted, what came of past forecasts, and whether the model has to be trained anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from scipy.stats import norm

from perennial.drift_reference import FALSE_ALARMS, Reading
from perennial.drift_samples import is_prediction
from perennial.drift_settings import DriftSettings
from perennial.realised import auc_error
from perennial.records import Json

type Check = Literal["data", "model"]
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: drift, what forecasts and plans came to, and why the champion is out of date."""

    readings: Sequence[Reading]
    realised: Sequence[Mapping[str, Json]]
    reasons: tuple[str, ...] = field(default=())
    plan_effects: Sequence[Mapping[str, Json]] = field(default=())

    @property
    def tripped(self) -> bool:
        """Whether the model is out of date."""
        return bool(self.reasons)

    def to_json(self) -> dict[str, Json]:
        """The finding as it is stored and told."""
        told = [(reading.name, reading.to_json()) for reading in self.readings]
        return {
            "features": [reading for name, reading in told if not is_prediction(name)],
            "predictions": {name: reading for name, reading in told if is_prediction(name)},
            "realised": [dict(one) for one in self.realised],
            "plan_effects": [dict(one) for one in self.plan_effects],
            "tripped": self.tripped,
            "reasons": list(self.reasons),
        }


def finding(
    readings: Sequence[Reading],
    realised: Sequence[Mapping[str, Json]],
    *,
    champion: str,
    day: date | None,
    settings: DriftSettings,
) -> Finding:
    """What follows from readings of `day` and from realised forecasts; only the champion's own count against it."""
    reasons = []
    drifted = sorted((one for one in readings if one.drifted), key=lambda one: (-one.psi / one.psi_limit, one.name))
    if drifted:
        reasons.append(_drift_in_words(drifted, day))
    reasons += [words for one in realised if one["model_version"] == champion and (words := _fall(one, settings))]
    return Finding(readings, realised, tuple(reasons))


def auc_limit(baseline: float, churned: int, stayed: int, drop: float) -> float:
    """The ROC-AUC below which a model is out of date: its baseline less the drop, and less what chance may take."""
    least = (1 - drop) * baseline
    return least - float(norm.isf(FALSE_ALARMS)) * auc_error(least, churned, stayed)


def _fall(one: Mapping[str, Json], settings: DriftSettings) -> str | None:
    auc, baseline = one["roc_auc"], one["roc_auc_at_training"]
    churned, customers = one["churned"], one["customers"]
    if not isinstance(auc, float) or not isinstance(baseline, float):
        return None
    if not isinstance(churned, int) or not isinstance(customers, int):
        return None
    limit = auc_limit(baseline, churned, customers - churned, settings.auc_drop)
    if auc >= limit:
        return None
    return (
        f"the churn forecast of {one['as_of']} for {one['horizon_days']} days told apart who came back with a ROC-AUC "
        f"of {auc:.3f}; at training it was {baseline:.3f}, and below {limit:.3f} is more than chance"
    )


def _drift_in_words(drifted: Sequence[Reading], day: date | None) -> str:
    named = ", ".join(_moved(one) for one in drifted[:MOST_NAMED])
    others = len(drifted) - MOST_NAMED
    rest = f" and {others} more" if others > 0 else ""
    when = "" if day is None else f" by {day.isoformat()}"
    return f"what the model sees has moved{when}: {named}{rest}"


def _moved(one: Reading) -> str:
    if one.psi > one.psi_limit or one.ks is None or one.ks_limit is None:
        return f"{one.name} (PSI {one.psi:.2f}, limit {one.psi_limit:.2f})"
    return f"{one.name} (KS {one.ks:.2f}, limit {one.ks_limit:.2f})"
