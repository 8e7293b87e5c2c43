"""Who serves next of models of subscribers: two recipes on the customers kept for the report, whom neither has seen."""

from perennial.models import metrics
from perennial.models.choosing import Choice
from perennial.models.recipes import Chosen, Recipe
from perennial.models.subscriber_contest import NOT_TRIED, SubscriberContest
from perennial.models.subscriber_terms import SubscriberJob
from perennial.models.succession import Decision, Incumbent, Meeting, Unmet, decide

SUBSCRIBER_TRAINING_VERSION = "subscribers-4"
COLUMN = "churn_probability"
JUDGED_ON = "the customers kept for the report"


def recipe_with(job: SubscriberJob, winner: str | None) -> Recipe:
    """The recipe of a model with this winner; None where nothing can be forecast."""
    numbers = {} if winner is None else {COLUMN: Chosen(winner)}
    return Recipe(SUBSCRIBER_TRAINING_VERSION, job.description.recipe_digest(), None, numbers)


def champion_of(incumbent: Incumbent | None) -> str | None:
    """The candidate that serves now; None where there is none, or it is not known."""
    recipe = None if incumbent is None else incumbent.recipe
    chosen = None if recipe is None else recipe.numbers.get(COLUMN)
    return None if chosen is None else chosen.candidate


def decision_for(job: SubscriberJob, contest: SubscriberContest | None, choice: Choice | None) -> Decision:
    """Whether the winner of the contest serves; without either nothing can be forecast, by whatever recipe."""
    met = [] if contest is None or choice is None else _met(job, contest, choice)
    recipe = recipe_with(job, None if choice is None else choice.winner)
    return decide(job.incumbent, recipe, met, judged_on=JUDGED_ON, drift=job.drift, seed=job.seed)


def _met(job: SubscriberJob, contest: SubscriberContest, choice: Choice) -> list[Meeting | Unmet]:
    champion = champion_of(job.incumbent)
    if champion is None:
        return []
    if champion not in contest.told:
        why = contest.set_aside.get(champion, "it is no longer among the candidates")
        if NOT_TRIED in why:
            return [Unmet(f"time was too short to fit its {champion} again", for_time=True)]
        return [Unmet(f"cannot be made again: {champion}: {why}", for_time=False)]
    reported = contest.labelled.rows(contest.labelled.for_report())
    losses = {name: metrics.log_losses(reported.target, contest.told[name][1]) for name in (champion, choice.winner)}
    return [
        Meeting(
            column=COLUMN,
            measure="log loss",
            champion=champion,
            challenger=choice.winner,
            customer_ids=reported.customer_ids,
            champion_losses=losses[champion],
            challenger_losses=losses[choice.winner],
        )
    ]
