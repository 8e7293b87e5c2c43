"""The customer that others are compared with when a prediction is explained."""

from dataclasses import dataclass

import numpy as np

from perennial.columns import Numbers


@dataclass(frozen=True, slots=True)
class Reference:
    """What explanations of a model start from.

    `features` are those of one customer, in the model's order, NaN = unknown; `currency` is the dataset's, a code
    (`EUR`) or a symbol, None where nobody said.
    """

    features: Numbers
    currency: str | None = None


def customer_in_the_middle(matrix: Numbers) -> Numbers:
    """The features of the customer whose ranks lie nearest to the middle; all unknown where there is no customer.

    A customer who exists, not a row of medians: their features fit together, so that no explanation starts from, say,
    orders in a span of no days. The order of the rows does not matter.
    """
    if not len(matrix):
        return np.full(matrix.shape[1], np.nan)
    distance = np.sum([np.abs(_rank(column) - 0.5) for column in matrix.T], axis=0)
    nearest = matrix[distance == distance.min()]
    first: Numbers = nearest[np.lexsort(nearest.T[::-1])[0]]
    return first


def _rank(column: Numbers) -> Numbers:
    """Each value's rank between 0 and 1, equal ones in their middle; unknown ones rank together, below all others."""
    comparable = np.where(np.isnan(column), -np.inf, column)
    in_order = np.sort(comparable)
    below = np.searchsorted(in_order, comparable, side="left")
    not_above = np.searchsorted(in_order, comparable, side="right")
    return (below + not_above) / (2 * len(column))
