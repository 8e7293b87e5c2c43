"""One training of a dataset of subscribers: a contest, its winner as light forms, and the story in words."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perennial.columns import numbers
from perennial.dataset import Dataset
from perennial.errors import NotEnoughData
from perennial.models import metrics
from perennial.models.budget import Budget
from perennial.models.choosing import Choice
from perennial.models.serving import Vector
from perennial.models.subscriber_calibration import Calibrated
from perennial.models.subscriber_candidates import subscriber_candidates
from perennial.models.subscriber_contest import Labelled, SubscriberContest
from perennial.models.subscriber_costs import cost_curve
from perennial.models.subscriber_inputs import encoding_of
from perennial.models.subscriber_leaks import giving_away
from perennial.models.subscriber_serving import FOLDS, SubscriberModel
from perennial.models.subscriber_terms import NO_AMOUNT, SubscriberJob, require_enough, stay_terms
from perennial.records import Json
from perennial.subscriber_plans import risk_cuts
from perennial.subscriber_scoring import amounts, score_subscribers, subscriber_values

SUBSCRIBER_TRAINING_VERSION = "subscribers-1"
COLUMN = "churn_probability"
VALUE = "expected_value"
QUANTILES = 101


@dataclass(frozen=True, slots=True)
class TrainedSubscribers:
    """A model, how it came about (manifest), every candidate's figures and the winner by score column."""

    model: SubscriberModel
    manifest: dict[str, Json]
    metrics: dict[str, Json]
    winners: dict[str, Json]


@dataclass(frozen=True, slots=True)
class _Learnt:
    """What is to be learnt from: the customers with a label, their columns, and the attributes that are left out."""

    customers: Labelled
    columns: Mapping[str, NDArray[Any]]
    left_out: dict[str, str]


def train_subscribers(columns: Mapping[str, NDArray[Any]], job: SubscriberJob, budget: Budget) -> TrainedSubscribers:
    """Train on the columns of a feature snapshot of subscribers; what the data cannot carry is withheld with a reason.

    The fitness gate asks for customers, labelled ones and both outcomes among them.
    """
    label = numbers(columns["already_left"])
    known = ~np.isnan(label)
    with_label = {name: column[known] for name, column in columns.items()}
    left_out = giving_away(job.kinds, with_label, label[known])
    model = _without_forms(columns, job, left_out)
    matrix = model.encoding.matrix(with_label, int(known.sum()))
    learnt = _Learnt(Labelled(with_label["customer_id"], matrix, label[known]), with_label, left_out)
    try:
        require_enough(learnt.customers, len(label), job.description)
        return _trained(model, learnt, columns, job, budget)
    except NotEnoughData as missed:
        withheld = model.withheld | {COLUMN: str(missed), VALUE: str(missed)}
        model = replace(model, withheld=withheld)
        return TrainedSubscribers(model, _manifest(model, learnt, job), {}, {})


def _without_forms(
    columns: Mapping[str, NDArray[Any]], job: SubscriberJob, left_out: dict[str, str]
) -> SubscriberModel:
    """The model as far as it is known before anything is learnt."""
    terms = stay_terms(job)
    return SubscriberModel(
        dataset=job.dataset,
        version="",
        as_of=job.as_of,
        encoding=encoding_of({name: kind for name, kind in job.kinds.items() if name not in left_out}, columns),
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
    candidates = subscriber_candidates(model.encoding.numeric_positions, seed=job.seed)
    contest = SubscriberContest(customers, candidates, job.seed)
    contest.run(budget)
    choice = contest.choice()
    final, by_fold, calibrated = contest.finish(choice.winner)
    model = replace(model, final=final, by_fold=by_fold, risk_cuts=risk_cuts(float(customers.target.mean())))
    model = replace(model, value_quantiles=_value_quantiles(model, columns))
    contest.figures[choice.winner] |= {"out_of_fold": _out_of_fold(calibrated)}
    number = _story(contest, choice, calibrated) | {"business_cost": _costs(model, learnt, calibrated, job.description)}
    manifest = _manifest(model, learnt, job) | {"numbers": {COLUMN: number}}
    return TrainedSubscribers(model, manifest, {COLUMN: dict(contest.figures)}, {COLUMN: choice.winner})


def _value_quantiles(model: SubscriberModel, columns: Mapping[str, NDArray[Any]]) -> Vector:
    """Quantiles of expected value as it will be served, over the customers who are there."""
    return _quantiles(score_subscribers(model, columns)["expected_value"])


def _quantiles(values: Vector) -> Vector:
    """From the least to the greatest known value; empty where there is none."""
    known = values[~np.isnan(values)]
    return np.quantile(known, np.linspace(0, 1, QUANTILES)) if len(known) else np.zeros(0)


def _costs(model: SubscriberModel, learnt: _Learnt, calibrated: Calibrated, description: Dataset) -> Json:
    """The cost curve on out-of-fold probabilities; a sentence where nobody's worth is known."""
    average = np.full(len(calibrated.outcome), float(calibrated.outcome.mean()))
    at_stake, _ = subscriber_values(model, learnt.columns, average)
    if np.isnan(at_stake).all():
        return f"withheld: {NO_AMOUNT}"
    return cost_curve(calibrated.probability, calibrated.outcome, at_stake, description.economics)


def _story(contest: SubscriberContest, choice: Choice, calibrated: Calibrated) -> dict[str, Json]:
    names = (candidate.name for candidate in contest.candidates)
    return {
        "winner": choice.winner,
        "reason": choice.reason,
        "selection": f"{FOLDS}-fold cross-validation within the 70 % of customers not kept for the report",
        "candidates": {name: contest.set_aside.get(name, "competed") for name in names},
        "calibration": calibrated.choice.winner,
        "calibration_reason": calibrated.choice.reason,
        "calibration_curve": metrics.deciles(calibrated.outcome, calibrated.probability),
        "out_of_fold": _out_of_fold(calibrated),
    }


def _out_of_fold(calibrated: Calibrated) -> dict[str, Json]:
    """The winner's figures over every customer with a label, each scored by a form that has not seen them."""
    return metrics.churn_metrics(calibrated.outcome, calibrated.probability)


def _manifest(model: SubscriberModel, learnt: _Learnt, job: SubscriberJob) -> dict[str, Json]:
    return {
        "kind": "subscribers",
        "dataset": job.dataset,
        "as_of": None if job.as_of is None else job.as_of.isoformat(),
        "training_version": SUBSCRIBER_TRAINING_VERSION,
        "seed": job.seed,
        "feature_names": list(model.encoding.names),
        "attributes_left_out": dict(learnt.left_out),
        "customers_with_label": len(learnt.customers.target),
        "customers_left": int(learnt.customers.target.sum()),
        "withheld": dict(model.withheld),
        "value_assumptions": model.terms.in_words(),
        "value_terms": asdict(model.terms),
        "risk_cuts": list(model.risk_cuts),
        "numbers": {},
    }
