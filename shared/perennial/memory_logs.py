"""Logs in memory."""

from dataclasses import dataclass, field
from datetime import datetime

from perennial.run_logs import LogLine


@dataclass
class MemoryLogs:
    """What functions are said to have written."""

    written: list[tuple[str, LogLine]] = field(default_factory=list)

    def write(self, function: str, line: LogLine) -> None:
        """Let a function have written a line."""
        self.written.append((function, line))

    def lines(self, function: str, holding: str, *, since: datetime, until: datetime, limit: int) -> list[LogLine]:
        found = [
            line
            for name, line in self.written
            if name == function and holding in line.text and since <= line.at <= until
        ]
        return sorted(found, key=lambda line: line.at)[:limit]
