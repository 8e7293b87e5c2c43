"""A gateway's stage before the path: told to the application as its root path, so that its addresses stay right."""

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

NO_STAGE = "$default"


class BehindStage:
    """Takes the stage from the gateway's event."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        stage = scope["aws.event"]["requestContext"].get("stage", NO_STAGE)
        root = f"/{stage}"
        if scope["path"] == root:  # relative addresses on the page need the slash
            await RedirectResponse(f"{root}/", 308)(scope, receive, send)
        elif scope["path"].startswith(f"{root}/"):
            await self._app({**scope, "root_path": root}, receive, send)
        else:
            await self._app(scope, receive, send)
