"""Around every request: security headers, one log line, answers no larger than may be, and one to unforeseen errors."""

import traceback
from collections.abc import MutableMapping
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from functions.api.limits import is_too_large
from functions.api.problems import too_large, unexpected
from functions.api.world import World

HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
REFERENCE_LENGTH = 8


class Edge:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, world: World) -> None:
        self._app = app
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started_at = self._world.seconds()
        statuses: list[int] = []
        start: Message | None = None

        async def send_guarded(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            if start is not None and is_too_large(message.get("body", b"")):
                start, message = _instead(too_large())
            if start is not None:
                statuses.append(start["status"])
                _add_headers(start)
                await send(start)
                start = None
            await send(message)

        try:
            await self._app(scope, receive, send_guarded)
        except Exception as error:  # whatever it is, who asked gets an answer
            answer = unexpected(self._reported(error))
            if statuses:
                raise
            await answer(scope, receive, send_guarded)
        self._note(scope, statuses, started_at)

    def _reported(self, error: Exception) -> str:
        """Log where it happened and answer a reference. The error's text stays out: it may hold customer data."""
        reference = self._world.new_id()[:REFERENCE_LENGTH].upper()
        frames = traceback.extract_tb(error.__traceback__)
        where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        extra = {"reference": reference, "error": type(error).__name__, "where": where}
        self._world.log.error("unexpected error", extra=extra)
        return reference

    def _note(self, scope: Scope, statuses: list[int], started_at: float) -> None:
        """Log the route, never the path: a path holds customer ids."""
        route = getattr(scope.get("route"), "path", None)
        milliseconds = round((self._world.seconds() - started_at) * 1000, 1)
        extra = {"method": scope.get("method"), "route": route, "status": statuses, "milliseconds": milliseconds}
        self._world.log.info("answered", extra=extra)


def _add_headers(message: MutableMapping[str, Any]) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in HEADERS.items():
        headers.setdefault(name, value)


def _instead(answer: Response) -> tuple[Message, Message]:
    """The two messages of an answer that takes another one's place."""
    start = {"type": "http.response.start", "status": answer.status_code, "headers": answer.raw_headers}
    return start, {"type": "http.response.body", "body": answer.body}
