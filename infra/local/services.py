"""The process that stands in for AWS's services."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from infra.local.server import WRITES_PATH
from perennial.errors import TransientError

type Writes = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Services:
    """S3, SQS and DynamoDB at one endpoint of this machine."""

    port: int

    @property
    def endpoint(self) -> str:
        """Their address."""
        return f"http://127.0.0.1:{self.port}"

    def writes(self) -> Writes:
        """How often each table was written so far, and any object (server.OBJECTS)."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", WRITES_PATH)
            writes: Writes = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        return writes


@contextmanager
def running_services(log: Path) -> Iterator[Services]:
    """Empty services while the context lasts; the process ends with it, and with this one however that ends."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "infra.local.server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=output,
            cwd=Path(__file__).resolve().parents[2],
            env={**os.environ, "MOTO_DISABLE_GLOBAL_CORS": "true"},  # pages see what a bucket's own rules allow
            start_new_session=True,
        )
    with process:
        try:
            port = process.stdout.readline() if process.stdout else b""
            if not port:
                raise TransientError(f"the local services did not start; {log} says why.")
            yield Services(int(port))
        finally:
            process.kill()
