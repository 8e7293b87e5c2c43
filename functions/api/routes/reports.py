"""The report on a dataset's scores: where its pages, slides, figures and tables can be fetched."""

from fastapi import APIRouter

from functions.api.datasets import Dataset
from functions.api.downloads import EXPIRES_SECONDS
from functions.api.openapi import responses
from functions.api.report_answers import Report
from functions.api.world import CurrentWorld
from perennial import layout
from perennial.errors import NotFoundError
from perennial.objects import ObjectStore
from perennial.pointers import read_pointer
from perennial.records import Json

NO_REPORT = (
    "dataset {} has no report yet; it is made after each scoring, GET /api/runs?stage=report shows how far it is."
)
router = APIRouter(prefix="/api", tags=["system"])


@router.get("/report", responses=responses(401, 404, 422, 503))
async def get_report(dataset: Dataset, world: CurrentWorld) -> Report:
    """The current report: as a page to read or print, as Markdown, as slides, its figures and its tables."""
    lake = world.ports.lake
    pointer = read_pointer(lake, layout.report_pointer(dataset))
    if pointer.snapshot is None:
        raise NotFoundError(NO_REPORT.format(dataset))
    folder = layout.reports_folder(dataset, pointer.snapshot)
    files = pointer.detail["files"]
    told = {
        "dataset": dataset,
        "report_id": pointer.snapshot,
        "made_at": pointer.detail["made_at"],
        "files": [_offered(lake, folder, file) for file in files] if isinstance(files, list) else [],
        "expires_in_seconds": EXPIRES_SECONDS,
    }
    return Report.model_validate(told)


def _offered(lake: ObjectStore, folder: str, file: Json) -> dict[str, Json]:
    """A file with its address; when saved it gets the last part of its name."""
    told = dict(file) if isinstance(file, dict) else {}
    name = str(told["name"])
    url = lake.presigned_get(folder + name, file_name=name.rpartition("/")[2], expires_seconds=EXPIRES_SECONDS)
    return told | {"url": url}
