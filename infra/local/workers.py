"""Functions as processes: warm, one per concurrent call, with the environment and the time the template gives them."""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import LifoQueue
from threading import Lock
from typing import IO, Any

HARNESS = Path(__file__).with_name("harness.py")
LAST_WORDS_SECONDS = 0.5
CHUNK_BYTES = 1 << 16
FOR_DIRECT_CALLS = 1
type Process = subprocess.Popen[bytes]


@dataclass(frozen=True, slots=True)
class FunctionSpec:
    """A function as the template describes it; `slots` is how many of it may run at once here."""

    arn: str
    handler: str
    environment: Mapping[str, str]
    timeout_seconds: float
    slots: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call came to: the handler's JSON, or (`failed`) errorType and errorMessage as Lambda words them."""

    payload: Any
    failed: bool = False


class Function:
    """A function and its processes; deliveries beyond its slots wait for one.

    One process more than its slots is for direct calls, so that they never wait for what is being delivered: who waits
    for an answer has seconds. It is started when it is first needed.
    """

    def __init__(self, spec: FunctionSpec, log: Path) -> None:
        self.spec = spec
        self._workers = [Worker(spec, log) for _ in range(spec.slots + FOR_DIRECT_CALLS)]
        self._free: LifoQueue[Worker] = LifoQueue()
        for worker in self._workers:
            self._free.put(worker)

    @property
    def is_working(self) -> bool:
        """Whether a call is under way."""
        return self._free.qsize() < len(self._workers)

    def invoke(self, event: object) -> Answer:
        """Call the function and wait for its answer."""
        worker = self._free.get()
        try:
            return worker.call(event)
        finally:
            self._free.put(worker)

    def end(self) -> None:
        """End its processes for good; calls under way answer as errors."""
        for worker in self._workers:
            worker.end()


class Worker:
    """One process of a function, started at its first call and again after it was lost."""

    def __init__(self, spec: FunctionSpec, log: Path) -> None:
        self._spec = spec
        self._log = log
        self._calling = Lock()
        self._starting = Lock()
        self._process: Process | None = None
        self._ended = False

    def call(self, event: object) -> Answer:
        """Let the process handle an event; one that crashes or takes too long is killed and answers as an error."""
        request_id = str(uuid.uuid4())
        timeout_seconds = self._spec.timeout_seconds
        request = {
            "request_id": request_id,
            "function_arn": self._spec.arn,
            "timeout_seconds": timeout_seconds,
            "event": event,
        }
        with self._calling:
            try:
                process = self._process or self._start()
                _write(process, request)
                said = _read(process, timeout_seconds)
            except TimeoutError:
                self._discard(patience_seconds=0)
                return self._lost(
                    "Sandbox.Timedout", f"{request_id} Task timed out after {timeout_seconds:.2f} seconds"
                )
            except OSError as error:
                how = self._discard(LAST_WORDS_SECONDS) or error
                return self._lost("Runtime.ExitError", f"RequestId: {request_id} Error: Runtime exited with {how}")
            return Answer(said["payload"], failed="failed" in said)

    def end(self) -> None:
        """End the process for good."""
        with self._starting:
            self._ended = True
            process = self._process
        if process is not None:
            _kill(process)
        with self._calling:
            self._discard(patience_seconds=0)

    def _lost(self, kind: str, message: str) -> Answer:
        """The answer of a call whose process is gone; Lambda writes the message into the function's log as well."""
        with self._log.open("a") as log:
            log.write(f"{message}\n")
        return _error(kind, message)

    def _start(self) -> Process:
        with self._starting, self._log.open("ab") as log:
            if self._ended:
                raise BrokenPipeError("the local stack is ending")
            self._process = subprocess.Popen(  # noqa: S603 our own interpreter running our own program
                [sys.executable, "-P", str(HARNESS), self._spec.handler],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=dict(self._spec.environment),
                start_new_session=True,
            )
        return self._process

    def _discard(self, patience_seconds: float) -> str | None:
        """End the process and everything it started; answers how it ended (a crash may still be under way)."""
        process, self._process = self._process, None
        if process is None:
            return None
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience_seconds)
        _kill(process)
        code = process.wait()
        for pipe in (process.stdin, process.stdout):
            with suppress(BrokenPipeError):
                _pipe(pipe).close()
        return f"exit status {code}" if code >= 0 else f"signal {-code}"


def _kill(process: Process) -> None:
    with suppress(ProcessLookupError, PermissionError):  # macOS answers the latter for a group that has just ended
        os.killpg(process.pid, signal.SIGKILL)


def _write(process: Process, request: dict[str, Any]) -> None:
    pipe = _pipe(process.stdin)
    pipe.write(json.dumps(request).encode() + b"\n")
    pipe.flush()


def _read(process: Process, timeout_seconds: float) -> dict[str, Any]:
    """One line of the process's answers; raises TimeoutError, or OSError when the process has gone."""
    descriptor = _pipe(process.stdout).fileno()
    deadline = time.monotonic() + timeout_seconds
    chunks: list[bytes] = []
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        while not (chunks and chunks[-1].endswith(b"\n")):
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise TimeoutError
            chunk = os.read(descriptor, CHUNK_BYTES)
            if not chunk:
                raise BrokenPipeError("no answer")
            chunks.append(chunk)
    answer: dict[str, Any] = json.loads(b"".join(chunks))
    return answer


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise BrokenPipeError("started without a pipe")
    return pipe


def _error(kind: str, message: str) -> Answer:
    return Answer({"errorType": kind, "errorMessage": message}, failed=True)
