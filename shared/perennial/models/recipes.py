"""Recipes: how a model is made, apart from the data that it is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from perennial.records import Json


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who forecasts a number: a candidate by name, with the settings that were searched for (none: its own)."""

    candidate: str
    settings: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a training would have to do to make such a model from other data.

    `numbers` are by score column, `described_by` is the digest of what the description asks for, `window_months`
    the history that is learnt from (None where a model learns from no history).
    """

    training_version: str
    described_by: str
    window_months: int | None
    numbers: Mapping[str, Chosen]

    def to_json(self) -> dict[str, Json]:
        """Plain values, from which `recipe_of` makes it again."""
        return {
            "training_version": self.training_version,
            "described_by": self.described_by,
            "window_months": self.window_months,
            "numbers": {
                column: {"candidate": chosen.candidate, "settings": dict(chosen.settings)}
                for column, chosen in sorted(self.numbers.items())
            },
        }

    def differences(self, champion: "Recipe") -> list[str]:
        """In words, everything in which it is not the champion's recipe; empty for the same recipe."""
        columns = sorted({*self.numbers, *champion.numbers})
        found = [_difference(name, self.numbers.get(name), champion.numbers.get(name)) for name in columns]
        if self.window_months != champion.window_months:
            found.append(f"learns from {self.window_months} months in place of {champion.window_months}")
        if self.training_version != champion.training_version:
            found.append(f"training version {self.training_version} in place of {champion.training_version}")
        if self.described_by != champion.described_by:
            found.append("the dataset's description was changed")
        return [words for words in found if words]


def recipe_of(content: Mapping[str, Json]) -> Recipe | None:
    """The recipe that was written as JSON; None where nothing was."""
    numbers, window = content.get("numbers"), content.get("window_months")
    if not isinstance(numbers, Mapping):
        return None
    return Recipe(
        training_version=str(content.get("training_version")),
        described_by=str(content.get("described_by")),
        window_months=window if isinstance(window, int) else None,
        numbers={column: _chosen(one) for column, one in numbers.items() if isinstance(one, Mapping)},
    )


def _chosen(content: Mapping[str, Json]) -> Chosen:
    settings = content.get("settings")
    known = settings if isinstance(settings, Mapping) else {}
    return Chosen(
        str(content["candidate"]), {name: value for name, value in known.items() if isinstance(value, int | float)}
    )


def _difference(column: str, ours: Chosen | None, champions: Chosen | None) -> str:
    if ours == champions:
        return ""
    if ours is None or champions is None:
        return f"{column} {'is no longer' if ours is None else 'was not'} forecast"
    if ours.candidate == champions.candidate:
        return f"{column} by {ours.candidate} with other settings"
    return f"{column} by {ours.candidate} in place of {champions.candidate}"
