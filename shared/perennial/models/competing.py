"""Who competes when: all candidates for all numbers within a budget, and the champion's recipe beside them."""

from collections.abc import Mapping, Sequence

from perennial.models.backtest import Backtest
from perennial.models.blend import BLEND
from perennial.models.budget import Budget
from perennial.models.contest import NOT_TRIED, Contest
from perennial.models.origins import Calendar
from perennial.models.panel import Target
from perennial.models.recipes import Chosen
from perennial.models.succession import Meeting, Unmet
from perennial.models.tuning import TUNED, tuned_before
from perennial.models.yardsticks import YARDSTICKS

# Of forecasts at the level they would have been served at.
MEASURES: dict[Target, str] = {"spend": "Tweedie deviance", "churn": "Brier score"}


def compete(contests: Sequence[Contest], budget: Budget, champions: Mapping[str, Chosen] | None = None) -> None:
    """All contests side by side, simplest candidates first: a budget that ends early leaves none without a model.

    Next to the baselines enter the `champions`, by score column who serves now, so that there is something to hold the
    others to. Settings are searched for last, and only for the longest horizon, which ranks customers.
    """
    for contest in contests:
        contest.enter(0, budget)
    for contest in contests:
        champion = (champions or {}).get(contest.column)
        contest.enter_named("" if champion is None else champion.candidate, budget)
    for number in range(max((len(contest.candidates) for contest in contests), default=0)):
        for contest in contests:
            contest.enter(number, budget)
    longest = max((contest.horizon_days for contest in contests), default=0)
    for contest in contests:
        if contest.horizon_days == longest:
            contest.enter_tuned(budget)
    for contest in contests:
        contest.enter_blend()


def champions_contest(contest: Contest, champion: Chosen, calendar: Calendar, budget: Budget) -> Contest | Unmet:
    """A contest in which the champion of its number has competed as its recipe says, on the days of `calendar`.

    Where the recipe learns from the same days and its candidate has competed, that is the same contest: its fit before
    the last horizon is there already, and costs nothing.
    """
    if calendar == contest.backtest.calendar and _has_competed(contest, champion):
        return contest
    panel, target = contest.backtest.panel, contest.target
    rival = Contest(Backtest(panel, target, calendar), contest.candidates, contest.seed)
    known = {one.name for one in contest.candidates} | {TUNED, BLEND}
    if champion.candidate not in known:
        return Unmet(f"is made by {champion.candidate}, which is no longer among the candidates", for_time=False)
    if calendar == contest.backtest.calendar and champion.candidate != TUNED:
        return _unmet(contest, champion)
    try:
        _enter_as_before(rival, champion, budget)
    except Exception as error:  # as in a contest: whatever a learner stumbles over
        rival.set_aside[champion.candidate] = str(error).partition("\n")[0]
    return rival if champion.candidate in rival.outcomes else _unmet(rival, champion)


def meeting(challenger: Contest, winner: str, rival: Contest, champion: Chosen) -> Meeting:
    """What both forecast for the last horizon, as it would have been served then, held to what came."""
    backtest = challenger.backtest
    judged = backtest.judged_examples(backtest.calendar.report)
    yardstick = YARDSTICKS[challenger.target]
    sides = rival.outcomes[champion.candidate], challenger.outcomes[winner]
    champions, challengers = (yardstick.losses(judged.target, side.corrected.report) for side in sides)
    return Meeting(
        column=challenger.column,
        measure=MEASURES[challenger.target],
        champion=champion.candidate,
        challenger=winner,
        customer_ids=judged.customer_ids,
        champion_losses=champions,
        challenger_losses=challengers,
    )


def _has_competed(contest: Contest, champion: Chosen) -> bool:
    if champion.candidate != TUNED:
        return champion.candidate in contest.outcomes
    return contest.tuned is not None and dict(contest.tuned.found.settings) == dict(champion.settings)


def _enter_as_before(rival: Contest, champion: Chosen, budget: Budget) -> None:
    if champion.candidate == TUNED:
        if budget.is_spent():
            rival.set_aside[TUNED] = NOT_TRIED
            return
        rival.tuned = tuned_before(rival.backtest, dict(champion.settings), seed=rival.seed)
        rival.outcomes[TUNED] = rival.backtest.run(rival.tuned.candidate)
    elif champion.candidate == BLEND:
        for number in range(len(rival.candidates)):
            rival.enter(number, budget)
        rival.enter_blend()
    else:
        rival.enter_named(champion.candidate, budget)


def _unmet(contest: Contest, champion: Chosen) -> Unmet:
    reasons = contest.set_aside
    if any(NOT_TRIED in why for why in reasons.values()):
        return Unmet(f"time was too short to fit its {champion.candidate} for {contest.column} again", for_time=True)
    why = reasons.get(champion.candidate, "it did not compete")
    return Unmet(f"cannot be made again: {champion.candidate} for {contest.column}: {why}", for_time=False)
