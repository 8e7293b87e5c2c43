"""/api/plan: whom to contact for a budget."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from functions.api.datasets import Dataset
from functions.api.openapi import responses
from functions.api.plan_answers import PlanAnswer, PlanDownload
from functions.api.plans import CurrentPlans, PlanQuestion, answer_of
from functions.api.questions import LARGEST

FURTHEST_DAYS = 36_500
router = APIRouter(prefix="/api", tags=["plan"])


async def _question(
    budget: Annotated[float, Query(ge=0, le=LARGEST, allow_inf_nan=False, description="money, in currency")],
    holdout_share: Annotated[
        float,
        Query(ge=0, le=0.5, allow_inf_nan=False, description="of those chosen, how many to leave alone at random"),
    ] = 0.0,
    horizon_days: Annotated[
        int | None, Query(ge=1, le=FURTHEST_DAYS, description="one of the dataset's; left out, that of the values")
    ] = None,
) -> PlanQuestion:
    return PlanQuestion(budget, holdout_share, horizon_days)


Question = Annotated[PlanQuestion, Depends(_question)]


@router.get("/plan", responses=responses(401, 404, 409, 503))
async def get_plan(dataset: Dataset, plans: CurrentPlans, question: Question) -> PlanAnswer:
    """Whom to contact for this budget, what it is expected to bring, and how that turns on each assumption.

    Contacting a customer is expected to bring the probability of leaving x the expected spend x margin x success rate;
    those who bring most above the cost of a contact are chosen first, and nobody who brings less than it.
    """
    return answer_of(dataset, plans.made(dataset, question))


@router.get("/plan.csv", responses=responses(401, 404, 409, 503))
async def get_plan_csv(dataset: Dataset, plans: CurrentPlans, question: Question) -> PlanDownload:
    """Where the plan's list can be fetched: everybody worth contacting as contacted, held_out or not_chosen.

    The list is kept in the lake with its terms, so that what contacting brought can be measured later.
    """
    return plans.download(dataset, question)
