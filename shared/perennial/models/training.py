"""One training: for every target and horizon a contest, for every winner a light form, and the story in words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from duckdb import DuckDBPyConnection

from perennial.clustering import fit_segments
from perennial.dataset import Dataset
from perennial.errors import NotEnoughData
from perennial.explain import importance
from perennial.features import extent
from perennial.models.budget import Budget
from perennial.models.contest import NOT_TRIED, Contest, Winner, score_column
from perennial.models.corrections import LevelCorrection
from perennial.models.fitness import fit_calendar
from perennial.models.intervals import learn_range
from perennial.models.panel import FEATURE_NAMES, TARGETS, Panel, Target
from perennial.models.ranges import SpendRange
from perennial.models.reference import Reference, customer_in_the_middle
from perennial.models.serving import Form, Matrix, ServingModel, Vector
from perennial.records import Json
from perennial.segments import SegmentModel, to_json

TRAINING_VERSION = "4"
QUANTILES = 101

type Won = tuple[Contest, Winner]


@dataclass(frozen=True, slots=True)
class Job:
    """What to train: the last day it may know, and what the dataset wants of it.

    `previous_segments` are those of the champion before, whose names are kept where they are still true.
    """

    dataset: str
    as_of: date
    description: Dataset
    seed: int
    previous_segments: SegmentModel | None = None


@dataclass(frozen=True, slots=True)
class Trained:
    """A model, how it came about (manifest), and by score column who won and how all did on the untouched horizon."""

    model: ServingModel
    manifest: dict[str, Json]
    metrics: dict[str, Json]
    winners: dict[str, Json]


def train_model(con: DuckDBPyConnection, job: Job, budget: Budget) -> Trained:
    """Train on the connection's `order_lines` as known at the end of the job's `as_of`.

    Whatever the data cannot carry is withheld with its reason; what is left may be segments alone.
    """
    panel = Panel(con)
    first_order_at = extent(con).first_order_at
    contests, withheld = _contests(panel, job, None if first_order_at is None else first_order_at.date())
    _compete(contests, budget)
    winners = [(contest, contest.finish()) for contest in contests]
    customers = panel.features(job.as_of)[1]
    model = _serving_model(job, winners, withheld, customers)
    return Trained(
        model=model,
        manifest=_manifest(job, model, winners, budget) | {"importance": _importance(model, winners, customers)},
        metrics={contest.column: contest.figures() for contest in contests},
        winners={contest.column: winner.choice.winner for contest, winner in winners},
    )


def _contests(panel: Panel, job: Job, first_day: date | None) -> tuple[list[Contest], dict[str, str]]:
    """A contest per number the data can carry, and the reason for every number they cannot."""
    contests: list[Contest] = []
    withheld: dict[str, str] = {}
    for horizon_days in job.description.horizons_days:
        try:
            calendar = fit_calendar(panel, first_day, job.as_of, horizon_days, job.description.fitness)
        except NotEnoughData as missed:
            withheld |= {score_column(target, horizon_days): str(missed) for target in TARGETS}
        else:
            contests += [Contest.over(panel, target, calendar, seed=job.seed) for target in TARGETS]
    return contests, withheld


def _compete(contests: Sequence[Contest], budget: Budget) -> None:
    """All contests side by side, simplest candidates first: a budget that ends early leaves none without a model."""
    for number in range(max((len(contest.candidates) for contest in contests), default=0)):
        for contest in contests:
            contest.enter(number, budget)
    for contest in contests:
        contest.enter_blend()


def _serving_model(job: Job, winners: Sequence[Won], withheld: dict[str, str], matrix: Matrix) -> ServingModel:
    """The model of these winners; `matrix` holds the customers known at as_of."""
    spend, churn = _forms(winners, "spend"), _forms(winners, "churn")
    model = ServingModel(
        dataset=job.dataset,
        version="",
        as_of=job.as_of,
        horizons_days=job.description.horizons_days,
        feature_names=FEATURE_NAMES,
        spend=spend,
        churn=churn,
        withheld=withheld,
        segments=fit_segments(dict(zip(FEATURE_NAMES, matrix.T, strict=True)), job.previous_segments, job.seed),
        value_horizon_days=max(spend, default=None),
        churn_horizon_days=max(churn, default=None),
        value_quantiles=np.zeros(0),
        spend_ranges=_ranges(job, winners),
    )
    middle = Reference(customer_in_the_middle(matrix), job.description.currency) if len(matrix) else None
    return replace(model, value_quantiles=_value_quantiles(model, matrix), reference=middle)


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
        "segments": to_json(model.segments),
        "range_of_the_sum": {
            f"expected_spend_{days}d": {"low_share": one.total_low, "high_share": one.total_high}
            for days, one in model.spend_ranges.items()
        },
        "budget": _budget_in_words([contest for contest, _ in winners], budget),
        "numbers": {contest.column: contest.manifest(winner) for contest, winner in winners},
    }


def _importance(model: ServingModel, winners: Sequence[Won], matrix: Matrix) -> dict[str, Json]:
    """By score column what the forecast turns on, over the customers known at as_of; nothing without customers."""
    if model.reference is None:
        return {}
    reference = model.reference
    sizes = {contest.column: importance(winner.form, matrix, reference, FEATURE_NAMES) for contest, winner in winners}
    return {column: {kind: dict(by_name) for kind, by_name in both.items()} for column, both in sizes.items()}


def _budget_in_words(contests: Sequence[Contest], budget: Budget) -> str:
    left_out = sorted({name for contest in contests for name, why in contest.set_aside.items() if NOT_TRIED in why})
    if not left_out:
        return f"every candidate was tried within {budget.seconds:g} s"
    return f"the budget of {budget.seconds:g} s ended early; not tried for every number: {', '.join(left_out)}"
