"""What a process asks of AWS, counted where every request leaves; and the most memory it held."""

import resource
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

from perennial.costs import BYTES_PER_WRITE_UNIT, Traffic

PUTS = frozenset({"PutObject", "CopyObject", "ListObjectsV2", "ListObjectVersions", "PutObjectTagging"})
GETS = frozenset({"GetObject", "HeadObject"})
WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"})
READS = frozenset({"GetItem", "Query", "Scan"})
WRITES_IN_A_BATCH = (b'"PutRequest"', b'"DeleteRequest"')
PROCESS = Path("/proc/self")  # of Linux; elsewhere the high-water mark is the whole process's
RESET_PEAK = "5"  # proc(5), clear_refs: resets the peak resident set size
KIB = 1024


class Request(Protocol):
    """A request on its way out."""

    headers: Mapping[str, str | bytes]
    body: bytes | None


class Events(Protocol):
    """A session's events, of which requests are some."""

    def register(self, event_name: str, handler: Callable[..., None]) -> None: ...


class Meter:
    """Counts the requests of a session's clients; threads may share it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._traffic = Traffic()

    def attach(self, events: Events) -> None:
        """Count every request of the clients that a session with these events makes from now on."""
        events.register("before-send.s3", self._asked)
        events.register("before-send.dynamodb", self._asked)
        events.register("after-call.s3.GetObject", self._answered)

    def reading(self) -> Traffic:
        """Everything counted so far."""
        with self._lock:
            return self._traffic

    def _asked(self, request: Request, event_name: str, **_: object) -> None:
        operation = event_name.rpartition(".")[2]
        if operation in PUTS:
            self._add(Traffic(puts=1, bytes_out=_sent_bytes(request.headers)))
        elif operation in GETS:
            self._add(Traffic(gets=1))
        elif operation in WRITES:
            self._add(Traffic(write_units=_write_units(request.body or b"")))
        elif operation in READS:
            self._add(Traffic(read_units=1))

    def _answered(self, parsed: dict[str, Any], **_: object) -> None:
        self._add(Traffic(bytes_in=int(parsed.get("ContentLength", 0))))

    def _add(self, traffic: Traffic) -> None:
        with self._lock:
            self._traffic = self._traffic.plus(traffic)


def forget_peak_memory() -> None:
    """Let the peak begin anew, where the system can: a warm process would tell that of an earlier run."""
    with suppress(OSError):
        (PROCESS / "clear_refs").write_text(RESET_PEAK)


def peak_memory_mb() -> float:
    """The most memory this process held since it was last forgotten, in MB; without its children."""
    with suppress(OSError):
        for line in (PROCESS / "status").read_text().splitlines():
            name, _, value = line.partition(":")
            if name == "VmHWM":
                return int(value.split()[0]) / KIB
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (KIB * KIB if sys.platform == "darwin" else KIB)


def _sent_bytes(headers: Mapping[str, str | bytes]) -> int:
    sent = headers.get("X-Amz-Decoded-Content-Length") or headers.get("Content-Length") or 0
    return int(sent)


def _write_units(body: bytes) -> int:
    """At least one for each item, and one for each KB of what is sent."""
    items = sum(body.count(one) for one in WRITES_IN_A_BATCH)
    return max(1, items, -(-len(body) // BYTES_PER_WRITE_UNIT))
