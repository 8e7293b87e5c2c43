"""Reasons in words: what a prediction is associated with, compared with the customer in the middle.

A model sees that things go together, not that one causes the other; so no reason claims it.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from perennial.columns import Numbers
from perennial.models.contributions import contributions
from perennial.models.reference import Reference
from perennial.models.serving import Form, Matrix
from perennial.reason_words import Quantity, Topic, topics_for
from perennial.tables import REASON_COLUMNS

# An effect below this part of the expected number (or of the reference's) is not worth a reason.
SMALLEST_PART = 0.01
WHOLE_MONEY = 100
# Enough for a mean; every further customer costs as much as a reason.
CUSTOMERS_FOR_IMPORTANCE = 5_000
NOUNS = {"days": "day", "orders": "order", "products": "different product"}

type Unit = Literal["money", "probability"]
type Words = NDArray[np.object_]


def reasons(form: Form, matrix: Matrix, reference: Reference, feature_names: tuple[str, ...], unit: Unit) -> Words:
    """(rows, REASON_COLUMNS) texts, the greatest effect first, None where there is nothing more to say.

    `unit` says what the form predicts: money (effects in currency) or a probability (effects in percentage points).
    """
    topics = topics_for(feature_names)
    effects = topic_effects(form, matrix, reference, feature_names)
    expected = np.maximum(form.predict(matrix), form.predict(reference.features[None]))
    order = np.argsort(-np.abs(effects), axis=1, kind="stable")[:, : len(REASON_COLUMNS)]
    texts = np.full((len(matrix), len(REASON_COLUMNS)), None, dtype=object)
    for topic_at, topic in enumerate(topics):
        is_told = (order == topic_at) & (np.abs(effects[:, [topic_at]]) > SMALLEST_PART * expected[:, None])
        rows, places = np.nonzero(is_told)
        values = _quoted(topic, matrix[rows], feature_names)
        told = zip(values.tolist(), effects[rows, topic_at].tolist(), strict=True)
        texts[rows, places] = [_sentence(topic, value, effect, unit, reference.currency) for value, effect in told]
    return texts


def topic_effects(form: Form, matrix: Matrix, reference: Reference, feature_names: tuple[str, ...]) -> Matrix:
    """(rows, topics of `topics_for`): what each topic adds to the prediction for the reference, in its units."""
    shares, seats = _shares(form, matrix, reference, feature_names)
    return np.stack([shares[:, columns].sum(axis=1) for columns in seats], axis=1)


def importance(
    form: Form, matrix: Matrix, reference: Reference, feature_names: tuple[str, ...]
) -> dict[str, dict[str, float]]:
    """The mean absolute contribution by feature and by topic, greatest first, in the form's units.

    Over all of these customers, or evenly spaced ones of very many. The effects of a topic's features may cancel out
    for a customer, so a topic can matter less than their sum.
    """
    spaced = np.linspace(0, len(matrix) - 1, min(len(matrix), CUSTOMERS_FOR_IMPORTANCE)).astype(np.int64)
    shares, seats = _shares(form, matrix[spaced], reference, feature_names)
    topics = {topic.name: shares[:, at].sum(axis=1) for topic, at in zip(topics_for(feature_names), seats, strict=True)}
    features = dict(zip(feature_names, shares.T, strict=True))
    return {"features": _mean_sizes(features), "topics": _mean_sizes(topics)}


def _shares(
    form: Form, matrix: Matrix, reference: Reference, feature_names: tuple[str, ...]
) -> tuple[Matrix, list[list[int]]]:
    """The contributions, and the columns of each topic."""
    topics = topics_for(feature_names)
    seats = [[at for at, name in enumerate(feature_names) if name in topic.features] for topic in topics]
    return contributions(form, matrix, reference.features, seats), seats


def _mean_sizes(effects: dict[str, Numbers]) -> dict[str, float]:
    sizes = {name: float(np.abs(effect).mean()) if len(effect) else 0.0 for name, effect in effects.items()}
    return dict(sorted(sizes.items(), key=lambda entry: -entry[1]))


def _quoted(topic: Topic, matrix: Matrix, feature_names: Sequence[str]) -> Numbers:
    columns = [feature_names.index(name) for name in topic.quoted if name in feature_names]
    return matrix[:, columns].sum(axis=1) if columns else np.full(len(matrix), np.nan)


def _sentence(topic: Topic, value: float, effect: float, unit: Unit, currency: str | None) -> str:
    if np.isnan(value):
        fact = topic.unknown
    else:
        fact = topic.words.format(_amount(value, topic.quantity, currency)) if value else topic.zero
    size = f"{two_figures(100 * effect)} points" if unit == "probability" else _money(two_figures(effect), currency)
    return f"associated with: {fact} ({size})"


def _amount(value: float, quantity: Quantity, currency: str | None) -> str:
    """A feature's value as people write it."""
    if quantity == "money":
        return _money(f"{value:,.0f}" if abs(value) >= WHOLE_MONEY else f"{value:,.2f}", currency)
    if quantity == "percent":
        return f"{value:.0%}"
    if quantity == "number":
        return f"{value:g}"
    return f"{value:,.0f} {NOUNS[quantity]}{'' if round(value) == 1 else 's'}"


def two_figures(value: float) -> str:
    """The number with its sign and two significant figures."""
    return f"{Decimal(f'{value:.1e}'):+,f}"


def _money(number: str, currency: str | None) -> str:
    """A code stands behind the number, a symbol before it and after the sign."""
    if currency is None:
        return number
    if currency.isalpha():
        return f"{number} {currency}"
    sign = number[0] if number[0] in "+-" else ""
    return f"{sign}{currency}{number.removeprefix(sign)}"
