"""moto's server as a program of its own: stands in for S3, SQS and DynamoDB and counts what is written to them.

Run as `python -m infra.local.server`; it says its port on the first line of its output and ends with its input.
"""

import io
import json
import logging
import re
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

WRITES_PATH = "/writes"
OBJECTS = "objects"
FORM = "multipart/form-data"
OF_THIS_MACHINE = re.compile(r"http://(127\.0\.0\.1|localhost)(:\d+)?\Z")
TABLE_WRITES = ("Put", "Update", "Delete", "BatchWrite", "TransactWrite")


class WriteCounter:
    """A WSGI application around another: GET /writes answers how often each table, and any object, was written.

    What is kept on disk needs to be read again only after its number has moved.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application
        self._writes: Counter[str] = Counter()
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == WRITES_PATH:
            start_response("200 OK", [("Content-Type", "application/json")])
            return [json.dumps(self._writes).encode()]
        written = _written(environ)
        answer = self._application(environ, start_response)
        with self._lock:
            self._writes.update(written)
        return answer


class Pages:
    """A WSGI application around another: pages of this machine may see how a form went that they posted.

    moto keeps a bucket's rules for pages wherever they matter but in the answer to a form.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        origin = environ.get("HTTP_ORIGIN", "")
        is_form = environ["REQUEST_METHOD"] == "POST" and environ.get("CONTENT_TYPE", "").startswith(FORM)
        if not is_form or not OF_THIS_MACHINE.match(origin):
            return self._application(environ, start_response)

        def start(status: str, headers: list[tuple[str, str]], *others: object) -> object:
            return start_response(status, [*headers, ("Access-Control-Allow-Origin", origin)], *others)

        return self._application(environ, start)


def _written(environ: dict[str, Any]) -> list[str]:
    """The tables a request writes to, or OBJECTS."""
    operation = environ.get("HTTP_X_AMZ_TARGET", "")
    if operation.startswith("DynamoDB"):
        return _tables(environ) if operation.split(".")[1].startswith(TABLE_WRITES) else []
    is_query = operation or environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded")
    return [] if is_query or environ["REQUEST_METHOD"] in {"GET", "HEAD"} else [OBJECTS]


def _tables(environ: dict[str, Any]) -> list[str]:
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    environ["wsgi.input"] = io.BytesIO(body)
    request = json.loads(body)
    if "RequestItems" in request:
        return list(request["RequestItems"])
    writes = [write for item in request.get("TransactItems", ()) for write in item.values()]
    return [write["TableName"] for write in writes] or [request["TableName"]]


def main() -> None:
    """Serve on a free port of the loopback interface until the input ends."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    application = Pages(WriteCounter(DomainDispatcherApplication(create_backend_app)))
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=MotoRequestHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
