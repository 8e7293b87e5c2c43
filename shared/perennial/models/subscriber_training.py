"""One training of a dataset of subscribers: a contest, its winner as light forms, and what explains them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perennial.columns import numbers
from perennial.errors import NotEnoughData
from perennial.models.budget import Budget
from perennial.models.choosing import Choice
from perennial.models.serving import Vector
from perennial.models.subscriber_assembling import VALUE, Learnt, assembled_subscribers, quantiles
from perennial.models.subscriber_candidates import subscriber_candidates
from perennial.models.subscriber_contest import Labelled, SubscriberContest
from perennial.models.subscriber_encoding import SAYS_NOTHING, encoding_of
from perennial.models.subscriber_inputs import Encoding, customer_shares
from perennial.models.subscriber_leaks import giving_away
from perennial.models.subscriber_serving import SubscriberModel
from perennial.models.subscriber_story import manifest
from perennial.models.subscriber_succession import (
    COLUMN,
    SUBSCRIBER_TRAINING_VERSION,
    champion_of,
    decision_for,
    recipe_with,
)
from perennial.models.subscriber_terms import NO_AMOUNT, SubscriberJob, require_enough, stay_terms
from perennial.models.trained import Trained
from perennial.records import Json
from perennial.subscriber_plans import risk_cuts
from perennial.subscriber_scoring import amounts

# Beyond this many customers times columns shallow models learn little more, and take minutes and gigabytes.
MOST_VALUES_LEARNT = 6_000_000
LEAST_LEARNT = 10_000
LEARNING = "learnt from"


def train_subscribers(
    columns: Mapping[str, NDArray[Any]], job: SubscriberJob, budget: Budget
) -> Trained[SubscriberModel]:
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
    customers = Labelled(with_label["customer_id"], matrix, label[rows])
    try:
        require_enough(customers, len(label), job.description)
        trained = _trained(Learnt(model, customers, with_label, columns), job, budget)
    except NotEnoughData as missed:
        withheld = model.withheld | {COLUMN: str(missed), VALUE: str(missed)}
        model = replace(model, withheld=withheld)
        nothing = recipe_with(job, None)
        decision = decision_for(job, None, None)
        trained = Trained(model, manifest(model, customers.target), {}, {}, nothing, decision)
    of_job = _of_job(job) | _left_out(trained.model, job, left_out)
    refreshed = trained.refreshed and _with_manifest(trained.refreshed, of_job)
    return replace(_with_manifest(trained, of_job), refreshed=refreshed)


def _with_manifest(trained: Trained[SubscriberModel], of_job: dict[str, Json]) -> Trained[SubscriberModel]:
    made: dict[str, Json] = {"recipe": trained.recipe.to_json(), "decision": trained.decision.to_json()}
    return replace(trained, manifest=of_job | trained.manifest | made)


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
        amount_quantiles=quantiles(amounts(terms, columns)[numbers(columns["already_left"]) != 1.0]),
    )


def _trained(learnt: Learnt, job: SubscriberJob, budget: Budget) -> Trained[SubscriberModel]:
    candidates = subscriber_candidates(learnt.model.encoding.numeric_positions, seed=job.seed)
    contest = SubscriberContest(learnt.customers, candidates, job.seed)
    contest.run(budget, champion_of(job.incumbent))
    choice = contest.choice()
    decision = decision_for(job, contest, choice)
    trained = assembled_subscribers(learnt, job, contest, choice, decision)
    if decision.kind != "lost":
        return trained
    before = Choice(str(champion_of(job.incumbent)), "the champion's recipe, which held on the customers kept")
    return replace(trained, refreshed=assembled_subscribers(learnt, job, contest, before, decision))


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
