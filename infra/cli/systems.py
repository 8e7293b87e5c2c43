"""Which system a command talks to: the one running on this machine, or a stack on AWS."""

import json
import os
import re
import socket
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlsplit

import boto3
from botocore.exceptions import ClientError

from infra.local.gateway import CONTROL_HEADER, FIRE_PATH
from perennial.aws.ports import AwsPorts
from perennial.errors import NotFoundError, NotReadyError, RefusedError, TransientError

RECORD = "running.json"
STATE_TABLE = "STATE_TABLE"
MISLEADING = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN")
CONNECT_SECONDS = 2
CONTROL_SECONDS = 960  # more than the longest a function may take
HTTP_OK, HTTP_NOT_FOUND = 200, 404


@dataclass(frozen=True, slots=True)
class Running:
    """A running local stack, as it says of itself in its home."""

    url: str
    environ: dict[str, str]

    def save(self, home: Path) -> None:
        """Write it down for the other commands; it holds no secret."""
        partial = home / f"{RECORD}.partial"
        partial.write_text(json.dumps(asdict(self)))
        partial.replace(home / RECORD)


def running_in(home: Path) -> Running:
    """The stack that runs in this home; raises NotReadyError."""
    try:
        running = Running(**json.loads((home / RECORD).read_text()))
        address = urlsplit(running.url)
        socket.create_connection((address.hostname, address.port), CONNECT_SECONDS).close()
    except OSError as error:
        raise NotReadyError(f"no system is running in {home}; start one with: perennial up --home {home}") from error
    return running


def forget(home: Path) -> None:
    """The stack of this home has ended."""
    (home / RECORD).unlink(missing_ok=True)


def use(environ: Mapping[str, str]) -> AwsPorts:
    """Ports to the system this environment describes; the AWS SDK reads its endpoint and credentials there."""
    for name in MISLEADING:
        os.environ.pop(name, None)
    os.environ.update(environ)
    return AwsPorts(os.environ)


def ports_of(home: Path, stack: str | None) -> AwsPorts:
    """Ports to the stack of this name on AWS, or without a name to the one that runs in this home."""
    return use(running_in(home).environ) if stack is None else AwsPorts(_outputs(stack))


def fire(home: Path, schedule: str) -> str:
    """Fire a schedule of the running stack; answers what its function answered. Raises NotFoundError."""
    connection = HTTPConnection(urlsplit(running_in(home).url).netloc, timeout=CONTROL_SECONDS)
    with closing(connection):
        connection.request("POST", FIRE_PATH + quote(schedule), headers={CONTROL_HEADER: "fire"})
        response = connection.getresponse()
        body = response.read().decode()
    if response.status == HTTP_NOT_FOUND:
        raise NotFoundError(json.loads(body)["message"])
    if response.status != HTTP_OK:
        raise TransientError(f"the schedule's function failed: {body}")
    return body


def _outputs(stack: str) -> dict[str, str]:
    """A stack's outputs under the names of the functions' environment variables: LandingBucket is LANDING_BUCKET."""
    try:
        stacks = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    except ClientError as error:
        raise RefusedError(
            f"stack {stack} cannot be read ({error}); check the name, the region and your credentials."
        ) from error
    outputs = {_variable(output["OutputKey"]): output["OutputValue"] for output in stacks[0].get("Outputs", [])}
    if STATE_TABLE not in outputs:
        raise RefusedError(
            f"stack {stack} is {stacks[0]['StackStatus']} and has no output StateTable; deploy it first, or name a "
            "stack of Perennial."
        )
    return outputs


def _variable(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper()
