"""A function's process: reads events as lines of JSON, calls the handler, writes answers as lines of JSON.

Run as `python -P harness.py <module.handler>`. Standard library only, so that a function sees its own packages alone.
What the function prints goes to its log.
"""

import importlib
import json
import os
import queue
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any, BinaryIO


class Context:
    """What Lambda tells a function about its call."""

    def __init__(self, request: dict[str, Any]) -> None:
        self.aws_request_id = request["request_id"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.invoked_function_arn = request["function_arn"]
        self.client_context = None
        self.identity = None
        self._deadline = time.monotonic() + request["timeout_seconds"]

    def get_remaining_time_in_millis(self) -> int:
        """How long the call may still take."""
        return max(0, int((self._deadline - time.monotonic()) * 1000))


type Handler = Callable[[Any, Context], Any]


def main() -> None:
    """Load the handler, then answer event after event until the input ends."""
    requests, answers = _pipes()
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(requests, lines), daemon=True).start()
    while True:
        answer = _answer(json.loads(lines.get()))
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes to the local stack, out of the function's reach: it finds no input, and its output is the log's."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    return requests, answers


def _read(requests: BinaryIO, lines: "queue.SimpleQueue[bytes]") -> None:
    for line in requests:
        lines.put(line)
    os._exit(0)  # whoever could want an answer is gone


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    context = Context(request)
    module, _, attribute = sys.argv[1].rpartition(".")
    try:
        handler: Handler = getattr(importlib.import_module(module), attribute)
    except Exception as error:
        return _failure(error, "Runtime.ImportModuleError")
    try:
        result = handler(request["event"], context)
    except Exception as error:
        return _failure(error, type(error).__name__)
    try:
        return {"payload": json.loads(json.dumps(result, allow_nan=False))}
    except (TypeError, ValueError) as error:
        return _failure(error, "Runtime.MarshalError")


def _failure(error: Exception, kind: str) -> dict[str, Any]:
    traceback.print_exception(error)
    return {"failed": True, "payload": {"errorMessage": str(error), "errorType": kind}}


if __name__ == "__main__":
    main()
