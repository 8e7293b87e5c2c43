"""A contest: the candidates for one number (spend or churn at one horizon), as far as time allows, and its winner."""

from dataclasses import dataclass, field

from perennial.errors import NotEnoughData
from perennial.models.backtest import Backtest, Outcome, checked_forecast
from perennial.models.baselines import RULES_OF_THUMB
from perennial.models.blend import BLEND, Blend
from perennial.models.budget import Budget
from perennial.models.candidates import Candidate, candidates
from perennial.models.choosing import Choice, Contender, Measure, against_baseline, choose
from perennial.models.origins import Calendar
from perennial.models.panel import Examples, Panel, Target
from perennial.models.serving import Form
from perennial.models.tuning import TUNED, Tuned, tune
from perennial.models.yardsticks import YARDSTICKS
from perennial.records import Json

SCORE_COLUMNS: dict[Target, str] = {"spend": "expected_spend_{}d", "churn": "churn_probability_{}d"}

NOT_TRIED = "not tried"


def score_column(target: Target, horizon_days: int) -> str:
    """The score column a contest is about."""
    return SCORE_COLUMNS[target].format(horizon_days)


@dataclass(frozen=True, slots=True)
class Winner:
    """Who won and how; its form fitted on everything known and corrected; its backtest."""

    form: Form
    choice: Choice
    outcome: Outcome


@dataclass
class Contest:
    """Candidates enter one by one; whoever cannot be fitted is set aside with the reason and does no harm."""

    backtest: Backtest
    candidates: tuple[Candidate, ...]
    seed: int
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    blend: Blend | None = None
    set_aside: dict[str, str] = field(default_factory=dict)
    tuned: Tuned | None = None

    @classmethod
    def over(cls, panel: Panel, target: Target, calendar: Calendar, *, seed: int) -> "Contest":
        """The contest for one number, before anyone has entered."""
        entrants = candidates(target, calendar.horizon_days, seed=seed)
        return cls(Backtest(panel, target, calendar), entrants, seed)

    @property
    def column(self) -> str:
        """The score column it is about."""
        return score_column(self.target, self.horizon_days)

    @property
    def target(self) -> Target:
        """What is forecast."""
        return self.backtest.target

    @property
    def horizon_days(self) -> int:
        """Over how many days."""
        return self.backtest.calendar.horizon_days

    def enter(self, number: int, budget: Budget) -> None:
        """Let the candidate of this number compete; the first, a baseline, even when the budget is spent."""
        if number >= len(self.candidates) or self.has_seen(self.candidates[number].name):
            return
        candidate = self.candidates[number]
        if number > 0 and budget.is_spent():
            self.set_aside[candidate.name] = f"{NOT_TRIED}: the budget of {budget.seconds:g} s was spent"
            return
        try:
            self.outcomes[candidate.name] = self.backtest.run(candidate)
        except Exception as error:  # whatever a learner stumbles over, the others go on
            self.set_aside[candidate.name] = _in_words(error)
        place = {one.name: number for number, one in enumerate(self.candidates)}
        self.outcomes = dict(sorted(self.outcomes.items(), key=lambda entry: place.get(entry[0], len(place))))

    def enter_named(self, name: str, budget: Budget) -> None:
        """Let one candidate compete before its turn, if there is one of this name."""
        for number, candidate in enumerate(self.candidates):
            if candidate.name == name:
                self.enter(number, budget)

    def has_seen(self, name: str) -> bool:
        """Whether a candidate of this name has entered or was set aside."""
        return name in self.outcomes or name in self.set_aside

    def enter_tuned(self, budget: Budget) -> None:
        """Let boosted trees with settings searched for compete too, while the budget lasts."""
        if budget.is_spent():
            self.set_aside[TUNED] = f"{NOT_TRIED}: the budget of {budget.seconds:g} s was spent"
            return
        try:
            self.tuned = tune(self.backtest, budget, seed=self.seed)
            self.outcomes[TUNED] = self.backtest.run(self.tuned.candidate)
        except Exception as error:  # as in enter
            self.set_aside[TUNED] = _in_words(error)

    def enter_blend(self) -> None:
        """Let a blend compete too. Settings searched for on the very days it learns from would flatter themselves."""
        try:
            self.blend = Blend.learn(self.backtest, self.outcomes, (*RULES_OF_THUMB, TUNED))
            self.outcomes[BLEND] = self.backtest.judge(BLEND, self.blend.forecasts)
        except NotEnoughData as error:
            self.set_aside[BLEND] = _in_words(error)

    def finish(self) -> Winner:
        """The winner, fitted once more on everything known at as_of; the next best where that fails."""
        examples = self.backtest.final_examples()
        while True:
            choice = self._choice()
            outcome = self.outcomes[choice.winner]
            try:
                form = self.serving_form(choice.winner, examples)
                checked_forecast(form, examples)
            except Exception as error:  # as above: a learner's trouble is no reason to have no model
                if len(self.outcomes) == 1:
                    raise
                del self.outcomes[choice.winner]
                self.set_aside[choice.winner] = f"in the final fit: {_in_words(error)}"
                continue
            return Winner(form, choice, outcome)

    def finish_as(self, name: str, reason: str) -> Winner:
        """Who competed under this name as the winner, whoever did best; raises what the candidate raises."""
        examples = self.backtest.final_examples()
        form = self.serving_form(name, examples)
        checked_forecast(form, examples)
        return Winner(form, Choice(name, reason), self.outcomes[name])

    def serving_form(self, name: str, examples: Examples) -> Form:
        """Who competed under this name, fitted to these examples and corrected; raises what the candidate raises."""
        return self.outcomes[name].for_serving.form(self._fitted(name, examples))

    def _fitted(self, name: str, examples: Examples) -> Form:
        if self.blend is not None and name == BLEND:
            forms = [self._fitted(member, examples) for member in self.blend.weights]
            return self.blend.form(forms, examples.present.matrix)
        if self.tuned is not None and name == TUNED:
            return self.tuned.candidate.fit(examples)
        candidate = next(candidate for candidate in self.candidates if candidate.name == name)
        return candidate.fit(examples)

    def manifest(self, winner: Winner) -> dict[str, Json]:
        """What was learnt from, chosen on and judged on, and how the choice fell, in words."""
        calendar = self.backtest.calendar
        return {
            "winner": winner.choice.winner,
            "reason": winner.choice.reason,
            "correction": winner.outcome.for_serving.story(),
            "search": {} if self.tuned is None else self.tuned.story(),
            "blend": {} if self.blend is None else self.blend.story(),
            "selection": calendar.selection_in_words,
            "candidates": self._entrants(),
            "report_origin": calendar.report.judge_days[0].isoformat(),
            "report_learnt_from": [day.isoformat() for day in calendar.report.learn_days],
            "learnt_from": [day.isoformat() for day in calendar.final_days],
        }

    def _entrants(self) -> dict[str, Json]:
        """Who competed, and why whoever did not."""
        names = dict.fromkeys((*(one.name for one in self.candidates), *self.set_aside, *self.outcomes, BLEND))
        return {name: "competed" if name in self.outcomes else self.set_aside.get(name, NOT_TRIED) for name in names}

    def figures(self) -> dict[str, Json]:
        """Every candidate's figures on the untouched horizon."""
        return {name: outcome.figures for name, outcome in self.outcomes.items()}

    def against_baseline(self) -> dict[str, dict[str, Json]]:
        """By candidate but the first, how much better than the first it was where the choice was made."""
        return against_baseline(self._contenders(), self.backtest.selection_customers(), self._measure, seed=self.seed)

    def _choice(self) -> Choice:
        customers = self.backtest.selection_customers()
        return choose(self._contenders(), customers, self._measure, trusted=BLEND, seed=self.seed)

    def _contenders(self) -> list[Contender]:
        return [outcome.contender for outcome in self.outcomes.values()]

    @property
    def _measure(self) -> Measure:
        return YARDSTICKS[self.target].measure


def _in_words(error: Exception) -> str:
    first_line = str(error).partition("\n")[0]
    return f"could not be fitted: {first_line or type(error).__name__}"
