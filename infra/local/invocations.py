"""Lambda's Invoke on this machine: one function calls another, or a program calls it, and waits for its answer."""

import asyncio
import json
import re
from collections.abc import Mapping
from urllib.parse import unquote

from infra.local.gateway import MAX_EVENT_BYTES, Receive, Scope, Send, received, respond
from infra.local.http_events import JSON, Headers, Request, Response
from infra.local.workers import Function

INVOKE = re.compile(r"/2015-03-31/functions/([^/]+)/invocations\Z")


class Invocations:
    """An ASGI application; `functions` are by name, ARN and alias, and may be put there after it began to serve.

    A web page cannot call here: the browser would ask first whether it may sign, and nothing answers that question.
    """

    def __init__(self, functions: Mapping[str, Function]) -> None:
        self._functions = functions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = await received(scope, receive)
        if request is None or len(request.body) > MAX_EVENT_BYTES:
            response = _refused(413, "RequestTooLargeException", f"an event has at most {MAX_EVENT_BYTES} bytes")
        else:
            response = await asyncio.to_thread(self._invoked, request)
        await respond(send, response, with_body=True)

    def _invoked(self, request: Request) -> Response:
        headers = dict(request.headers)
        called = INVOKE.match(request.path)
        if "authorization" not in headers:
            return _refused(403, "AccessDeniedException", "the request is not signed")
        if called is None or request.method != "POST":
            return _refused(404, "ResourceNotFoundException", "only functions are invoked here")
        function = self._functions.get(unquote(called[1]))
        if function is None:
            return _refused(404, "ResourceNotFoundException", f"Function not found: {called[1]}")
        if headers.get("x-amz-invocation-type", "RequestResponse") != "RequestResponse":
            return _refused(400, "InvalidParameterValueException", "a function is waited for here")
        answer = function.invoke(json.loads(request.body or b"{}"))
        failed: Headers = (("x-amz-function-error", "Unhandled"),) if answer.failed else ()
        return Response(200, (*JSON, *failed), json.dumps(answer.payload).encode())


def _refused(status: int, kind: str, message: str) -> Response:
    """A refusal in Lambda's own words."""
    return Response(
        status, (*JSON, ("x-amzn-errortype", kind)), json.dumps({"Type": "User", "Message": message}).encode()
    )
