"""What functions print is found in the log groups the template gives them, through the port the API uses."""

from datetime import UTC, datetime, timedelta

from infra.local.stack import Stack
from perennial.aws.logs import CloudWatchLogs
from perennial.run_logs import entries
from tests.local.conftest import until


def found(stack: Stack, holding: str) -> list[str]:
    now = datetime.now(UTC)
    logs = CloudWatchLogs(stack.clients.logs, "/aws/lambda/")
    day = timedelta(days=1)
    lines = logs.lines("arrivals", holding, since=now - day, until=now + day, limit=100)
    return [entry.message for entry in entries(lines)] or [line.text for line in lines]


def test_what_a_function_prints_is_found_in_its_log_group(stack: Stack) -> None:
    stack.functions["OnArrival"].invoke({"task": "noise"})
    until(lambda: found(stack, "nor this") == ["nor this"])


def test_why_a_call_was_killed_is_found_under_the_id_of_the_call(stack: Stack) -> None:
    answer = stack.functions["OnArrival"].invoke({"task": "crash"})
    message = answer.payload["errorMessage"]
    request_id = message.split()[1]
    until(lambda: found(stack, request_id) == [message])
