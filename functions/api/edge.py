"""Around every request: security headers, one log line, and an answer to errors nobody foresaw."""

import traceback
from collections.abc import MutableMapping
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from functions.api.problems import unexpected
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

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])
                _add_headers(message)
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
