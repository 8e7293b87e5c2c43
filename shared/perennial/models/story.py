"""How a training came about, for manifest and metrics: plain values and words."""

from collections.abc import Mapping, Sequence

from perennial.dataset import Economics
from perennial.explain import importance
from perennial.models.budget import Budget
from perennial.models.choosing import AGAINST_BASELINE
from perennial.models.contact_costs import BUSINESS_COST, PastCustomers
from perennial.models.contest import NOT_TRIED, Contest, Winner
from perennial.models.corrections import LevelCorrection
from perennial.models.early_value import FIRST_ORDER_CUSTOMERS, early_value_in_words, first_order_figures
from perennial.models.panel import FEATURE_NAMES
from perennial.models.serving import Matrix, ServingModel
from perennial.records import Json

type Won = tuple[Contest, Winner]
type Figures = dict[str, dict[str, Json]]


def figures_of(winners: Sequence[Won], economics: Economics, *, knows_who_left: bool) -> dict[str, Json]:
    """By score column and candidate the figures on the untouched horizon: of all, of a cohort, in money."""
    past = _past_customers(winners, knows_who_left=knows_who_left)
    found: dict[str, Figures] = {}
    for contest, _ in winners:
        found[contest.column] = {name: dict(outcome.figures) for name, outcome in contest.outcomes.items()}
        for name, better in contest.against_baseline().items():
            found[contest.column][name][AGAINST_BASELINE] = dict(better)
        for name, cohort in first_order_figures(contest).items():
            found[contest.column][name][FIRST_ORDER_CUSTOMERS] = dict(cohort)
        if contest.target == "churn":
            for name, outcome in contest.outcomes.items():
                costs = past[contest.horizon_days].business_cost(outcome.corrected, economics)
                found[contest.column][name][BUSINESS_COST] = costs
    return {column: {**by_candidate} for column, by_candidate in found.items()}


def stories(winners: Sequence[Won], economics: Economics, *, knows_who_left: bool) -> dict[str, Json]:
    """By score column how its winner came about; with the churn of each horizon, from where on a contact pays."""
    past = _past_customers(winners, knows_who_left=knows_who_left)
    told: dict[str, Json] = {}
    for contest, winner in winners:
        story = contest.manifest(winner)
        if contest.target == "churn":
            story[BUSINESS_COST] = past[contest.horizon_days].chosen(winner.outcome.corrected, economics)
        told[contest.column] = story
    return told


def level_ratios(winners: Sequence[Won]) -> dict[int, float]:
    """By horizon_days the sum of expected spend as a share of what it would be with its level uncorrected."""
    return {
        contest.horizon_days: winner.outcome.for_serving.factor
        for contest, winner in winners
        if isinstance(winner.outcome.for_serving, LevelCorrection)
    }


def early_value(winners: Sequence[Won]) -> dict[str, Json]:
    """By score column of spend what was seen of customers with one order, in words."""
    told: dict[str, Json] = {}
    for contest, winner in winners:
        cohort = first_order_figures(contest).get(winner.choice.winner) if contest.target == "spend" else None
        if cohort:
            told[contest.column] = early_value_in_words(contest, cohort)
    return told


def range_of_the_sum(model: ServingModel) -> dict[str, Json]:
    """By score column the bounds of the sum over all customers, as shares of it."""
    return {
        f"expected_spend_{days}d": {"low_share": one.total_low, "high_share": one.total_high}
        for days, one in model.spend_ranges.items()
    }


def importance_of(model: ServingModel, winners: Sequence[Won], matrix: Matrix) -> dict[str, Json]:
    """By score column what the forecast turns on, over the customers known at as_of; nothing without customers."""
    if model.reference is None:
        return {}
    reference = model.reference
    sizes = {contest.column: importance(winner.form, matrix, reference, FEATURE_NAMES) for contest, winner in winners}
    return {column: {kind: dict(by_name) for kind, by_name in both.items()} for column, both in sizes.items()}


def budget_in_words(contests: Sequence[Contest], budget: Budget) -> str:
    """Whether time was enough for everybody."""
    left_out = sorted({name for contest in contests for name, why in contest.set_aside.items() if NOT_TRIED in why})
    if not left_out:
        return f"every candidate was tried within {budget.seconds:g} s"
    return f"the budget of {budget.seconds:g} s ended early; not tried for every number: {', '.join(left_out)}"


def _past_customers(winners: Sequence[Won], *, knows_who_left: bool) -> Mapping[int, PastCustomers]:
    """By horizon_days; spend and churn of a horizon are always judged together."""
    spend = {contest.horizon_days: (contest, winner) for contest, winner in winners if contest.target == "spend"}
    churn = {contest.horizon_days: contest for contest, _ in winners if contest.target == "churn"}
    return {
        days: PastCustomers.of(churn[days], contest, winner.outcome.corrected, knows_who_left=knows_who_left)
        for days, (contest, winner) in spend.items()
        if days in churn
    }
