"""A model of subscribers out of its winner: light forms, what explains them, and the story in words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perennial.models.choosing import Choice
from perennial.models.serving import Form, Matrix, Vector
from perennial.models.subscriber_contest import Labelled, SubscriberContest
from perennial.models.subscriber_groups import moving_together
from perennial.models.subscriber_inputs import customer_shares
from perennial.models.subscriber_serving import SubscriberModel
from perennial.models.subscriber_shares import explainer
from perennial.models.subscriber_story import costs, importance, manifest, out_of_fold_figures, story, suspicion
from perennial.models.subscriber_succession import COLUMN, recipe_with
from perennial.models.subscriber_terms import SubscriberJob
from perennial.models.succession import Decision
from perennial.models.trained import Trained
from perennial.subscriber_plans import risk_cuts
from perennial.subscriber_scoring import score_subscribers

VALUE = "expected_value"
QUANTILES = 101
# Enough for a mean; more customers to compare with cost more and move no effect.
COMPARED_WITH = 5_000
COMPARING = "compared with"
SCORED_AT_ONCE = 50_000


@dataclass(frozen=True, slots=True)
class Learnt:
    """What a model is made of: itself without forms, the customers with a label, their columns, and everybody's."""

    model: SubscriberModel
    customers: Labelled
    columns: Mapping[str, NDArray[Any]]
    of_everybody: Mapping[str, NDArray[Any]]


def assembled_subscribers(
    learnt: Learnt, job: SubscriberJob, contest: SubscriberContest, choice: Choice, decision: Decision
) -> Trained[SubscriberModel]:
    """The model of this choice, with everything that is told of it."""
    customers = learnt.customers
    final, by_fold, calibrated = contest.finish(choice.winner)
    model = replace(learnt.model, risk_cuts=risk_cuts(float(customers.target.mean())))
    compared = _compared_with(customers)
    model = _explained(model, final, by_fold, compared)
    model = replace(model, value_quantiles=quantiles(_served_values(model, learnt.of_everybody)))
    of_all = out_of_fold_figures(calibrated)
    figures = {name: dict(of_one) for name, of_one in contest.figures.items()}
    figures[choice.winner] |= {"out_of_fold": of_all}
    sizes = importance(model, compared)
    number = story(contest, choice, calibrated) | {
        "business_cost": costs(model, learnt.columns, calibrated, job.description.economics),
        "warning": suspicion(of_all, sizes),
    }
    told = manifest(model, customers.target) | {"numbers": {COLUMN: number}, "importance": {COLUMN: sizes}}
    recipe = recipe_with(job, choice.winner)
    return Trained(model, told, {COLUMN: {**figures}}, {COLUMN: choice.winner}, recipe, decision)


def _served_values(model: SubscriberModel, columns: Mapping[str, NDArray[Any]]) -> Vector:
    """Every customer's expected value as it will be served."""
    pages = range(0, max(1, len(columns["customer_id"])), SCORED_AT_ONCE)
    parts = ({name: column[first : first + SCORED_AT_ONCE] for name, column in columns.items()} for first in pages)
    return np.concatenate([score_subscribers(model, part)[VALUE] for part in parts])


def _compared_with(customers: Labelled) -> Matrix:
    """The customers whom explanations compare with: all with a label, or some of very many, whichever came first."""
    shares = customer_shares(customers.customer_ids, COMPARING)
    return customers.matrix[np.argsort(shares, kind="stable")[:COMPARED_WITH]]


def _explained(model: SubscriberModel, final: Form, by_fold: tuple[Form, ...], compared: Matrix) -> SubscriberModel:
    return replace(
        model,
        final=final,
        by_fold=by_fold,
        explainer=explainer(final, compared),
        explainers_by_fold=tuple(explainer(form, compared) for form in by_fold),
        together=moving_together(model.encoding, compared),
    )


def quantiles(values: Vector) -> Vector:
    """From the least to the greatest known value; empty where there is none."""
    known = values[~np.isnan(values)]
    return np.quantile(known, np.linspace(0, 1, QUANTILES)) if len(known) else np.zeros(0)
