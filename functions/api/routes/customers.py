"""/api/customers: lists of scored customers, and everything known of one of them."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query

from functions.api.answers import Customer
from functions.api.datasets import Dataset
from functions.api.indexes import CurrentIndexes
from functions.api.list_answers import CustomerPage, Risk, Tier
from functions.api.lists import page_of
from functions.api.openapi import responses
from functions.api.questions import CustomerId
from functions.api.scores import CurrentScores, past_forecast, stored_forecast

MOST_AT_ONCE = 200
router = APIRouter(prefix="/api/customers", tags=["customers"])


@router.get("", responses=responses(401, 404, 409, 503))
async def get_customers(
    *,
    dataset: Dataset,
    indexes: CurrentIndexes,
    segment: Annotated[str | None, Query(max_length=200, description="a name as in GET /api/segments")] = None,
    tier: Annotated[Tier | None, Query(description="by expected spend")] = None,
    risk: Annotated[Risk | None, Query(description="of leaving")] = None,
    search: Annotated[str | None, Query(max_length=400, description="part of an id, upper or lower case")] = None,
    sort: Annotated[
        Literal["value", "risk", "churn", "recency", "customer_id"],
        Query(description="value: expected spend; risk: value at risk; who has no such number comes last"),
    ] = "value",
    order: Literal["asc", "desc"] = "desc",
    limit: Annotated[int, Query(ge=1, le=MOST_AT_ONCE)] = 50,
    cursor: Annotated[str | None, Query(max_length=200, description="next_cursor of the page before")] = None,
) -> CustomerPage:
    """Scored customers, filtered, sorted and searched, page by page; equals stand in the order of their ids."""
    from perennial.index_queries import Question  # noqa: PLC0415  # numpy only where it is used

    question = Question(segment or None, tier, risk, search or None, sort, order)
    return page_of(indexes, dataset, question, cursor, limit)


@router.get("/{customer_id:path}", responses=responses(401, 404, 409, 503))
async def get_customer(
    customer_id: Annotated[CustomerId, Path(description="as in your files; slashes and spaces may be in it")],
    dataset: Dataset,
    scores: CurrentScores,
) -> Customer:
    """A customer's forecast, features and latest orders, as of the current scores, and what was forecast before.

    An id that holds a question mark is best asked for by POST /predict: the gateway cuts a path there.
    """
    record = scores.customer(dataset, customer_id)
    return Customer(
        dataset=dataset,
        customer_id=record.customer_id,
        score=stored_forecast(record),
        features=record.features,
        orders=record.orders,
        history=[past_forecast(one) for one in scores.past(record)],
    )
