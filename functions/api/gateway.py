"""The application behind a gateway: HTTP API events in, a stage before the path told as the root path."""

from mangum import Mangum
from mangum.adapter import DEFAULT_TEXT_MIME_TYPES
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

NO_STAGE = "$default"
TEXT_TYPES = [*DEFAULT_TEXT_MIME_TYPES, "application/problem+json", "image/svg+xml"]


def behind_gateway(app: ASGIApp) -> Mangum:
    """The application as a function of HTTP API events (payload format 2.0)."""
    return Mangum(BehindStage(app), lifespan="off", text_mime_types=TEXT_TYPES)


class BehindStage:
    """Takes path and stage from the gateway's event, so that ids and the addresses the application writes stay right.

    HTTP APIs decode the path themselves. The adapter would decode it a second time and lose every % in an id.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        context = scope["aws.event"]["requestContext"]
        scope["path"] = path = context["http"]["path"]
        root = f"/{context.get('stage', NO_STAGE)}"
        if path == root:  # relative addresses on the page need the slash
            await RedirectResponse(f"{root}/", 308)(scope, receive, send)
        elif path.startswith(f"{root}/"):
            await self._app({**scope, "root_path": root}, receive, send)
        else:
            await self._app(scope, receive, send)
