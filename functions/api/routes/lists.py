"""A dataset at a glance: overview, segments, and all scores as a file."""

from fastapi import APIRouter

from functions.api.coverage import CurrentCoverage
from functions.api.datasets import Dataset
from functions.api.downloads import offered
from functions.api.history import CurrentHistory
from functions.api.list_answers import Download, Overview, Segments
from functions.api.openapi import responses
from functions.api.overview import overview_of, segments_of
from functions.api.scores import CurrentScores
from functions.api.world import CurrentWorld
from perennial import layout

router = APIRouter(prefix="/api", tags=["scores"])


@router.get("/overview", responses=responses(401, 404, 409, 503))
async def get_overview(
    dataset: Dataset, world: CurrentWorld, history: CurrentHistory, coverage: CurrentCoverage
) -> Overview:
    """What is expected of all customers, who of them is at risk, how both went, and what to do next."""
    return overview_of(world, history, coverage, dataset)


@router.get("/segments", responses=responses(401, 404, 409, 503))
async def get_segments(dataset: Dataset, history: CurrentHistory) -> Segments:
    """The segments that have customers: how they buy, what they are worth, what of it is at risk, what to do."""
    return segments_of(history, dataset)


@router.get("/scores.csv", responses=responses(401, 404, 409, 503))
async def get_scores_csv(dataset: Dataset, world: CurrentWorld, scores: CurrentScores) -> Download:
    """Where the current scores of all customers can be fetched as CSV that opens safely in a spreadsheet."""
    pointer = scores.current(dataset)
    key = layout.scores_folder(dataset, str(pointer.snapshot)) + "scores.csv"
    return offered(world.ports.lake, key, f"scores-{dataset}-{pointer.detail.get('as_of') or 'now'}.csv")
