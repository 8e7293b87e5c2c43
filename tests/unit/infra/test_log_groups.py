"""Logs of functions as files, read as they grow."""

import json
from datetime import UTC, datetime
from pathlib import Path

from infra.local import log_groups
from infra.local.log_groups import LogFile, events_of

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_lines_are_read_once_and_only_when_they_are_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.log"
    log = LogFile(path)
    assert log.unread() == ([], 0)
    path.write_bytes(b"one\ntwo\nhal")
    lines, log.place = log.unread()
    assert lines == ["one", "two"]
    path.write_bytes(b"one\ntwo\nhalf a line\n")
    assert log.unread()[0] == ["half a line"]


def test_of_a_long_log_from_before_the_end_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.log"
    path.write_bytes(b"x" * log_groups.KEPT_BYTES + b"\nlast\n")
    assert LogFile(path).unread()[0][-1] == "last"
    assert LogFile(path).place == len("\nlast\n")


def test_a_line_has_the_time_it_names_and_else_that_of_the_line_before() -> None:
    entry = json.dumps({"timestamp": "2026-02-28 09:30:00,250+0000", "message": "m"})
    first, second, third = events_of(["plain", entry, "traceback", "  "], NOW)
    assert first == {"timestamp": int(NOW.timestamp() * 1000), "message": "plain"}
    assert second["timestamp"] == third["timestamp"] == 1772271000250
    assert third["message"] == "traceback"
