"""What a browser sees without a key: the console's page, the API's documentation, and health."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Header, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from functions.api.answers import Health
from functions.api.assets import Asset, Group, assets, page, version
from functions.api.datasets import CurrentCatalog
from functions.api.openapi import API_VERSION, responses
from functions.api.world import CurrentWorld, World
from perennial.objects import ObjectStore

FOR_EVER = "public, max-age=31536000, immutable"
BASE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src {connect}; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
POLICIES: dict[Group, str] = {
    "console": f"{BASE_POLICY}; require-trusted-types-for 'script'; trusted-types 'none'",
    "docs": BASE_POLICY,  # Swagger UI writes HTML without trusted types
}
router = APIRouter()


@router.get(
    "/",
    tags=["system"],
    response_model=Health,
    responses=responses(503) | {200: {"content": {"text/html": {"schema": {"type": "string"}}}}},
)
async def get_home(
    request: Request,
    world: CurrentWorld,
    catalog: CurrentCatalog,
    accept: Annotated[str, Header(include_in_schema=False)] = "",
) -> Response | Health:
    """The console to a browser, health to a program."""
    if "text/html" in accept:
        return _page(request, "console", _policy("console", world))
    return _health(catalog)


@router.get("/api/health", tags=["system"], responses=responses(503))
async def get_health(catalog: CurrentCatalog) -> Health:
    """That the API and its storage answer."""
    return _health(catalog)


@router.get("/docs", include_in_schema=False)
async def get_docs(request: Request) -> Response:
    """Swagger UI."""
    return _page(request, "docs", _policy("docs"))


@router.get("/console/{of_version}/{name:path}", include_in_schema=False)
async def get_console_file(request: Request, of_version: str, name: str) -> Response:
    """A file of the console."""
    return _file(request, "console", of_version, name)


@router.get("/docs/{of_version}/{name}", include_in_schema=False)
async def get_docs_file(request: Request, of_version: str, name: str) -> Response:
    """A file of the documentation."""
    return _file(request, "docs", of_version, name)


def _health(catalog: CurrentCatalog) -> Health:
    catalog.names()  # raises TransientError when the storage does not answer
    return Health(status="ok", version=API_VERSION)


def _policy(group: Group, world: World | None = None) -> str:
    """The content security policy; the console may also send files to where uploads go."""
    connect = "'self'" if world is None else f"'self' {_origin(world.ports.landing)}"
    return POLICIES[group].format(connect=connect)


def _origin(landing: ObjectStore) -> str:
    parts = urlsplit(landing.presigned_post("pending/", max_bytes=1, expires_seconds=1).url)
    return f"{parts.scheme}://{parts.netloc}"


def _page(request: Request, group: Group, policy: str) -> Response:
    found = page(group)
    headers = {"cache-control": "no-cache", "etag": found.etag, "content-security-policy": policy}
    if request.headers.get("if-none-match") == found.etag:
        return Response(status_code=304, headers=headers | {"vary": "accept"})
    return _served(request, found, headers)


def _file(request: Request, group: Group, of_version: str, name: str) -> Response:
    asset = assets(group).get(name)
    if asset is None or of_version != version(group):
        raise HTTPException(404)
    return _served(request, asset, {"cache-control": FOR_EVER})


def _served(request: Request, asset: Asset, headers: dict[str, str]) -> Response:
    headers |= {"vary": "accept, accept-encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(asset.zipped, headers=headers | {"content-encoding": "gzip"}, media_type=asset.media_type)
    return Response(asset.body, headers=headers, media_type=asset.media_type)
