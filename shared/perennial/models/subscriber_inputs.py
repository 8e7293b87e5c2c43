"""Attributes of subscribers as the numbers models read; light enough for serving."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from perennial.columns import Numbers
from perennial.models.subscriber_values import as_numbers, as_words, comparable, same_words

type Kind = Literal["number", "flag", "date", "category"]

UNKNOWN = -2


@dataclass(frozen=True, slots=True)
class InputColumn:
    """One attribute and the columns of the matrix it becomes.

    A category has one for each of `categories`, the most frequent first. Everything else has its value (a date: days
    before the last one) and one for each of `codes`, the values of a number that may be a name. `tells_unknown`: a
    last one says that it is unknown. `last_day` is what a date was counted from.
    """

    name: str
    kind: Kind
    categories: tuple[str, ...] = ()
    codes: tuple[float, ...] = ()
    tells_unknown: bool = False
    last_day: date | None = None

    @property
    def matrix_names(self) -> tuple[str, ...]:
        """What each of its columns of the matrix holds, in words."""
        value = () if self.kind == "category" else (self.name,)
        told_apart = (*self.categories, *(f"{code:g}" for code in self.codes))
        unknown = (f"{self.name} is not known",) if self.tells_unknown else ()
        return (*value, *(f"{self.name} is {one}" for one in told_apart), *unknown)

    def matrix(self, values: NDArray[Any] | None, rows: int) -> Numbers:
        """(rows, len(matrix_names)); without values everything is unknown."""
        known = np.full(rows, None, dtype=object) if values is None else values
        if self.kind == "category":
            at = self._positions(known)
            parts = [at[:, np.newaxis] == np.arange(len(self.categories))]
            unknown = at == UNKNOWN
        else:
            value = as_numbers(known)[:, np.newaxis]
            parts = [value, value == np.array(self.codes)]
            unknown = np.isnan(value[:, 0])
        if self.tells_unknown:
            parts.append(unknown[:, np.newaxis])
        return np.hstack([part.astype(np.float64) for part in parts])

    def says_something(self, value: object) -> bool:
        """Whether a model can tell this value from no value."""
        column = np.array([value], dtype=object)
        if self.kind == "category":
            return bool(self._positions(column)[0] >= 0)
        return not bool(np.isnan(as_numbers(column)[0]))

    def _positions(self, values: NDArray[Any]) -> NDArray[np.int64]:
        """Which category each is; -1 for one that is not told apart, UNKNOWN for none."""
        position = {word: at for at, one in reversed([*enumerate(self.categories)]) for word in same_words(one)}
        position |= {comparable(one): at for at, one in enumerate(self.categories)}
        found: dict[str | None, int] = {None: UNKNOWN}
        words = as_words(values)
        for word in set(words) - {None}:
            found[word] = position.get(comparable(str(word)), -1)
        return np.array([found[word] for word in words], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How attributes become a matrix, one InputColumn after the other.

    A category that is rare or was never seen is 0 in all of its attribute's columns, and so is an unknown one where
    unknown ones were rare.
    """

    columns: tuple[InputColumn, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The attributes' names."""
        return tuple(column.name for column in self.columns)

    @property
    def matrix_names(self) -> tuple[str, ...]:
        """What each column of the matrix holds, in words."""
        return tuple(name for column in self.columns for name in column.matrix_names)

    @property
    def numeric_positions(self) -> tuple[int, ...]:
        """Which columns of the matrix hold numbers of any size."""
        return tuple(
            first
            for column, first in zip(self.columns, self.first_positions, strict=True)
            if column.kind in {"number", "date"}
        )

    @property
    def first_positions(self) -> tuple[int, ...]:
        """Where in the matrix each attribute begins."""
        widths = [len(column.matrix_names) for column in self.columns]
        return tuple(sum(widths[:at]) for at in range(len(widths)))

    def without(self, names: Collection[str]) -> "Encoding":
        """The encoding of all other attributes."""
        return Encoding(tuple(column for column in self.columns if column.name not in names))

    def matrix(self, columns: Mapping[str, NDArray[Any]], rows: int) -> Numbers:
        """(rows, len(matrix_names)); an attribute that is not among the columns is unknown."""
        parts = [column.matrix(columns.get(column.name), rows) for column in self.columns]
        return np.hstack(parts) if parts else np.zeros((rows, 0))

    def by_attribute(self, shares: Numbers) -> Numbers:
        """(rows, attributes): what the columns of the matrix add to a prediction, added up by attribute."""
        if not self.columns:
            return np.zeros((len(shares), 0))
        return np.asarray(np.add.reduceat(shares, self.first_positions, axis=1))

    def unknown(self, features: Mapping[str, Any]) -> tuple[str, ...]:
        """The attributes of which these features tell nothing: left out, blank, or a category never seen."""
        return tuple(column.name for column in self.columns if not column.says_something(features.get(column.name)))


def customer_shares(customer_ids: Sequence[Any] | NDArray[Any], purpose: str) -> Numbers:
    """A number from 0 to below 1 for each customer, by a digest of id and purpose: the same one ever after."""
    digests = [hashlib.blake2b(f"{purpose}\n{one}".encode(), digest_size=7).digest() for one in customer_ids]
    return np.array([int.from_bytes(digest) for digest in digests], dtype=np.float64) / 2.0**56
