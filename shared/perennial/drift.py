"""How far values have moved from those a model was trained on: bins, PSI and KS, each with the limit its samples allow.

The population stability index is the symmetric Kullback-Leibler divergence of binned shares; 0.2 to 0.25 is the usual
sign of a changed population (Siddiqi, Credit Risk Scorecards, 2006). Of two samples of one population of n and m it is
distributed about as (1/n + 1/m) times a chi-square with bins - 1 degrees of freedom (Yurdakul, Statistical Properties
of Population Stability Index, 2018), so a limit that knows no sizes would see drift in every small shop.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from perennial.columns import numbers
from perennial.errors import IntegrityError
from perennial.records import Json

# Points at which distributions are compared: every 2 % of the reference, each value once.
POINTS = 49
# A bin of PSI gathers neighbours until it holds nearly a tenth of the reference; a crowd of equal values is one bin.
LEAST_SHARE_OF_A_BIN = 0.09
MOST_WORDS = 20
# What stands in for an empty bin, whose logarithm would be infinite: half of one customer.
EMPTY = 0.5
BROKEN = "a training's reference of drift is not what was stored; train the dataset again."
# A difference between distribution functions that matters: about what moving a normal one by half its spread makes.
KS_EFFECT = 0.2


@dataclass(frozen=True, slots=True)
class Profile:
    """A sample as counts: of numbers up to each of rising `points` and beyond the last, or of each of `words`.

    The last of `counts` is how many values are unknown.
    """

    points: tuple[float, ...] | None
    words: tuple[str, ...]
    counts: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many values were counted."""
        return sum(self.counts)

    def to_json(self) -> dict[str, Json]:
        """The profile as it is stored."""
        kept: dict[str, Json] = {"words": list(self.words)} if self.points is None else {"points": list(self.points)}
        return kept | {"counts": list(self.counts)}


@dataclass(frozen=True, slots=True)
class Movement:
    """How far a sample lies from a profile. `bins` were compared; `ks` is None of words and where nothing is known.

    `sizes` count values before and now, `known` those of them that are numbers.
    """

    psi: float
    ks: float | None
    bins: int
    sizes: tuple[int, int]
    known: tuple[int, int]

    def psi_noise(self, chance: float) -> float:
        """What PSI exceeds with this chance where nothing moved."""
        return float(chi2.isf(chance, max(1, self.bins - 1))) * _spread(self.sizes)

    def ks_noise(self, chance: float) -> float:
        """What KS exceeds with at most this chance where nothing moved (Smirnov, 1948; with ties Noether, 1963)."""
        return float(np.sqrt(-np.log(chance / 2) / 2 * _spread(self.known)))


def profile_of(values: NDArray[Any]) -> Profile:
    """The profile of a sample of numbers (NaN: unknown) or, where the array holds objects, of words (None: unknown)."""
    if values.dtype == object:
        common = Counter(word for word in values if word is not None).most_common()
        ranked = sorted(common, key=lambda pair: (-pair[1], pair[0]))
        words = tuple(str(word) for word, _ in ranked[:MOST_WORDS])
        return Profile(None, words, _counts(None, words, values))
    points = _points(values[~np.isnan(values)])
    return Profile(points, (), _counts(points, (), values))


def profile_from(stored: Any) -> Profile:  # noqa: ANN401  # whatever JSON held
    """The profile that `to_json` stored; raises IntegrityError."""
    try:
        points = stored.get("points")
        return Profile(
            None if points is None else tuple(float(point) for point in points),
            tuple(str(word) for word in stored.get("words", ())),
            tuple(int(count) for count in stored["counts"]),
        )
    except (TypeError, KeyError, AttributeError, ValueError) as error:
        raise IntegrityError(BROKEN) from error


def movement(reference: Profile, values: NDArray[Any]) -> Movement | None:
    """How far a sample has moved; None where either of the two is empty, or they are not of one kind."""
    if not reference.size or not len(values) or (values.dtype == object) is not (reference.points is None):
        return None
    then = np.array(reference.counts, dtype=np.float64)
    now = np.array(_counts(reference.points, reference.words, values), dtype=np.float64)
    bins = _bins(reference)
    psi, compared = _psi(np.bincount(bins, then), np.bincount(bins, now))
    known = (int(then[:-1].sum()), int(now[:-1].sum()))
    return Movement(psi, _ks(reference, then, now), compared, (reference.size, len(values)), known)


def _spread(sizes: tuple[int, int]) -> float:
    return sum(1 / max(1, size) for size in sizes)


def _points(known: NDArray[np.float64]) -> tuple[float, ...]:
    """Quantiles that are values of the sample, each once; a constant is told apart from what lies to either side."""
    if not len(known):
        return (0.0,)
    shares = np.arange(1, POINTS + 1) / (POINTS + 1)
    found = np.unique(np.quantile(known, shares, method="inverted_cdf"))
    if known.min() == known.max():
        return (float(np.nextafter(found[0], -np.inf)), float(found[0]))
    return tuple(float(point) for point in found)


def _counts(points: tuple[float, ...] | None, words: tuple[str, ...], values: NDArray[Any]) -> tuple[int, ...]:
    if points is None:
        place = {word: at for at, word in enumerate(words)}
        at = [len(words) + 1 if word is None else place.get(str(word), len(words)) for word in values]
        return tuple(np.bincount(np.array(at, dtype=np.int64), minlength=len(words) + 2).tolist())
    known = numbers(values)
    known = known[~np.isnan(known)]
    counted = np.bincount(np.searchsorted(points, known), minlength=len(points) + 1)
    return (*counted.tolist(), len(values) - len(known))


def _bins(reference: Profile) -> NDArray[np.int64]:
    """Which bin of PSI each count belongs to; the unknown have one of their own."""
    if reference.points is None:
        return np.arange(len(reference.counts))
    known = reference.counts[:-1]
    enough = max(1.0, LEAST_SHARE_OF_A_BIN * sum(known))
    number, gathered, bins = 0, 0, []
    for position, count in enumerate(known):
        if position > 0 and (gathered >= enough or count >= enough):
            number, gathered = number + 1, 0
        bins.append(number)
        gathered += count
    return np.array([*bins, number + 1], dtype=np.int64)


def _psi(then: NDArray[np.float64], now: NDArray[np.float64]) -> tuple[float, int]:
    there = (then > 0) | (now > 0)
    before, after = (np.maximum(counts[there], EMPTY) / counts.sum() for counts in (then, now))
    return float(np.sum((after - before) * np.log(after / before))), int(there.sum())


def _ks(reference: Profile, then: NDArray[np.float64], now: NDArray[np.float64]) -> float | None:
    if reference.points is None or not then[:-1].sum() or not now[:-1].sum():
        return None
    before, after = (np.cumsum(counts[:-1]) / counts[:-1].sum() for counts in (then, now))
    return float(np.max(np.abs(before - after)))
