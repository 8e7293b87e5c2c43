"""The index of a score snapshot: what lists, searches and plans need of every customer, as compact numpy columns.

Rows lie in the order of customer ids, so that a row's number ranks its id. Numbers are 32-bit: seven digits, which is
more than a forecast has; the score table keeps them whole.
"""

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

END_OF_ID = b"\xff"  # no UTF-8 text holds this byte
WORDS = ("segment", "tier", "risk", "action")
HOLDOUT_SHARE = "holdout_share"  # a number from 0 to 1 by which a customer would be held out of a plan
SIGNIFICANT_DIGITS = 7

type Column = NDArray[np.float32]
type Rows = NDArray[np.int32]
type Codes = NDArray[np.uint8] | NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The names of the columns that say what is expected within so many days; None where there is no range."""

    horizon_days: int
    value: str
    low: str | None
    high: str | None
    churn: str


@dataclass(frozen=True, slots=True)
class IndexTerms:
    """What holds for all customers of a snapshot.

    `value_horizon_days` says which outcome's value ranks customers; `churn_column` sets their risk and looks
    `churn_horizon_days` ahead. None where that number is withheld, and `withheld` says why by score column.
    `margin_in_values` is the margin that was taken of the values already, 1 where they are what customers pay.
    """

    dataset: str
    snapshot: str
    kind: str
    as_of: str | None
    model_version: str
    outcomes: tuple[Outcome, ...]
    value_horizon_days: int | None
    churn_horizon_days: int | None
    churn_column: str | None
    margin_in_values: float
    withheld: dict[str, str]

    def outcome(self, horizon_days: int | None) -> Outcome | None:
        """The outcome within so many days; None where there is none."""
        return next((one for one in self.outcomes if one.horizon_days == horizon_days), None)


@dataclass(frozen=True, slots=True)
class Words:
    """A column of words: `codes` count from 1 in `names`, 0 is no word."""

    names: tuple[str, ...]
    codes: Codes

    def of(self, rows: NDArray[np.integer]) -> list[str | None]:
        """The words in these rows."""
        named = (None, *self.names)
        return [named[code] for code in self.codes[rows].tolist()]


@dataclass(frozen=True)
class ScoreIndex:
    """Every customer of a snapshot, by id. `ids` holds each id in UTF-8 and END_OF_ID behind it."""

    terms: IndexTerms
    ids: bytes
    numbers: dict[str, Column]
    words: dict[str, Words]

    @property
    def customers(self) -> int:
        """How many there are."""
        return len(self.ends)

    @property
    def size_bytes(self) -> int:
        """The memory its columns take."""
        columns = (*self.numbers.values(), *(words.codes for words in self.words.values()))
        return len(self.ids) + sum(column.nbytes for column in columns)

    @cached_property
    def ends(self) -> NDArray[np.int64]:
        """Where each id ends in `ids`."""
        return _ends(self.ids)

    @cached_property
    def folded_ids(self) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """The ids without upper and lower case as bytes, and where each ends in them."""
        folded = self.ids.decode(errors="surrogateescape").casefold().encode(errors="surrogateescape")
        return np.frombuffer(folded, dtype=np.uint8), _ends(folded)

    def customer_ids(self, rows: Sequence[int] | Rows) -> list[str]:
        """The ids in these rows."""
        chosen = np.asarray(rows, dtype=np.int64)
        starts = np.where(chosen == 0, 0, self.ends[chosen - 1] + 1)
        places = zip(starts.tolist(), self.ends[chosen].tolist(), strict=True)
        return [self.ids[start:end].decode() for start, end in places]

    def number(self, name: str | None) -> Column:
        """A column of numbers; NaN throughout where there is none of this name."""
        column = None if name is None else self.numbers.get(name)
        return np.full(self.customers, np.nan, dtype=np.float32) if column is None else column

    def part(self, name: str | None, rows: Rows) -> Column:
        """The numbers of a column in these rows; NaN throughout where there is none of this name."""
        column = None if name is None else self.numbers.get(name)
        return np.full(len(rows), np.nan, dtype=np.float32) if column is None else column[rows]

    def sorted_rows(self, name: str | None, *, descending: bool) -> Rows:
        """All rows by this column of numbers, or by id for None: equals by id, who has no number last. Sorted once."""
        if (name, descending) not in self._sorted:
            rows = np.arange(self.customers, dtype=np.int32)
            if name is not None:
                column = self.number(name)
                rows = np.argsort(-column if descending else column, kind="stable").astype(np.int32)
            self._sorted[name, descending] = rows[::-1] if name is None and descending else rows
        return self._sorted[name, descending]

    @cached_property
    def _sorted(self) -> dict[tuple[str | None, bool], Rows]:
        return {}

    def to_bytes(self) -> bytes:
        """As it lies in the lake: an uncompressed .npz; the same index gives the same bytes."""
        head = {"terms": asdict(self.terms), "words": {name: words.names for name, words in self.words.items()}}
        arrays: dict[str, NDArray[Any]] = {
            "head": np.frombuffer(json.dumps(head, sort_keys=True).encode(), dtype=np.uint8),
            "ids": np.frombuffer(self.ids, dtype=np.uint8),
            **{f"number {name}": self.numbers[name] for name in sorted(self.numbers)},
            **{f"word {name}": self.words[name].codes for name in sorted(self.words)},
        }
        buffer = io.BytesIO()
        np.savez(buffer, allow_pickle=False, **arrays)
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, body: bytes) -> "ScoreIndex":
        """The index that `to_bytes` wrote."""
        with np.load(io.BytesIO(body), allow_pickle=False) as arrays:
            head = json.loads(arrays["head"].tobytes())
            outcomes = tuple(Outcome(**one) for one in head["terms"].pop("outcomes"))
            return cls(
                terms=IndexTerms(outcomes=outcomes, **head["terms"]),
                ids=arrays["ids"].tobytes(),
                numbers={name.removeprefix("number "): arrays[name] for name in arrays if name.startswith("number ")},
                words={name: Words(tuple(names), arrays[f"word {name}"]) for name, names in head["words"].items()},
            )


def _ends(ids: bytes) -> NDArray[np.int64]:
    return np.flatnonzero(np.frombuffer(ids, dtype=np.uint8) == END_OF_ID[0]).astype(np.int64)


def shown(column: NDArray[np.floating]) -> list[float | None]:
    """Numbers as they are told: without the digits an index does not have, None where unknown."""
    values = column.astype(np.float64)
    size = np.floor(np.log10(np.abs(values), where=values != 0, out=np.zeros(len(values))))
    scale = 10.0 ** (SIGNIFICANT_DIGITS - 1 - size)
    rounded = np.round(values * scale) / scale
    return [None if number != number else number for number in rounded.tolist()]  # noqa: PLR0124  # NaN alone differs
