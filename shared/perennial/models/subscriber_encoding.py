"""How the attributes of these customers are to become a matrix: what is frequent enough to be told apart."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perennial.columns import Numbers
from perennial.models.subscriber_inputs import Encoding, InputColumn, Kind
from perennial.models.subscriber_values import as_numbers, as_words, comparable

MOST_CATEGORIES = 50
FEWEST_CODES, MOST_CODES = 3, 12
# A value of fewer customers tells too little about leaving to be worth a column of its own.
LEAST_SHARE = 0.005
LEAST_ROWS, MOST_ROWS_NEEDED = 5, 30
NO_DATES: Mapping[str, date] = MappingProxyType({})
SAYS_NOTHING = "hardly any two customers have the same value"


def encoding_of(
    kinds: Mapping[str, str], columns: Mapping[str, NDArray[Any]], last_days: Mapping[str, date] = NO_DATES
) -> Encoding:
    """The encoding of these attributes; `kinds` names each one's kind, `columns` hold the customers to learn from.

    `last_days` says what each date counts from. What comes to no column of the matrix is not among its columns.
    """
    learnt = (replace(_learnt(name, kind, columns[name]), last_day=last_days.get(name)) for name, kind in kinds.items())
    return Encoding(tuple(column for column in learnt if column.matrix_names))


def _learnt(name: str, kind: str, column: NDArray[Any]) -> InputColumn:
    least = min(max(LEAST_ROWS, LEAST_SHARE * len(column)), MOST_ROWS_NEEDED)
    if kind == "category":
        words = as_words(column)
        return InputColumn(name, "category", _categories(words, least), (), words.count(None) >= least)
    values = as_numbers(column)
    of_kind: Kind = "flag" if kind == "flag" else "date" if kind == "date" else "number"
    codes = _codes(values, least) if of_kind == "number" else ()
    return InputColumn(name, of_kind, (), codes, bool(np.isnan(values).sum() >= least))


def _categories(words: list[str | None], least: float) -> tuple[str, ...]:
    """The frequent words, each in its most frequent spelling."""
    spellings = Counter(word for word in words if word is not None)
    counts: Counter[str] = Counter()
    spelt: dict[str, str] = {}
    for word, count in sorted(spellings.items(), key=lambda entry: (-entry[1], entry[0])):
        counts[comparable(word)] += count
        spelt.setdefault(comparable(word), word)
    frequent = sorted((-count, spelt[key]) for key, count in counts.items() if count >= least)
    return tuple(word for _, word in frequent[:MOST_CATEGORIES])


def _codes(values: Numbers, least: float) -> tuple[float, ...]:
    """The frequent ones of a few whole numbers, which may count something or name it; none where there are two."""
    found, counts = np.unique(values[~np.isnan(values)], return_counts=True)
    if not FEWEST_CODES <= len(found) <= MOST_CODES or (found != np.floor(found)).any():
        return ()
    return tuple(found[counts >= least].tolist())
