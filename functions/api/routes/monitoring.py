"""What the monitor found: drift since the model learnt, and what came of past forecasts."""

from typing import Annotated

from fastapi import APIRouter, Query

from functions.api.datasets import Dataset
from functions.api.monitoring_answers import Monitoring
from functions.api.openapi import responses
from functions.api.world import CurrentWorld
from perennial.monitoring_view import plan_effects_of, readings_of, realised_of

MOST_READINGS = 60
router = APIRouter(prefix="/api", tags=["system"])

type Limit = Annotated[int, Query(ge=1, le=MOST_READINGS, description="how many readings at most")]


@router.get("/monitoring", responses=responses(401, 404, 422, 503))
async def get_monitoring(dataset: Dataset, world: CurrentWorld, limit: Limit = 12) -> Monitoring:
    """The latest checks, newest first; past forecasts against what came; and what past plans brought.

    A plan is measured where it held customers out, its list was fetched and its horizon has passed: the newest ten.
    """
    lake = world.ports.lake
    return Monitoring.model_validate(
        {
            "dataset": dataset,
            "readings": readings_of(lake, dataset, limit=limit),
            "realised": realised_of(lake, dataset),
            "plan_effects": plan_effects_of(lake, dataset),
        },
        extra="ignore",
    )
