"""Logs in memory answer like those on AWS; tests/contract/test_logs.py holds both to the same."""

from datetime import UTC, datetime, timedelta

from perennial.memory_logs import MemoryLogs
from perennial.run_logs import LogLine

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_lines_come_in_their_order_whenever_they_were_written_down():
    logs = MemoryLogs()
    late, early = LogLine(NOW + timedelta(seconds=1), "m1 late"), LogLine(NOW, "m1 early")
    logs.write("train", late)
    logs.write("train", early)
    logs.write("score", early)
    assert logs.lines("train", "m1", since=NOW, until=late.at, limit=9) == [early, late]
    assert logs.lines("train", "m1", since=NOW, until=late.at, limit=1) == [early]
    assert logs.lines("train", "m2", since=NOW, until=late.at, limit=9) == []
