"""What serving needs of a model of subscribers: plain numpy, loadable without scikit-learn, xgboost and pandas."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perennial.models.serving import Form, Matrix, Vector
from perennial.models.subscriber_inputs import Encoding, customer_shares
from perennial.models.subscriber_shares import Explainer
from perennial.subscriber_plans import StayTerms

FOLDS = 5
FOLD_PURPOSE = "fold"


@dataclass(frozen=True)
class SubscriberModel:
    """Everything a prediction needs, of one version.

    `final` learnt from every labelled customer and scores those without a label; `by_fold[k]` learnt from all but
    fold k and scores its labelled customers, so that nobody's own outcome is in their score. Both are empty where
    `withheld` says why, and so are their explainers. `together` are groups of attributes whose effects belong to one
    reason (`subscriber_groups`). The quantiles are the 0..100 % ones of expected value, and of
    what is paid a month, over the customers who are there.
    """

    dataset: str
    version: str
    as_of: date | None
    encoding: Encoding
    final: Form | None
    by_fold: tuple[Form, ...]
    withheld: dict[str, str]
    terms: StayTerms
    risk_cuts: tuple[float, float]
    value_quantiles: Vector
    amount_quantiles: Vector
    explainer: Explainer | None = None
    explainers_by_fold: tuple[Explainer, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()

    def churn(self, matrix: Matrix) -> Vector:
        """Probability of leaving within the label's period for customers without a label; NaN where withheld."""
        return np.full(len(matrix), np.nan) if self.final is None else self.final.predict(matrix)

    def churn_out_of_fold(self, matrix: Matrix, customer_ids: NDArray[Any]) -> Vector:
        """The same for customers with a label, each by the form that did not learn from them."""
        folds = fold_numbers(customer_ids)
        probability = np.full(len(matrix), np.nan)
        for number, form in enumerate(self.by_fold):
            mine = folds == number
            probability[mine] = form.predict(matrix[mine])
        return probability

    def effects(self, matrix: Matrix) -> tuple[Matrix, Vector]:
        """What each attribute adds to `churn`, (rows, attributes), and the probability it starts from, a row.

        Both in probability, adding up to `churn`; NaN where that is withheld.
        """
        if self.explainer is None:
            return np.full((len(matrix), len(self.encoding.columns)), np.nan), np.full(len(matrix), np.nan)
        shares = self.encoding.by_attribute(self.explainer.shares(matrix))
        return shares, np.full(len(matrix), self.explainer.start)

    def effects_out_of_fold(self, matrix: Matrix, customer_ids: NDArray[Any]) -> tuple[Matrix, Vector]:
        """The same of `churn_out_of_fold`."""
        folds = fold_numbers(customer_ids)
        effects, start = replace(self, explainer=None).effects(matrix)
        for number, explainer in enumerate(self.explainers_by_fold):
            mine = folds == number
            effects[mine] = self.encoding.by_attribute(explainer.shares(matrix[mine]))
            start[mine] = explainer.start
        return effects, start


def fold_numbers(customer_ids: NDArray[Any]) -> NDArray[np.int64]:
    """Which fold each customer is in, by a digest of the id: always the same one, whoever else is there."""
    return np.floor(customer_shares(customer_ids, FOLD_PURPOSE) * FOLDS).astype(np.int64)
