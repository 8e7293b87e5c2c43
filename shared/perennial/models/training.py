"""One training: for every number a contest, and the winners against the recipe that serves now."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from duckdb import DuckDBPyConnection

from perennial.errors import NotEnoughData
from perennial.features import Extent, extent
from perennial.models.assembling import TRAINING_VERSION, Job, Lineup, assembled
from perennial.models.beside import Gate
from perennial.models.budget import Budget
from perennial.models.competing import champions_contest, compete, meeting
from perennial.models.contest import Contest, Winner
from perennial.models.fitness import fit_calendar, fit_recent
from perennial.models.origins import DAYS_A_MONTH, Calendar
from perennial.models.panel import TARGETS, Panel
from perennial.models.recipes import Chosen, Recipe
from perennial.models.serving import ServingModel
from perennial.models.story import Won
from perennial.models.succession import Meeting, Unmet, decide, unopposed
from perennial.models.trained import Trained
from perennial.models.tuning import TUNED

type Rivals = Mapping[str, Contest]


def train_model(con: DuckDBPyConnection, job: Job, budget: Budget) -> Trained[ServingModel]:
    """Train on the connection's `order_lines` as known at the end of the job's `as_of`.

    Whatever the data cannot carry is withheld with its reason; what is left may be segments alone.
    """
    panel = Panel(con)
    contests, gate = _contests(panel, extent(con), job)
    champions = _champions(job)
    compete(contests, budget, champions)
    winners = [(contest, contest.finish()) for contest in contests]
    recipe = _recipe(job, winners, job.description.training_window_months)
    entered = _rivals(panel, job, winners, recipe, budget)
    rivals = {column: rival for column, rival in entered.items() if isinstance(rival, Contest)}
    met = [_met(contest, winner, entered[contest.column], champions) for contest, winner in winners if entered]
    decision = decide(job.incumbent, recipe, met, judged_on=_judged_on(job, winners), drift=job.drift, seed=job.seed)
    refreshed = None
    if decision.kind == "lost":
        try:
            again = [_as_before(won, rivals, champions) for won in winners]
        except Exception as error:  # a learner's trouble on the newest days is no reason to have no model
            decision = unopposed(decision, f"cannot be fitted to the new data ({str(error).partition('\n')[0]})")
        else:
            before = _recipe(job, again, _window_months(job))
            refreshed = assembled(panel, job, gate, Lineup(again, before, decision), budget)
    trained = assembled(panel, job, gate, Lineup(winners, recipe, decision), budget)
    return replace(trained, refreshed=refreshed)


def _contests(panel: Panel, history: Extent, job: Job) -> tuple[list[Contest], Gate]:
    """A contest per number that can be backtested, and why the others cannot."""
    horizons = job.description.horizons_days
    try:
        first_day = fit_recent(history, job.as_of, job.description.fitness)
    except NotEnoughData as missed:
        return [], Gate(None, closed=dict.fromkeys(horizons, str(missed)))
    contests: list[Contest] = []
    gate = Gate(first_day)
    for horizon_days in horizons:
        try:
            calendar = _calendar(panel, job, first_day, horizon_days, job.description.training_window_months)
        except NotEnoughData as missed:
            gate.short[horizon_days] = str(missed)
        else:
            contests += [Contest.over(panel, target, calendar, seed=job.seed) for target in TARGETS]
    return contests, gate


def _calendar(panel: Panel, job: Job, first_day: date, horizon_days: int, window_months: int) -> Calendar:
    window_days = round(window_months * DAYS_A_MONTH)
    limits = job.description.fitness
    return fit_calendar(panel, first_day, job.as_of, horizon_days, limits, window_days=window_days)


def _champions(job: Job) -> Mapping[str, Chosen]:
    """Who serves now, by score column; nobody where that is not known."""
    return {} if job.incumbent is None or job.incumbent.recipe is None else job.incumbent.recipe.numbers


def _window_months(job: Job) -> int:
    """What the champion learnt from."""
    before = None if job.incumbent is None or job.incumbent.recipe is None else job.incumbent.recipe.window_months
    return job.description.training_window_months if before is None else before


def _recipe(job: Job, winners: Sequence[Won], window_months: int) -> Recipe:
    numbers = {contest.column: _chosen(contest, winner.choice.winner) for contest, winner in winners}
    return Recipe(TRAINING_VERSION, job.description.recipe_digest(), window_months, numbers)


def _chosen(contest: Contest, name: str) -> Chosen:
    tuned = contest.tuned if name == TUNED else None
    return Chosen(name, {} if tuned is None else dict(tuned.found.settings))


def _rivals(
    panel: Panel, job: Job, winners: Sequence[Won], recipe: Recipe, budget: Budget
) -> dict[str, Contest | Unmet]:
    """By score column a contest in which the champion's recipe has competed, or why it has not; none for the same."""
    champions = _champions(job)
    if job.incumbent is None or job.incumbent.recipe is None or not recipe.differences(job.incumbent.recipe):
        return {}
    return {
        contest.column: _rival(panel, job, contest, champions[contest.column], budget)
        if contest.column in champions
        else Unmet(f"was not forecast before: {contest.column}", for_time=False)
        for contest, _ in winners
    }


def _rival(panel: Panel, job: Job, contest: Contest, champion: Chosen, budget: Budget) -> Contest | Unmet:
    calendar = contest.backtest.calendar
    if _window_months(job) != job.description.training_window_months:
        first_day = job.as_of - timedelta(days=calendar.history_days)
        try:
            calendar = _calendar(panel, job, first_day, contest.horizon_days, _window_months(job))
        except NotEnoughData as missed:
            return Unmet(f"cannot be made again: {missed}", for_time=False)
    return champions_contest(contest, champion, calendar, budget)


def _met(contest: Contest, winner: Winner, rival: Contest | Unmet, champions: Mapping[str, Chosen]) -> Meeting | Unmet:
    if isinstance(rival, Unmet):
        return rival
    return meeting(contest, winner.choice.winner, rival, champions[contest.column])


def _as_before(won: Won, rivals: Rivals, champions: Mapping[str, Chosen]) -> Won:
    """The champion's candidate for this number in place of the winner; where it had none, the winner."""
    contest, _ = won
    if contest.column not in rivals:
        return won
    rival, name = rivals[contest.column], champions[contest.column].candidate
    return rival, rival.finish_as(name, "the champion's recipe, which held on the last horizon")


def _judged_on(job: Job, winners: Sequence[Won]) -> str:
    horizons = sorted({contest.horizon_days for contest, _ in winners})
    return f"the last {' and '.join(map(str, horizons))} days before {job.as_of}"
