"""API Gateway's events (HTTP API, payload format 2.0): requests turned into them and answers turned back."""

import base64
import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from infra.local.naming import ACCOUNT_ID
from infra.local.workers import Answer

ROUTE = "$default"
TEXT_TYPES = ("text/", "application/json", "application/xml", "application/javascript", "application/x-www-form-")
type Headers = Sequence[tuple[str, str]]
JSON: Headers = (("content-type", "application/json"),)


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request; `path` is percent-decoded, as an HTTP API hands it on, the query is not."""

    method: str
    path: str
    query: str
    headers: Headers
    body: bytes
    source_ip: str


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP response."""

    status: int
    headers: Headers
    body: bytes


def event_of(request: Request, request_id: str, received_at: datetime) -> dict[str, Any]:
    """The event of a request that the default route takes."""
    headers = _joined((name.lower(), value) for name, value in request.headers)
    cookies = headers.pop("cookie", "")
    event = {
        "version": "2.0",
        "routeKey": ROUTE,
        "rawPath": request.path,
        "rawQueryString": request.query,
        "headers": headers,
        "requestContext": _context(request, headers, request_id, received_at),
        **_body(request.body, headers.get("content-type", "")),
    }
    if cookies:
        event["cookies"] = cookies.split("; ")
    if request.query:
        event["queryStringParameters"] = _joined(parse_qsl(request.query, keep_blank_values=True))
    return event


def response_of(answer: Answer) -> Response:
    """The response a function's answer stands for."""
    if answer.failed:
        return plain_response(500, "Internal Server Error")
    payload = answer.payload
    if not isinstance(payload, dict) or "statusCode" not in payload:
        return Response(200, JSON, json.dumps(payload).encode())
    body = payload.get("body") or ""
    content = base64.b64decode(body) if payload.get("isBase64Encoded") else body.encode()
    headers = [(name.lower(), str(value)) for name, value in (payload.get("headers") or {}).items()]
    cookies = [("set-cookie", cookie) for cookie in payload.get("cookies") or ()]
    return Response(int(payload["statusCode"]), headers + cookies, content)


def plain_response(status: int, message: str) -> Response:
    """An answer of API Gateway's own."""
    return Response(status, JSON, json.dumps({"message": message}).encode())


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in pairs:
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return joined


def _body(body: bytes, content_type: str) -> dict[str, Any]:
    if not body:
        return {"isBase64Encoded": False}
    if content_type.lower().startswith(TEXT_TYPES):
        with suppress(UnicodeDecodeError):  # a text that is none travels like any other bytes
            return {"body": body.decode(), "isBase64Encoded": False}
    return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}


def _context(request: Request, headers: dict[str, str], request_id: str, received_at: datetime) -> dict[str, Any]:
    domain = headers.get("host", "localhost")
    return {
        "accountId": ACCOUNT_ID,
        "apiId": "local",
        "domainName": domain,
        "domainPrefix": domain.split(".")[0],
        "http": {
            "method": request.method,
            "path": request.path,
            "protocol": "HTTP/1.1",
            "sourceIp": request.source_ip,
            "userAgent": headers.get("user-agent", ""),
        },
        "requestId": request_id,
        "routeKey": ROUTE,
        "stage": ROUTE,
        "time": f"{received_at:%d/%b/%Y:%H:%M:%S +0000}",
        "timeEpoch": int(received_at.timestamp() * 1000),
    }
