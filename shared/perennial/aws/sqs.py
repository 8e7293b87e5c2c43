"""Queue on SQS."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from perennial.aws.errors import translated
from perennial.records import Json

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class SqsQueue:
    """One queue, standard or FIFO by its address."""

    def __init__(self, client: "SQSClient", url: str) -> None:
        self._client = client
        self._url = url

    def send(self, body: Mapping[str, Json], *, group: str, deduplication_id: str) -> None:
        text = json.dumps(body, sort_keys=True)
        with translated(self._url):
            if self._url.endswith(".fifo"):
                self._client.send_message(
                    QueueUrl=self._url,
                    MessageBody=text,
                    MessageGroupId=group,
                    MessageDeduplicationId=deduplication_id,
                )
            else:
                self._client.send_message(QueueUrl=self._url, MessageBody=text)
