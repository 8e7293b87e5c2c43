"""Logs on CloudWatch."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from perennial.aws.errors import code_of, translated
from perennial.run_logs import LogLine

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient

NO_GROUP = "ResourceNotFoundException"


class CloudWatchLogs:
    """The log groups whose names begin alike and end with a function's."""

    def __init__(self, client: "CloudWatchLogsClient", prefix: str) -> None:
        self._client = client
        self._prefix = prefix

    def lines(self, function: str, holding: str, *, since: datetime, until: datetime, limit: int) -> list[LogLine]:
        pages = self._client.get_paginator("filter_log_events").paginate(
            logGroupName=self._prefix + function,
            startTime=int(since.timestamp() * 1000),
            endTime=int(until.timestamp() * 1000),
            filterPattern=f'"{holding}"',
            PaginationConfig={"MaxItems": limit},
        )
        try:
            with translated(f"the log of {function}"):
                found = [event for page in pages for event in page["events"]]
        except ClientError as error:
            if code_of(error) == NO_GROUP:
                return []
            raise
        lines = [LogLine(datetime.fromtimestamp(event["timestamp"] / 1000, UTC), event["message"]) for event in found]
        return sorted(lines, key=lambda line: line.at)
