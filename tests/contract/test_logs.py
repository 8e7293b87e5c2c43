"""Logs in memory and on CloudWatch answer alike."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from moto import mock_aws

from perennial.aws.ports import AwsPorts
from perennial.memory_logs import MemoryLogs
from perennial.run_logs import LogLine, Logs

NOW = datetime.now(UTC).replace(microsecond=0)  # CloudWatch takes no lines from long ago
MESSAGE = "0b5d8a1c-1111-4222-8333-944455556666"
type Write = Callable[[str, LogLine], None]


def on_aws(monkeypatch: pytest.MonkeyPatch) -> tuple[Logs, Write]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    client = boto3.client("logs")
    for name in ("ingest", "train"):
        client.create_log_group(logGroupName=f"/aws/lambda/perennial-{name}")

    def write(function: str, line: LogLine) -> None:
        group, stream = f"/aws/lambda/perennial-{function}", f"{line.at:%H%M%S}"
        if not client.describe_log_streams(logGroupName=group, logStreamNamePrefix=stream)["logStreams"]:
            client.create_log_stream(logGroupName=group, logStreamName=stream)
        event = {"timestamp": int(line.at.timestamp() * 1000), "message": line.text}
        client.put_log_events(logGroupName=group, logStreamName=stream, logEvents=[event])

    return AwsPorts({"LOG_GROUPS": "/aws/lambda/perennial-"}).logs, write


@pytest.fixture(params=["memory", "aws"])
def logs(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Logs, Write]]:
    if request.param == "memory":
        memory = MemoryLogs()
        yield memory, memory.write
        return
    with mock_aws():
        yield on_aws(monkeypatch)


def line(seconds: int, text: str) -> LogLine:
    return LogLine(NOW + timedelta(seconds=seconds), text)


def test_lines_are_found_by_function_time_and_what_they_hold(logs: tuple[Logs, Write]) -> None:
    port, write = logs
    wanted = [line(-30, f'{{"run_id":"{MESSAGE}","message":"a"}}'), line(-20, f'{{"run_id":"{MESSAGE}"}}')]
    for one in (wanted[1], line(-60, f"{MESSAGE} too early"), wanted[0], line(-25, "something else")):
        write("train", one)
    write("ingest", line(-25, f"{MESSAGE} elsewhere"))
    asked = {"since": NOW - timedelta(seconds=40), "until": NOW}
    assert port.lines("train", MESSAGE, **asked, limit=10) == wanted
    assert port.lines("train", "nobody", **asked, limit=10) == []


def test_a_function_that_never_wrote_has_no_lines(logs: tuple[Logs, Write]) -> None:
    assert logs[0].lines("report", MESSAGE, since=NOW - timedelta(1), until=NOW, limit=10) == []
