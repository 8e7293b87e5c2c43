"""The application: routes, errors and the edge, put together around a world."""

from fastapi import APIRouter, FastAPI, Security
from starlette.middleware.cors import CORSMiddleware

from functions.api import problems
from functions.api.champions import Champions
from functions.api.coverage import Coverage
from functions.api.datasets import Catalog
from functions.api.edge import Edge
from functions.api.history import History
from functions.api.indexes import Indexes
from functions.api.openapi import API_VERSION, described
from functions.api.plans import Plans
from functions.api.routes import (
    batches,
    customers,
    datasets,
    erasures,
    lists,
    models,
    monitoring,
    pages,
    plans,
    prediction_log,
    predictions,
    reports,
    runs,
    system,
    uploads,
)
from functions.api.scores import Scores
from functions.api.security import KeyRing, requires
from functions.api.versions import Versions
from functions.api.world import World

METHODS = ("GET", "POST", "PUT", "DELETE")
HEADERS = ("x-api-key", "content-type")
SUMMARY = "Which customers come back, what they will spend, and what to do about it."
DESCRIPTION = (
    "Every path but this documentation and the health needs an API key in the header `x-api-key`. "
    "Keys have a scope: `operate` includes `read`, and `admin` includes both; each operation names the one it needs. "
    "Errors are problem details (RFC 9457): `detail` says what is wrong and what to do. Where requests come too fast, "
    "the gateway before the API answers 429 with a body of its own."
)


class Api(FastAPI):
    """The application with its own description of itself."""

    def openapi(self) -> dict[str, object]:
        """The OpenAPI document, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = described(self)
        return self.openapi_schema


def create_app(world: World, *, allowed_origin: str = "") -> Api:
    """The API over this world; nothing outside is touched before the first request.

    Pages of `allowed_origin` may ask it from a browser; without one, its own console alone.
    """
    app = Api(
        title="Perennial",
        version=API_VERSION,
        summary=SUMMARY,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.world = world
    app.state.keys = KeyRing(world)
    app.state.catalog = Catalog(world)
    app.state.scores = scores = Scores(world)
    app.state.history = History(world, scores)
    app.state.coverage = Coverage(world)
    app.state.indexes = indexes = Indexes(world, scores)
    app.state.plans = Plans(world, indexes)
    app.state.champions = Champions(world)
    app.state.versions = Versions(world)
    problems.install(app)
    if allowed_origin:
        app.add_middleware(
            CORSMiddleware, allow_origins=[allowed_origin], allow_methods=METHODS, allow_headers=HEADERS, max_age=600
        )
    app.add_middleware(Edge, world=world)
    _add_routes(app)
    return app


def _add_routes(app: FastAPI) -> None:
    guarded = APIRouter(dependencies=[Security(requires("read"))])
    for module in (
        system,
        runs,
        datasets,
        lists,
        customers,
        erasures,
        plans,
        predictions,
        batches,
        prediction_log,
        models,
        monitoring,
        reports,
        uploads,
    ):
        guarded.include_router(module.router)
    app.include_router(guarded)
    app.include_router(pages.router)
