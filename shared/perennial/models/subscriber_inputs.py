"""Attributes of subscribers as the numbers models read; light enough for serving."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from perennial.columns import Numbers, numbers

MOST_CATEGORIES = 50
LEAST_ROWS_OF_A_CATEGORY = 5


@dataclass(frozen=True, slots=True)
class InputColumn:
    """One attribute: a number, a flag, or a category with the values that are told apart, the most frequent first."""

    name: str
    kind: Literal["number", "flag", "category"]
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Encoding:
    """How attributes become a matrix: a column for a number or flag (NaN = unknown), one for each category told apart.

    A category that is unknown, rare or was never seen is 0 in all of its attribute's columns.
    """

    columns: tuple[InputColumn, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The attributes' names."""
        return tuple(column.name for column in self.columns)

    @property
    def matrix_names(self) -> tuple[str, ...]:
        """What each column of the matrix holds, in words."""
        return tuple(name for column in self.columns for name in _matrix_names(column))

    @property
    def numeric_positions(self) -> tuple[int, ...]:
        """Which columns of the matrix hold numbers of any size."""
        kinds = [column.kind for column in self.columns for _ in _matrix_names(column)]
        return tuple(position for position, kind in enumerate(kinds) if kind == "number")

    def matrix(self, columns: Mapping[str, NDArray[Any]], rows: int) -> Numbers:
        """(rows, len(matrix_names)); an attribute that is not among the columns is unknown."""
        parts = [_encoded(column, columns.get(column.name), rows) for column in self.columns]
        return np.hstack(parts) if parts else np.zeros((rows, 0))

    def unknown(self, features: Mapping[str, Any]) -> tuple[str, ...]:
        """The attributes of which these features tell nothing: left out, blank, or a category never seen."""
        return tuple(column.name for column in self.columns if not _says_something(column, features.get(column.name)))


def encoding_of(kinds: Mapping[str, str], columns: Mapping[str, NDArray[Any]]) -> Encoding:
    """The encoding of these attributes; `kinds` names each one's kind, `columns` hold the customers to learn from."""
    return Encoding(tuple(_learnt(name, kind, columns[name]) for name, kind in kinds.items()))


def customer_shares(customer_ids: Sequence[Any] | NDArray[Any], purpose: str) -> Numbers:
    """A number from 0 to below 1 for each customer, by a digest of id and purpose: the same one ever after."""
    digests = [hashlib.blake2b(f"{purpose}\n{one}".encode(), digest_size=7).digest() for one in customer_ids]
    return np.array([int.from_bytes(digest) for digest in digests], dtype=np.float64) / 2.0**56


def _learnt(name: str, kind: str, column: NDArray[Any]) -> InputColumn:
    if kind == "number":
        return InputColumn(name, "number")
    if kind == "flag":
        return InputColumn(name, "flag")
    words, counts = np.unique([word for word in _words(column) if word is not None], return_counts=True)
    frequent = sorted(zip(-counts, words.tolist(), strict=True))[:MOST_CATEGORIES]
    return InputColumn(name, "category", tuple(w for n, w in frequent if -n >= LEAST_ROWS_OF_A_CATEGORY))


def _matrix_names(column: InputColumn) -> tuple[str, ...]:
    if column.kind != "category":
        return (column.name,)
    return tuple(f"{column.name} is {category}" for category in column.categories)


def _encoded(column: InputColumn, values: NDArray[Any] | None, rows: int) -> Numbers:
    width = len(_matrix_names(column))
    if values is None:
        return np.full((rows, width), 0.0 if column.kind == "category" else np.nan)
    if column.kind != "category":
        return numbers(values)[:, np.newaxis]
    position = {category: at for at, category in enumerate(column.categories)}
    at = np.array([-1 if word is None else position.get(word, -1) for word in _words(values)], dtype=np.int64)
    result: Numbers = (at[:, np.newaxis] == np.arange(width)).astype(np.float64)
    return result


def _words(column: NDArray[Any]) -> list[str | None]:
    filled = np.ma.filled(np.ma.asarray(column, dtype=object), None)
    return [None if word is None else str(word) for word in filled]


def _says_something(column: InputColumn, value: object) -> bool:
    return value is not None and (column.kind != "category" or str(value) in column.categories)
