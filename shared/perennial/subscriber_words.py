"""Reasons for subscribers in words: which of their attributes go with leaving, or with staying, and by how much."""

from collections.abc import Mapping
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


def reasons_in_words(
    encoding: Encoding, columns: Mapping[str, NDArray[Any]], effects: Numbers, churn: Numbers, start: Numbers
) -> Words:
    """(rows, REASON_COLUMNS) texts, the greatest effect first, None where there is nothing more to say.

    `effects` is (rows, attributes), in probability, on the way from `start` to `churn`. A reason names an attribute,
    its value and its effect in percentage points, and claims no cause.
    """
    order = np.argsort(-np.abs(effects), axis=1, kind="stable")[:, : len(REASON_COLUMNS)]
    told = np.abs(effects) > SMALLEST_PART * np.maximum(churn, start)[:, np.newaxis]
    texts = np.full((len(effects), len(REASON_COLUMNS)), None, dtype=object)
    for at, column in enumerate(encoding.columns):
        rows, places = np.nonzero((order == at) & told[:, [at]])
        values = columns.get(column.name)
        facts = _facts(column, None if values is None else values[rows], len(rows))
        points = (100.0 * effects[rows, at]).tolist()
        texts[rows, places] = [
            f"associated with: {fact} ({two_figures(effect)} points)"
            for fact, effect in zip(facts, points, strict=True)
        ]
    return texts


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
