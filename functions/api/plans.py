"""The plan for a budget over the current snapshot, and its list as a file. numpy comes with the first plan."""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Any, cast

from cachetools import LRUCache
from fastapi import Depends, Request

from functions.api.downloads import offered
from functions.api.indexes import Indexes
from functions.api.plan_answers import PlanAnswer, PlanDownload
from functions.api.world import World
from perennial import layout
from perennial.dataset import Economics
from perennial.stages.descriptions import read_description

if TYPE_CHECKING:
    from perennial.contact_list import ContactList
    from perennial.plan import Prospects
    from perennial.score_index import Outcome, ScoreIndex

CUSTOMERS_TOLD = 50
PROSPECTS_KEPT = 2
ID_LENGTH = 32
CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True, slots=True)
class PlanQuestion:
    """What a plan is asked for."""

    budget: float
    holdout_share: float
    horizon_days: int | None


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan with all it rests on."""

    question: PlanQuestion
    index: "ScoreIndex"
    outcome: "Outcome"
    prospects: "Prospects"
    economics: Economics
    currency: str | None
    list: "ContactList"

    @property
    def plan_id(self) -> str:
        """The same for the same question to the same snapshot on the same assumptions."""
        content = {"snapshot": self.index.terms.snapshot, "horizon": self.outcome.horizon_days}
        content |= asdict(self.question) | self.economics.model_dump()
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:ID_LENGTH]


class Plans:
    """Plans; the sorting of the customers of a snapshot is kept, as a budget is moved back and forth."""

    def __init__(self, world: World, indexes: Indexes) -> None:
        self._world = world
        self._indexes = indexes
        self._prospects: LRUCache[tuple[str, str, int, float], Prospects] = LRUCache(PROSPECTS_KEPT)

    def made(self, dataset: str, question: PlanQuestion) -> Planned:
        """The plan; raises NoModelYet, NotReadyError where the forecast is withheld, InvalidRequest for the horizon."""
        from perennial.contact_list import ContactList, outcome_for  # noqa: PLC0415  # numpy only where it is used
        from perennial.plan import plan_for  # noqa: PLC0415  # numpy only where it is used

        description = read_description(self._world.ports.lake, dataset)
        index = self._indexes.current(dataset)
        outcome = outcome_for(index, question.horizon_days)
        prospects, economics = self._sorted(index, outcome, question.holdout_share), description.economics
        plan = plan_for(question.budget, prospects, economics)
        contacts = ContactList(index, outcome, prospects, economics, plan)
        return Planned(question, index, outcome, prospects, economics, description.currency, contacts)

    def download(self, dataset: str, question: PlanQuestion) -> PlanDownload:
        """The list as a file in the lake, its terms beside it; one that is there already stays as it is."""
        planned, lake = self.made(dataset, question), self._world.ports.lake
        key, said = layout.plan_file(dataset, planned.plan_id), answer_of(dataset, planned)
        if lake.head(key) is None:
            terms = said.model_dump(mode="json", exclude={"customers", "curve"})
            terms |= {"snapshot": planned.index.terms.snapshot, "as_of": planned.index.terms.as_of}
            body = json.dumps(terms, sort_keys=True, indent=1).encode()
            lake.write(layout.plan_terms(dataset, planned.plan_id), body, "application/json")
            lake.write(key, planned.list.to_csv(), CSV)
        name = f"plan-{dataset}-{planned.index.terms.as_of or 'now'}-{question.budget:g}.csv"
        offer = offered(lake, key, name)
        return PlanDownload(**offer.model_dump(), plan_id=planned.plan_id, in_words=said.in_words)

    def _sorted(self, index: "ScoreIndex", outcome: "Outcome", holdout_share: float) -> "Prospects":
        from perennial.contact_list import prospects_of  # noqa: PLC0415  # numpy only where it is used

        key = (index.terms.dataset, index.terms.snapshot, outcome.horizon_days, holdout_share)
        if key not in self._prospects:
            self._prospects[key] = prospects_of(index, outcome, holdout_share)
        return self._prospects[key]


def answer_of(dataset: str, planned: Planned) -> PlanAnswer:
    """The plan as it is answered."""
    from perennial.plan import curve, sensitivities  # noqa: PLC0415  # numpy only where it is used
    from perennial.plan_words import break_even_in_words, plan_in_words  # noqa: PLC0415  # numpy only where it is used

    plan, prospects, economics = planned.list.plan, planned.prospects, planned.economics
    budget = planned.question.budget
    content: dict[str, Any] = {
        **asdict(plan),
        "dataset": dataset,
        "currency": planned.currency,
        "assumptions": _assumptions(planned),
        "break_even": {
            "success_rate": plan.break_even_success_rate,
            "in_words": break_even_in_words(plan, economics),
        },
        "curve": [asdict(one) for one in curve(budget, prospects, economics)],
        "sensitivity": [asdict(one) for one in sensitivities(budget, prospects, economics)],
        "customers": [
            asdict(one) | {"expected_spend": one.expected_value, "held_out": one.group == "held_out"}
            for one in planned.list.customers(slice(0, min(CUSTOMERS_TOLD, plan.chosen)))
        ],
        "in_words": plan_in_words(plan, prospects, economics, planned.currency),
    }
    return PlanAnswer.model_validate(content, extra="ignore")


def _assumptions(planned: Planned) -> dict[str, Any]:
    from perennial.plan_words import assumptions_in_words  # noqa: PLC0415  # numpy only where it is used

    economics, days = planned.economics, planned.outcome.horizon_days
    words = assumptions_in_words(economics, planned.index.terms, days, planned.currency)
    return {**economics.model_dump(), "horizon_days": days, "in_words": words}


async def _plans(request: Request) -> Plans:
    return cast(Plans, request.app.state.plans)


CurrentPlans = Annotated[Plans, Depends(_plans)]
