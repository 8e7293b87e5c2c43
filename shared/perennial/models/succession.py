"""Who serves next: a challenger, or the champion's recipe.

Both are fitted to what was known before the last horizon and held to what came in it: a model that has seen those days
would prove nothing. The challenger comes from newer data, so it need not be better; it must not be worse beyond doubt.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from perennial.models.choosing import DOUBT, paired_gain
from perennial.models.recipes import Recipe
from perennial.models.serving import Vector
from perennial.records import Json

type Kind = Literal["first", "refresh", "won", "lost", "drift", "unopposed", "kept"]


@dataclass(frozen=True, slots=True)
class Incumbent:
    """The champion: its version, its recipe (None: it was not recorded), and why it cannot serve on (None: it can)."""

    version: str
    recipe: Recipe | None
    unloadable: str | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """One number on days that neither recipe had seen: a loss for each row of both, and whose it is."""

    column: str
    measure: str
    champion: str
    challenger: str
    customer_ids: NDArray[Any]
    champion_losses: Vector
    challenger_losses: Vector

    def shares(self) -> tuple[Vector, Vector]:
        """Both losses as shares of the champion's mean, so that numbers of different units can be added up."""
        mean = float(self.champion_losses.mean()) or 1.0
        return self.champion_losses / mean, self.challenger_losses / mean


@dataclass(frozen=True, slots=True)
class Unmet:
    """Why two recipes could not be compared; `for_time` where more time would have helped."""

    reason: str
    for_time: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """Who serves and why, in words and numbers."""

    kind: Kind
    in_words: str
    numbers: dict[str, Json] = field(default_factory=dict)

    @property
    def challenger_serves(self) -> bool:
        """Whether the model just trained becomes champion."""
        return self.kind not in {"lost", "kept"}

    def to_json(self) -> dict[str, Json]:
        """For manifest, registry and pointer."""
        return {"kind": self.kind, "in_words": self.in_words, **self.numbers}


def decide(
    incumbent: Incumbent | None,
    challenger: Recipe,
    met: Sequence[Meeting | Unmet],
    *,
    judged_on: str,
    drift: str | None,
    seed: int,
) -> Decision:
    """The decision; `met` is how both recipes did for each number, on what `judged_on` names in words.

    Numbers for which the champion's recipe cannot be made again are left out, unless only time was missing. With
    `drift` (why a new model is demanded) the challenger serves whatever the comparison says.
    """
    if incumbent is None:
        return Decision("first", "The first model of this dataset: there was no champion to be held to.")
    differences = [] if incumbent.recipe is None else challenger.differences(incumbent.recipe)
    meetings, unmet = [one for one in met if isinstance(one, Meeting)], [one for one in met if isinstance(one, Unmet)]
    compared = _compared(meetings, judged_on, seed) if meetings else None
    numbers: dict[str, Json] = {"champion_before": incumbent.version, "differences": list(differences)}
    numbers |= {"not_compared": [one.reason for one in unmet]} if unmet else {}
    numbers |= {} if compared is None else compared.to_json()
    of_both = Decision("unopposed", "", numbers)
    if incumbent.unloadable is not None:
        return unopposed(of_both, f"cannot serve any more: {incumbent.unloadable}")
    if incumbent.recipe is None:
        return unopposed(of_both, "does not say how it was made, so it cannot be made again")
    if not differences:
        words = f"The recipe of champion {incumbent.version} on new data: a refresh, not a contest."
        return replace(of_both, kind="refresh", in_words=words)
    if drift is not None:
        against = "" if compared is None else f" {compared.sentence()}"
        return replace(of_both, kind="drift", in_words=f"Drift demands a new model: {drift}.{against}")
    return _contested(of_both, unmet, compared)


def _contested(of_both: Decision, unmet: Sequence[Unmet], compared: "_Comparison | None") -> Decision:
    champion = of_both.numbers["champion_before"]
    for one in unmet:
        if one.for_time:
            words = f"Champion {champion} serves on: {one.reason}, so the two recipes could not be compared."
            return replace(of_both, kind="kept", in_words=words)
    if compared is None:
        nothing = "has no number in common with what is to be forecast now"
        return unopposed(of_both, unmet[0].reason if unmet else nothing)
    if compared.certain_loss > 0:
        words = f"The challenger loses, and the recipe of champion {champion} is fitted to the new data."
        return replace(of_both, kind="lost", in_words=f"{words} {compared.sentence()}")
    words = f"The challenger replaces champion {champion}, being no worse."
    return replace(of_both, kind="won", in_words=f"{words} {compared.sentence()}")


def unopposed(decision: Decision, why: str) -> Decision:
    """The challenger serves after all, since the champion `why`; the numbers stay."""
    words = f"The challenger serves without a contest: champion {decision.numbers['champion_before']} {why}."
    return Decision("unopposed", words, decision.numbers)


@dataclass(frozen=True, slots=True)
class _Comparison:
    """How much lower the challenger's loss is as a share of the champion's, over all numbers and for each."""

    gain: float
    certain_gain: float
    certain_loss: float
    customers: int
    judged_on: str
    by_column: Mapping[str, Json]

    def sentence(self) -> str:
        how = "lower" if self.gain >= 0 else "higher"
        where = f"On {self.judged_on}, over {len(self.by_column)} numbers of {self.customers:,} customers"
        return f"{where}, its loss is {abs(self.gain):.1%} {how} than that of the champion's recipe, {self._doubt()}."

    def _doubt(self) -> str:
        for certain, how in ((self.certain_gain, "lower"), (self.certain_loss, "higher")):
            if certain > 0:
                return f"at least {certain:.1%} {how} in {1 - DOUBT:.0%} of resamples"
        return "which resampling the customers does not bear out"

    def to_json(self) -> dict[str, Json]:
        return {
            "judged_on": self.judged_on,
            "customers": self.customers,
            "gain": self.gain,
            "certain_gain": self.certain_gain,
            "certain_loss": self.certain_loss,
            "by_number": dict(self.by_column),
        }


def _compared(met: Sequence[Meeting], judged_on: str, seed: int) -> _Comparison:
    """Every number counts alike; customers are drawn with all of their numbers."""
    shares = [meeting.shares() for meeting in met]
    champion, challenger = (np.concatenate([pair[side] for pair in shares]) for side in (0, 1))
    customer_ids = np.concatenate([meeting.customer_ids.astype(str) for meeting in met])
    gain, certain_gain = paired_gain(champion, challenger, customer_ids, seed=seed)
    certain_loss = paired_gain(challenger, champion, customer_ids, seed=seed)[1]
    by_column = {meeting.column: _of_one(meeting, seed) for meeting in met}
    return _Comparison(gain, certain_gain, certain_loss, len(np.unique(customer_ids)), judged_on, by_column)


def _of_one(meeting: Meeting, seed: int) -> Json:
    champion, challenger, customer_ids = meeting.champion_losses, meeting.challenger_losses, meeting.customer_ids
    gain, certain_gain = paired_gain(champion, challenger, customer_ids, seed=seed)
    return {
        "champion": meeting.champion,
        "challenger": meeting.challenger,
        "measure": meeting.measure,
        "champion_loss": float(champion.mean()),
        "challenger_loss": float(challenger.mean()),
        "gain": gain,
        "certain_gain": certain_gain,
        "certain_loss": paired_gain(challenger, champion, customer_ids, seed=seed)[1],
    }
