"""The HTTP API on this machine: hands each request to the function that the template's default route names."""

import asyncio
import json
import socket
import threading
import uuid
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import uvicorn

from infra.local.http_events import JSON, Request, Response, event_of, plain_response, response_of
from infra.local.workers import Answer, Function
from perennial.errors import NotFoundError, RefusedError

MAX_BODY_BYTES = 10_000_000  # of an HTTP API
MAX_EVENT_BYTES = 6_291_556  # of a function
FIRE_PATH = "/_local/fire/"
CONTROL_HEADER = "x-perennial-control"
type Scope = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
type Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
type Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class Gateway:
    """An ASGI application: the API, and under FIRE_PATH the schedules, for the `perennial` program alone.

    A web page cannot send CONTROL_HEADER here: the browser would ask first, and nothing answers that question.
    """

    def __init__(self, api: Function, fire: Callable[[str], Answer]) -> None:
        self._api = api
        self._fire = fire

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = await received(scope, receive)
        if request is None:
            response = plain_response(413, "Request Entity Too Large")
        elif request.path.startswith(FIRE_PATH):
            response = await asyncio.to_thread(self._fired, request)
        else:
            response = await asyncio.to_thread(self._called, request)
        await respond(send, response, with_body=scope["method"] != "HEAD")

    def _called(self, request: Request) -> Response:
        event = event_of(request, str(uuid.uuid4()), datetime.now(UTC))
        if len(json.dumps(event)) > MAX_EVENT_BYTES:
            return plain_response(413, "Request Entity Too Large")
        return response_of(self._api.invoke(event))

    def _fired(self, request: Request) -> Response:
        if request.method != "POST" or CONTROL_HEADER not in dict(request.headers):
            return plain_response(404, "Not Found")
        try:
            answer = self._fire(request.path.removeprefix(FIRE_PATH))
        except NotFoundError as error:
            return plain_response(404, str(error))
        return Response(500 if answer.failed else 200, JSON, json.dumps(answer.payload).encode())


@contextmanager
def served(application: Application, port: int) -> Iterator[str]:
    """Serve on the loopback interface while the context lasts; gives the address. Raises RefusedError."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError as error:
            raise RefusedError(f"port {port} is taken ({error.strerror}); choose another with --port.") from error
        config = uvicorn.Config(application, lifespan="off", log_config=None, access_log=False, ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


async def received(scope: Scope, receive: Receive) -> Request | None:
    """The request with its whole body; None when that is too long."""
    body = b""
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > MAX_BODY_BYTES:
            return None
    return Request(
        method=scope["method"],
        path=scope["path"],
        query=scope["query_string"].decode("latin-1"),
        headers=[(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]],
        body=body,
        source_ip=scope["client"][0],
    )


async def respond(send: Send, response: Response, *, with_body: bool) -> None:
    """Send a response."""
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
    known = [(name, value) for name, value in headers if name != b"content-length"]
    known.append((b"content-length", str(len(response.body)).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": known})
    await send({"type": "http.response.body", "body": response.body if with_body else b""})
