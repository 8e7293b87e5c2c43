"""GET /api/customers/{id}: everything known of one scored customer."""

from typing import Annotated

from fastapi import APIRouter, Path

from functions.api.answers import Customer
from functions.api.datasets import Dataset
from functions.api.openapi import responses
from functions.api.questions import CustomerId
from functions.api.scores import CurrentScores, stored_forecast

router = APIRouter(prefix="/api/customers", tags=["customers"])


@router.get("/{customer_id:path}", responses=responses(401, 404, 409, 503))
async def get_customer(
    customer_id: Annotated[CustomerId, Path(description="as in your files; slashes and spaces may be in it")],
    dataset: Dataset,
    scores: CurrentScores,
) -> Customer:
    """A customer's forecast, features and latest orders, as of the current scores.

    An id that holds a question mark is best asked for by POST /predict: the gateway cuts a path there.
    """
    record = scores.customer(dataset, customer_id)
    return Customer(
        dataset=dataset,
        customer_id=record.customer_id,
        score=stored_forecast(record),
        features=record.features,
        orders=record.orders,
    )
