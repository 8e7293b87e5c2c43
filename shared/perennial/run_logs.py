"""What a function wrote about a run: the port to its log, and the entries in it as far as they may be shown.

A log may hold anything a library printed. Shown are our own structured entries, by the fields known to hold names and
counts, and what AWS Lambda itself says of a call; never a row, and never an error's text or its traceback.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from perennial.records import Json, RunRecord, Stage

# Where a stage has no function of its own.
FUNCTIONS: Mapping[Stage, str] = {"backfill": "train", "predict": "score", "pull": "ingest"}
SHOWN = ("outcome", "reason", "detail", "subject", "queue", "exception_name")
PLATFORM = "PLATFORM"
OF_PLATFORM = re.compile(
    r"(?:START|END|REPORT) RequestId: .*|INIT_START .*|(?:\S+ )?[0-9a-f-]{36} Task timed out after .*"
    r"|RequestId: [0-9a-f-]{36} Error: Runtime exited .*"
)


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of a log as it was written."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A line of a log as it may be shown."""

    at: datetime
    level: str
    message: str
    detail: dict[str, Json]


class Logs(Protocol):
    """The logs of the functions."""

    def lines(self, function: str, holding: str, *, since: datetime, until: datetime, limit: int) -> list[LogLine]:
        """The first lines of this function (`ingest`, `train`, …) from this time that hold the text, oldest first."""
        ...


def function_of(stage: Stage) -> str:
    """The function that runs a stage."""
    return FUNCTIONS.get(stage, stage)


def name_in_log(run: RunRecord) -> str:
    """What the function's own entries call the run: what its id says beside the start and the stage."""
    return run.run_id.partition(f"-{run.stage}-")[2]


def calls_in(lines: Iterable[LogLine]) -> list[str]:
    """The ids of the function's calls that wrote these lines."""
    ids = [_structured(line.text).get("correlation_id") for line in lines]
    return list(dict.fromkeys(one for one in ids if isinstance(one, str)))


def entries(lines: Iterable[LogLine]) -> list[LogEntry]:
    """The lines that may be shown, each once, oldest first."""
    found = (_entry(line) for line in sorted(set(lines), key=lambda line: (line.at, line.text)))
    return [entry for entry in found if entry is not None]


def _entry(line: LogLine) -> LogEntry | None:
    content = _structured(line.text)
    message, level = content.get("message"), content.get("level")
    if isinstance(message, str) and isinstance(level, str):
        return LogEntry(line.at, level, message, {name: content[name] for name in SHOWN if content.get(name)})
    if OF_PLATFORM.fullmatch(line.text.strip()):
        return LogEntry(line.at, PLATFORM, line.text.strip(), {})
    return None


def _structured(text: str) -> dict[str, Any]:
    try:
        content = json.loads(text)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
