"""/api/models: the versions of a dataset's model, and which of them serves."""

from typing import Annotated

from fastapi import APIRouter, Path

from functions.api.champions import Champions, CurrentChampions
from functions.api.datasets import Dataset
from functions.api.model_answers import Champion, ModelDetails, ModelList
from functions.api.openapi import responses
from functions.api.security import AdminKey
from functions.api.versions import CurrentVersions
from functions.api.world import CurrentWorld
from perennial.records import StageResult

router = APIRouter(prefix="/api/models", tags=["models"])

type Version = Annotated[str, Path(min_length=1, max_length=200, description="as GET /api/models lists it")]


@router.get("", responses=responses(401, 404, 409, 503))
async def get_models(dataset: Dataset, versions: CurrentVersions) -> ModelList:
    """Every version, newest first: how it did on orders it had not seen, and why it serves or does not."""
    return versions.listed(dataset)


@router.get("/{version}", responses=responses(401, 404, 409, 503))
async def get_model(dataset: Dataset, version: Version, versions: CurrentVersions) -> ModelDetails:
    """One version with its manifest and every candidate's metrics."""
    return versions.details(dataset, version)


@router.post("/{version}/promote", responses=responses(401, 404, 409, 503))
async def promote_model(
    key: AdminKey, dataset: Dataset, version: Version, world: CurrentWorld, champions: CurrentChampions
) -> Champion:
    """Let this version serve, from the next request on; scores follow. Others see it within a minute."""
    from perennial.stages.promoting import promote  # noqa: PLC0415  # numpy and joblib come with it

    result = promote(dataset, version, world.ports, by=f"key {key.key_id}", now=world.now())
    return _moved(result, dataset, champions)


@router.post("/rollback", responses=responses(401, 404, 409, 503))
async def rollback_model(key: AdminKey, dataset: Dataset, world: CurrentWorld, champions: CurrentChampions) -> Champion:
    """Let the version serve again that served before this one; once more, the one before that."""
    from perennial.stages.promoting import rollback  # noqa: PLC0415  # numpy and joblib come with it

    result = rollback(dataset, world.ports, by=f"key {key.key_id}", now=world.now())
    return _moved(result, dataset, champions)


def _moved(result: StageResult, dataset: str, champions: Champions) -> Champion:
    champions.forget(dataset)
    return Champion.model_validate({"dataset": dataset, **result.detail}, extra="ignore")
