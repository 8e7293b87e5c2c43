"""Attributes as they may come, whatever their column holds today: as numbers, and as words that compare.

A later file may turn a column of flags into words or of words into numbers; a model must then still read what is meant.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perennial.columns import Numbers, numbers

FLAG_WORDS = {"yes": 1.0, "true": 1.0, "y": 1.0, "t": 1.0, "no": 0.0, "false": 0.0, "n": 0.0, "f": 0.0}
TRUE_WORDS, FALSE_WORDS = (tuple(word for word, flag in FLAG_WORDS.items() if flag == value) for value in (1.0, 0.0))


def as_numbers(column: NDArray[Any]) -> Numbers:
    """The column as float64; words that are neither a number nor a truth value are unknown (NaN)."""
    if np.ma.asarray(column).dtype.kind in "biuf":
        return numbers(column)
    return np.array([_number(value) for value in as_words(column)], dtype=np.float64)


def as_words(column: NDArray[Any]) -> list[str | None]:
    """The column as texts, None where unknown; a whole number has no decimals."""
    values = np.ma.getdata(column).astype(object)
    values[np.ma.getmaskarray(column)] = None
    return [None if value is None else _word(value) for value in values.tolist()]


def comparable(word: str) -> str:
    """The word without what spelling adds to it: case, and spaces at the ends or doubled."""
    return " ".join(word.casefold().split())


def same_words(word: str) -> tuple[str, ...]:
    """The words, comparable, that a category of this name may come as: a truth value has several."""
    known = comparable(word)
    for words in (TRUE_WORDS, FALSE_WORDS):
        if known in words:
            return words
    return (known,)


def _word(value: object) -> str | None:
    if isinstance(value, float):
        return None if math.isnan(value) else repr(value).removesuffix(".0")
    return str(value)


def _number(word: str | None) -> float:
    if word is None:
        return math.nan
    if comparable(word) in FLAG_WORDS:
        return FLAG_WORDS[comparable(word)]
    try:
        value = float(word)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan
