"""What the functions write to their logs, taken into the log groups that the template gives them, as Lambda does.

The API reads the logs of runs from there. Its own log stays a file: nobody asks for it by run, and it grows with use.
"""

import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import batched
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from infra.local.functions import api_of
from infra.local.template import FUNCTION, Template
from infra.local.workers import Function

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_logs.type_defs import InputLogEventTypeDef

STREAM = "local"
LOOK_SECONDS = 1.0
LINES_AT_ONCE = 1_000
KEPT_BYTES = 2_000_000  # of what was written before this start


@dataclass
class LogFile:
    """A function's log, read line by line as it grows."""

    path: Path
    place: int = field(init=False)

    def __post_init__(self) -> None:
        size = self.path.stat().st_size if self.path.exists() else 0
        self.place = max(0, size - KEPT_BYTES)

    def unread(self) -> tuple[list[str], int]:
        """The whole lines that were not read yet, and the place after them."""
        if not self.path.exists():
            return [], self.place
        with self.path.open("rb") as log:
            log.seek(self.place)
            content = log.read()
        whole = content[: content.rfind(b"\n") + 1]
        return whole.decode(errors="replace").splitlines(), self.place + len(whole)


def events_of(lines: Iterable[str], now: datetime) -> list["InputLogEventTypeDef"]:
    """The lines as events, each at the time it names; one that names none at that of the line before."""
    events: list[InputLogEventTypeDef] = []
    at = int(now.timestamp() * 1000)
    for line in lines:
        at = _written_at(line) or at
        if line.strip():
            events.append({"timestamp": at, "message": line})
    return events


@contextmanager
def filled_log_groups(
    template: Template, logs: "CloudWatchLogsClient", functions: Mapping[str, Function], folder: Path
) -> Iterator[None]:
    """Fill the log groups from the files of this folder while the context lasts."""
    groups = {
        str(template.resolve(properties["LoggingConfig"])["LogGroup"]): LogFile(folder / f"{logical_id}.log")
        for logical_id, properties in template.of_type(FUNCTION)
        if "LoggingConfig" in properties and functions[logical_id] is not api_of(template, functions)
    }
    for group in groups:
        logs.create_log_stream(logGroupName=group, logStreamName=STREAM)
    ended = threading.Event()
    thread = threading.Thread(target=_fill, args=(logs, groups, ended), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _fill(logs: "CloudWatchLogsClient", groups: Mapping[str, LogFile], ended: threading.Event) -> None:
    while not ended.wait(LOOK_SECONDS):
        for group, log in groups.items():
            with suppress(BotoCoreError, ClientError):  # the lines stay unread, and the next look takes them
                _take(logs, group, log)


def _take(logs: "CloudWatchLogsClient", group: str, log: LogFile) -> None:
    lines, place = log.unread()
    for batch in batched(events_of(lines, datetime.now(UTC)), LINES_AT_ONCE):
        logs.put_log_events(logGroupName=group, logStreamName=STREAM, logEvents=list(batch))
    log.place = place


def _written_at(line: str) -> int | None:
    try:
        return int(datetime.fromisoformat(json.loads(line)["timestamp"]).timestamp() * 1000)
    except (ValueError, KeyError, TypeError):  # not an entry of Powertools
        return None
