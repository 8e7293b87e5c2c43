"""One training of a dataset of subscribers: a contest, its winner as light forms, and what explains them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perennial.columns import numbers
from perennial.errors import NotEnoughData
from perennial.models.budget import Budget
from perennial.models.serving import Form, Matrix, Vector
from perennial.models.subscriber_candidates import subscriber_candidates
from perennial.models.subscriber_contest import Labelled, SubscriberContest
from perennial.models.subscriber_encoding import SAYS_NOTHING, encoding_of
from perennial.models.subscriber_groups import moving_together
from perennial.models.subscriber_inputs import Encoding, customer_shares
from perennial.models.subscriber_leaks import giving_away
from perennial.models.subscriber_serving import SubscriberModel
from perennial.models.subscriber_shares import explainer
from perennial.models.subscriber_story import costs, importance, manifest, out_of_fold_figures, story, suspicion
from perennial.models.subscriber_terms import NO_AMOUNT, SubscriberJob, require_enough, stay_terms
from perennial.records import Json
from perennial.subscriber_plans import risk_cuts
from perennial.subscriber_scoring import amounts, score_subscribers

SUBSCRIBER_TRAINING_VERSION = "subscribers-3"
COLUMN = "churn_probability"
VALUE = "expected_value"
QUANTILES = 101
# Enough for a mean; more customers to compare with cost more and move no effect.
COMPARED_WITH = 5_000
COMPARING = "compared with"
# Beyond this many customers times columns shallow models learn little more, and take minutes and gigabytes.
MOST_VALUES_LEARNT = 6_000_000
LEAST_LEARNT = 10_000
LEARNING = "learnt from"
SCORED_AT_ONCE = 50_000


@dataclass(frozen=True, slots=True)
class TrainedSubscribers:
    """A model, how it came about (manifest), every candidate's figures and the winner by score column."""

    model: SubscriberModel
    manifest: dict[str, Json]
    metrics: dict[str, Json]
    winners: dict[str, Json]


@dataclass(frozen=True, slots=True)
class _Learnt:
    """What is to be learnt from: the customers with a label, and their columns."""

    customers: Labelled
    columns: Mapping[str, NDArray[Any]]


def train_subscribers(columns: Mapping[str, NDArray[Any]], job: SubscriberJob, budget: Budget) -> TrainedSubscribers:
    """Train on the columns of a feature snapshot of subscribers; what the data cannot carry is withheld with a reason.

    The fitness gate asks for customers, labelled ones and both outcomes among them.
    """
    label = numbers(columns["already_left"])
    encoding = encoding_of(job.kinds, columns, job.last_days)
    rows = rows_to_learn_from(columns["customer_id"], label, len(encoding.matrix_names))
    with_label = {name: column[rows] for name, column in columns.items()}
    left_out = giving_away(job.kinds, with_label, label[rows])
    model = _without_forms(columns, job, encoding.without(left_out))
    matrix = model.encoding.matrix(with_label, len(rows))
    learnt = _Learnt(Labelled(with_label["customer_id"], matrix, label[rows]), with_label)
    try:
        require_enough(learnt.customers, len(label), job.description)
        trained = _trained(model, learnt, columns, job, budget)
    except NotEnoughData as missed:
        withheld = model.withheld | {COLUMN: str(missed), VALUE: str(missed)}
        model = replace(model, withheld=withheld)
        trained = TrainedSubscribers(model, manifest(model, learnt.customers.target), {}, {})
    return replace(trained, manifest=_of_job(job) | _left_out(trained.model, job, left_out) | trained.manifest)


def rows_to_learn_from(customer_ids: NDArray[Any], label: Vector, width: int) -> NDArray[np.int64]:
    """The rows with a label, in their order; of very many for a matrix of this width some, whichever came first.

    Whoever is not learnt from is scored like the others, by the form that did not learn from their fold.
    """
    known = np.flatnonzero(~np.isnan(label))
    most = max(LEAST_LEARNT, MOST_VALUES_LEARNT // max(width, 1))
    if len(known) <= most:
        return known
    shares = customer_shares(customer_ids[known], LEARNING)
    return np.sort(known[np.argsort(shares, kind="stable")[:most]])


def _served_values(model: SubscriberModel, columns: Mapping[str, NDArray[Any]]) -> Vector:
    """Every customer's expected value as it will be served."""
    pages = range(0, max(1, len(columns["customer_id"])), SCORED_AT_ONCE)
    parts = ({name: column[first : first + SCORED_AT_ONCE] for name, column in columns.items()} for first in pages)
    return np.concatenate([score_subscribers(model, part)[VALUE] for part in parts])


def _without_forms(columns: Mapping[str, NDArray[Any]], job: SubscriberJob, encoding: Encoding) -> SubscriberModel:
    """The model as far as it is known before anything is learnt."""
    terms = stay_terms(job)
    return SubscriberModel(
        dataset=job.dataset,
        version="",
        as_of=job.as_of,
        encoding=encoding,
        final=None,
        by_fold=(),
        withheld={} if terms.amount_column is not None else {VALUE: NO_AMOUNT},
        terms=terms,
        risk_cuts=risk_cuts(0.5),
        value_quantiles=np.zeros(0),
        amount_quantiles=_quantiles(amounts(terms, columns)[numbers(columns["already_left"]) != 1.0]),
    )


def _trained(
    model: SubscriberModel,
    learnt: _Learnt,
    columns: Mapping[str, NDArray[Any]],
    job: SubscriberJob,
    budget: Budget,
) -> TrainedSubscribers:
    customers = learnt.customers
    contest = SubscriberContest(
        customers, subscriber_candidates(model.encoding.numeric_positions, seed=job.seed), job.seed
    )
    contest.run(budget)
    choice = contest.choice()
    final, by_fold, calibrated = contest.finish(choice.winner)
    model = replace(model, risk_cuts=risk_cuts(float(customers.target.mean())))
    compared = _compared_with(customers)
    model = _explained(model, final, by_fold, compared)
    model = replace(model, value_quantiles=_quantiles(_served_values(model, columns)))
    figures = out_of_fold_figures(calibrated)
    contest.figures[choice.winner] |= {"out_of_fold": figures}
    sizes = importance(model, compared)
    number = story(contest, choice, calibrated) | {
        "business_cost": costs(model, learnt.columns, calibrated, job.description.economics),
        "warning": suspicion(figures, sizes),
    }
    told = manifest(model, customers.target) | {"numbers": {COLUMN: number}, "importance": {COLUMN: sizes}}
    return TrainedSubscribers(model, told, {COLUMN: dict(contest.figures)}, {COLUMN: choice.winner})


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


def _quantiles(values: Vector) -> Vector:
    """From the least to the greatest known value; empty where there is none."""
    known = values[~np.isnan(values)]
    return np.quantile(known, np.linspace(0, 1, QUANTILES)) if len(known) else np.zeros(0)


def _of_job(job: SubscriberJob) -> dict[str, Json]:
    return {
        "dataset": job.dataset,
        "as_of": None if job.as_of is None else job.as_of.isoformat(),
        "training_version": SUBSCRIBER_TRAINING_VERSION,
        "seed": job.seed,
    }


def _left_out(model: SubscriberModel, job: SubscriberJob, giving_it_away: Mapping[str, str]) -> dict[str, Json]:
    """Every attribute of the files that is not learnt from, with the reason."""
    learnt = set(model.encoding.names) | set(giving_it_away)
    silent = {name: SAYS_NOTHING for name in job.kinds if name not in learnt}
    return {"attributes_left_out": {**job.left_out, **silent, **giving_it_away}}
