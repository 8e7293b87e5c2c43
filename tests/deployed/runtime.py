"""A packaged function as AWS runs it: the Lambda runtime client under AWS's own emulator, nothing of ours around it."""

import os
import platform
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

PYTHON = "python3.13"  # what the template runs the functions on
CLIENT_FILES = ("awslambdaric", "simplejson", "snapshot_restore_py.py", "runtime_client*.so")
INVOCATIONS = "2015-03-31/functions/function/invocations"
START_SECONDS = 10


@contextmanager
def running(
    package: Path,
    handler: str,
    environment: Mapping[str, str],
    *,
    sam_venv: Path,
    folder: Path,
    timeout_seconds: int,
    prefix: Sequence[str] = (),
    libraries: str = "",
) -> Iterator[str]:
    """Run a package's handler until the block ends; gives the address that takes its events.

    `prefix` is what the command runs under; `libraries` a folder of packages for one that does not carry its own.
    """
    client = _client_alone(sam_venv, folder / "client")
    gate, api = _free_port(), _free_port()
    with (folder / "function.log").open("wb") as log:
        process = subprocess.Popen(
            [
                *prefix,
                _emulator(sam_venv),
                *("--runtime-interface-emulator-address", f"127.0.0.1:{gate}"),
                *("--runtime-api-address", f"127.0.0.1:{api}"),
                *(sam_venv / "bin" / "python", "-S", "-P", "-m", "awslambdaric", handler),
            ],
            cwd=package,
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": os.pathsep.join(filter(None, [str(package), str(client), libraries])),
                "LAMBDA_TASK_ROOT": str(package),
                "AWS_LAMBDA_FUNCTION_TIMEOUT": str(timeout_seconds),
                **environment,
            },
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_for(gate)
        yield f"http://127.0.0.1:{gate}/{INVOCATIONS}"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def invoke(address: str, event: Mapping[str, Any]) -> Any:
    """The function's answer to an event; an error comes back as a dictionary with errorMessage."""
    return httpx2.post(address, json=dict(event), timeout=300).json()


def _client_alone(sam_venv: Path, target: Path) -> Path:
    """The runtime client without the rest of its environment, so that a library missing in the package is missed."""
    (packages,) = sam_venv.glob(f"lib/{PYTHON}/site-packages")
    target.mkdir()
    for pattern in CLIENT_FILES:
        for found in packages.glob(pattern):
            (target / found.name).symlink_to(found)
    return target


def _emulator(sam_venv: Path) -> Path:
    machine = {"x86_64": "x86_64", "aarch64": "arm64"}[platform.machine()]
    (found,) = sam_venv.glob(f"lib/{PYTHON}/site-packages/samcli/local/rapid/aws-lambda-rie-{machine}")
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise TimeoutError(f"the emulator did not start within {START_SECONDS} seconds")
