"""Reasons for subscribers in words: which of their attributes go with leaving, or with staying, and by how much."""

from collections.abc import Collection, Mapping, Sequence
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perennial.columns import Numbers
from perennial.explain import SMALLEST_PART, Words, two_figures
from perennial.models.subscriber_inputs import Encoding, InputColumn
from perennial.models.subscriber_values import as_numbers, as_words
from perennial.tables import REASON_COLUMNS

LONGEST_WORD = 60
EVERY_DIGIT_BELOW = 1_000
MOST_NAMED = 2


def reasons_in_words(
    encoding: Encoding,
    columns: Mapping[str, NDArray[Any]],
    effects: Numbers,
    churn: Numbers,
    start: Numbers,
    *,
    together: Sequence[Collection[str]],
) -> Words:
    """(rows, REASON_COLUMNS) texts, the greatest effect first, None where there is nothing more to say.

    `effects` is (rows, attributes), in probability, on the way from `start` to `churn`. A reason names an attribute,
    its value and its effect in percentage points, and claims no cause. Attributes of one group of `together` share a
    reason: the sum of their effects, and the values of the MOST_NAMED that have the greatest.
    """
    subjects = _subjects(encoding.names, together)
    sums = _added_up(effects, subjects)
    least = SMALLEST_PART * np.maximum(churn, start)
    order = np.argsort(-np.abs(sums), axis=1, kind="stable")[:, : len(REASON_COLUMNS)]
    told = np.abs(sums) > least[:, np.newaxis]
    texts = np.full((len(effects), len(REASON_COLUMNS)), None, dtype=object)
    for at, seats in enumerate(subjects):
        rows, places = np.nonzero((order == at) & told[:, [at]])
        members = [encoding.columns[seat] for seat in seats]
        known = [_facts(column, _of_rows(columns.get(column.name), rows), len(rows)) for column in members]
        named = _named(np.abs(effects[np.ix_(rows, seats)]), least[rows])
        points = (100.0 * sums[rows, at]).tolist()
        texts[rows, places] = [
            f"associated with: {' and '.join(compress(facts, which))} ({two_figures(effect)} points)"
            for *facts, which, effect in zip(*known, named.tolist(), points, strict=True)
        ]
    return texts


def _subjects(names: Sequence[str], together: Sequence[Collection[str]]) -> list[list[int]]:
    """Which attributes each reason is about, in the order of the first of them."""
    group_of = {name: at for at, group in enumerate(together) for name in group}
    seats: dict[int | str, list[int]] = {}
    for at, name in enumerate(names):
        seats.setdefault(group_of.get(name, name), []).append(at)
    return list(seats.values())


def _added_up(effects: Numbers, subjects: list[list[int]]) -> Numbers:
    sums = np.zeros((len(effects), len(subjects)))
    for at, seats in enumerate(subjects):
        sums[:, at] = effects[:, seats].sum(axis=1)
    return sums


def _named(sizes: Numbers, least: Numbers) -> NDArray[np.bool_]:
    """Which attributes a reason names: those of the greatest own effect, beyond the first if it would be a reason."""
    rank = np.argsort(np.argsort(-sizes, axis=1, kind="stable"), axis=1)
    return np.asarray((rank == 0) | ((rank < MOST_NAMED) & (sizes > least[:, np.newaxis])))


def _of_rows(values: NDArray[Any] | None, rows: NDArray[np.intp]) -> NDArray[Any] | None:
    return None if values is None else values[rows]


def _facts(column: InputColumn, values: NDArray[Any] | None, rows: int) -> list[str]:
    if values is None:
        return [f"{column.name} is not known"] * rows
    if column.kind == "category":
        return [_is(column.name, word) for word in as_words(values)]
    said = [None if np.isnan(value) else value for value in as_numbers(values).tolist()]
    if column.kind == "flag":
        return [_is(column.name, None if value is None else "yes" if value else "no") for value in said]
    after = " days before the last one" if column.kind == "date" else ""
    return [_is(column.name, None if value is None else _number(value) + after) for value in said]


def _is(name: str, word: str | None) -> str:
    if word is None:
        return f"{name} is not known"
    return f"{name} is {word if len(word) <= LONGEST_WORD else word[: LONGEST_WORD - 1] + '…'}"


def _number(value: float) -> str:
    """Thousands are told apart and have no decimals; below them four significant figures are enough."""
    return f"{value:.4g}" if abs(value) < EVERY_DIGIT_BELOW else f"{value:,.0f}"
