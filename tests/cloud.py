"""The buckets, queues and tables of template.yaml inside moto, and what it is to be one of its functions."""

import io
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from moto import mock_aws

from infra.local import resources
from infra.local.clients import Clients
from infra.local.naming import REGION
from perennial.aws import handling
from perennial.aws.ports import AwsPorts
from tests.roles import Role, acting_as, role_of
from tests.system import environment, functions, system

CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": REGION}


@dataclass(frozen=True)
class Cloud:
    """An empty stack."""

    clients: Clients
    roles: dict[str, Role] = field(default_factory=dict)
    handlers: dict[str, Callable[[dict[str, Any], Any], Any]] = field(default_factory=dict)

    @property
    def ports(self) -> AwsPorts:
        """Everything, with more rights than any function has."""
        every = {name: value for logical_id in functions() for name, value in environment(logical_id).items()}
        return AwsPorts(every)

    @contextmanager
    def function(self, logical_id: str) -> Iterator[None]:
        """Be this function: its variables and its rights, no others, and nothing cached from another one."""
        role = self.roles.setdefault(logical_id, role_of(logical_id))
        with acting_as(role, self._invoked), pytest.MonkeyPatch.context() as patch:
            for name in set(os.environ) - {"PATH", "HOME", "TMPDIR", *CREDENTIALS}:
                patch.delenv(name)
            for name, value in environment(logical_id).items():
                patch.setenv(name, value)
            for cached in (handling.ports, handling.log, handling.queue_client, handling.queue_url):
                cached.cache_clear()
            yield

    def _invoked(self, call: dict[str, Any]) -> dict[str, Any]:
        """A direct call of one function by another, in the other one's rights and variables."""
        logical_id = system().function_ids[call["FunctionName"]]
        with self.function(logical_id):
            answer = self.handlers[logical_id](json.loads(call["Payload"]), context())
        return {"StatusCode": 200, "Payload": io.BytesIO(json.dumps(answer).encode())}

    def messages(self, queue: str) -> list[dict[str, Any]]:
        """What waits in a queue: bodies, taken out."""
        url = system().attributes(queue)["QueueUrl"]
        found = []
        while batch := self.clients.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for message in batch:
                self.clients.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                found.append(json.loads(message["Body"]))
        return found

    def delivered(self, queue: str, body: dict[str, Any]) -> dict[str, Any]:
        """An event as Lambda gets it for a message that really lies in the queue."""
        names = system().attributes(queue)
        fifo = (
            {"MessageGroupId": "shop", "MessageDeduplicationId": "test"}
            if queue in {"TrainQueue", "ScoreQueue", "ReportQueue", "MonitorQueue", "EraseQueue"}
            else {}
        )
        self.clients.sqs.send_message(QueueUrl=names["QueueUrl"], MessageBody=json.dumps(body), **fifo)
        (message,) = self.clients.sqs.receive_message(QueueUrl=names["QueueUrl"])["Messages"]
        record = {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": {"ApproximateReceiveCount": "1", **fifo},
            "eventSource": "aws:sqs",
            "eventSourceARN": names["Arn"],
        }
        return {"Records": [record]}


def context(seconds: float = 900) -> Any:
    """What Lambda tells a handler about its call."""
    return SimpleNamespace(aws_request_id="request-1", get_remaining_time_in_millis=lambda: int(seconds * 1000))


@contextmanager
def running_cloud(*, notifying: bool = False) -> Iterator[Cloud]:
    """A fresh stack in this process; `notifying` connects the buckets to their queues."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name, value in CREDENTIALS.items():
            patch.setenv(name, value)
        session = boto3.Session(region_name=REGION)
        clients = Clients(*(session.client(service) for service in ("s3", "sqs", "dynamodb", "sns", "logs")))
        resources.create(system(), clients)
        if notifying:
            resources.connect(system(), clients)
        yield Cloud(clients)
