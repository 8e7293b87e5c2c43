"""A model out of its winners: every form it serves with, what it gives beside them, and the story in words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from perennial.clustering import fit_segments
from perennial.dataset import Dataset
from perennial.models.beside import Beside, Gate, learn_beside
from perennial.models.budget import Budget
from perennial.models.carrying import Contested
from perennial.models.corrections import LevelCorrection
from perennial.models.intervals import learn_range
from perennial.models.panel import FEATURE_NAMES, TARGETS, Panel, Target
from perennial.models.ranges import SpendRange
from perennial.models.recipes import Recipe
from perennial.models.reference import Reference, customer_in_the_middle
from perennial.models.serving import Form, Matrix, ServingModel, Vector
from perennial.models.story import (
    Won,
    budget_in_words,
    early_value,
    figures_of,
    importance_of,
    level_ratios,
    range_of_the_sum,
    stories,
)
from perennial.models.succession import Decision, Incumbent
from perennial.models.trained import Trained
from perennial.records import Json
from perennial.segments import SegmentModel, to_json

TRAINING_VERSION = "6"
QUANTILES = 101


@dataclass(frozen=True, slots=True)
class Job:
    """What to train: the last day it may know, and what the dataset wants of it.

    `incumbent` is the champion before and `drift` why a new model is demanded of it, if one is; `previous_segments` are
    its segments, whose names are kept where they are still true.
    """

    dataset: str
    as_of: date
    description: Dataset
    seed: int
    previous_segments: SegmentModel | None = None
    incumbent: Incumbent | None = None
    drift: str | None = None


@dataclass(frozen=True, slots=True)
class Lineup:
    """Who is to serve: a winner for every number, the recipe they make together, and why it is them."""

    winners: Sequence[Won]
    recipe: Recipe
    decision: Decision


def assembled(panel: Panel, job: Job, gate: Gate, lineup: Lineup, budget: Budget) -> Trained[ServingModel]:
    """The model of these winners; `gate` says which horizons have none."""
    winners = lineup.winners
    contested = _contested(job, winners)
    beside = learn_beside(panel, job.as_of, job.description, gate, contested)
    customers = panel.features(job.as_of)[1]
    model = _serving_model(job, contested, beside, customers)
    knows_who_left = "p_alive" not in model.withheld
    figures = figures_of(winners, job.description.economics, knows_who_left=knows_who_left)
    return Trained(
        model=model,
        manifest=_manifest(job, model, winners, budget)
        | {"recipe": lineup.recipe.to_json(), "decision": lineup.decision.to_json()}
        | {"not_backtested": {str(days): why for days, why in gate.short.items()}}
        | {"importance": importance_of(model, winners, customers)},
        metrics=figures | beside.order_figures,
        winners={contest.column: winner.choice.winner for contest, winner in winners},
        recipe=lineup.recipe,
        decision=lineup.decision,
    )


def _serving_model(job: Job, contested: Contested, beside: Beside, matrix: Matrix) -> ServingModel:
    """The model of these forms; `matrix` holds the customers known at as_of.

    Customers are ranked, and their risk is told, by the longest horizon that was backtested; else by the longest.
    """
    carried = beside.carried.forms
    model = ServingModel(
        dataset=job.dataset,
        version="",
        as_of=job.as_of,
        horizons_days=job.description.horizons_days,
        feature_names=FEATURE_NAMES,
        spend={**contested.forms["spend"], **carried["spend"]},
        churn={**contested.forms["churn"], **carried["churn"]},
        withheld=beside.withheld,
        segments=fit_segments(dict(zip(FEATURE_NAMES, matrix.T, strict=True)), job.previous_segments, job.seed),
        value_horizon_days=max(contested.forms["spend"] or carried["spend"], default=None),
        churn_horizon_days=max(contested.forms["churn"] or carried["churn"], default=None),
        value_quantiles=np.zeros(0),
        spend_ranges={**contested.ranges, **beside.carried.ranges},
        notes=beside.notes,
        level_ratios=contested.level_ratios | beside.carried.level_ratios,
        outlook=beside.outlook,
    )
    middle = Reference(customer_in_the_middle(matrix), job.description.currency) if len(matrix) else None
    return replace(model, value_quantiles=_value_quantiles(model, matrix), reference=middle)


def _contested(job: Job, winners: Sequence[Won]) -> Contested:
    calendars = {contest.horizon_days: contest.backtest.calendar for contest, _ in winners}
    forms = {target: _forms(winners, target) for target in TARGETS}
    return Contested(forms, _ranges(job, winners), level_ratios(winners), calendars)


def _forms(winners: Sequence[Won], target: Target) -> dict[int, Form]:
    return {contest.horizon_days: winner.form for contest, winner in winners if contest.target == target}


def _ranges(job: Job, winners: Sequence[Won]) -> dict[int, SpendRange]:
    """How far spend may stray from what is expected, by horizon_days; the corrections of churn have no level."""
    ranges: dict[int, SpendRange] = {}
    for contest, winner in winners:
        correction = winner.outcome.for_serving
        if isinstance(correction, LevelCorrection):
            learnt = learn_range(winner.outcome.held_out, correction.level, seed=job.seed)
            ranges |= {} if learnt is None else {contest.horizon_days: learnt}
    return ranges


def _value_quantiles(model: ServingModel, matrix: Matrix) -> Vector:
    """Quantiles of the value as it will be served, horizons made to agree; empty where it is withheld."""
    if model.value_horizon_days is None:
        return np.zeros(0)
    return np.quantile(model.predict_spend(matrix)[model.value_horizon_days], np.linspace(0, 1, QUANTILES))


def _manifest(job: Job, model: ServingModel, winners: Sequence[Won], budget: Budget) -> dict[str, Json]:
    economics = job.description.economics
    return {
        "dataset": job.dataset,
        "as_of": job.as_of.isoformat(),
        "training_version": TRAINING_VERSION,
        "seed": job.seed,
        "feature_names": list(FEATURE_NAMES),
        "horizons_days": list(job.description.horizons_days),
        "value_horizon_days": model.value_horizon_days,
        "churn_horizon_days": model.churn_horizon_days,
        "withheld": dict(model.withheld),
        "notes": dict(model.notes),
        "segments": to_json(model.segments),
        "range_of_the_sum": range_of_the_sum(model),
        "early_value": early_value(winners),
        "economics": economics.model_dump(),
        "budget": budget_in_words([contest for contest, _ in winners], budget),
        "numbers": stories(winners, economics, knows_who_left="p_alive" not in model.withheld),
    }
