"""The tools of the tests on packaged functions: the SAM environment, fresh packages, the services on a socket."""

import filecmp
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx2
import pytest
from moto.server import ThreadedMotoServer

from infra.local import resources
from infra.local.clients import access, clients_at
from infra.local.naming import REGION
from perennial.aws.ports import AwsPorts
from tests.conftest import skip_or_fail
from tests.deployed.runtime import PYTHON, running
from tests.system import ROOT, environment, folder_name, functions, handler_name, system

type Deploy = Callable[[str], str]


@pytest.fixture(scope="session")
def sam_venv() -> Path:
    """The folder of an environment with the SAM CLI and the Lambda runtime client."""
    folder = os.environ.get("PERENNIAL_SAM_VENV", "")
    if not folder:
        skip_or_fail("needs PERENNIAL_SAM_VENV, the folder that infra/sam_venv.sh made")
    return Path(folder).resolve()


def package_of(logical_id: str) -> Path:
    """A function's folder from `make build`, if what it holds is the code of today."""
    package = ROOT / "build" / logical_id
    folder = f"functions/{folder_name(logical_id)}"
    if not (_same(ROOT / "shared/perennial", package / "perennial") and _same(ROOT / folder, package / folder)):
        skip_or_fail(f"build/{logical_id} is not there or older than the code: make build")
    return package


def _same(source: Path, copy: Path) -> bool:
    files = [path.relative_to(source) for path in source.rglob("*") if path.suffix not in {".pyc", ".pyi"}]
    names = [str(path) for path in files if (source / path).is_file() and path.name != "py.typed"]
    return copy.is_dir() and filecmp.cmpfiles(source, copy, names, shallow=False)[0] == names


@pytest.fixture
def endpoint() -> Iterator[str]:
    """An empty stack behind an address of this machine; its buckets notify nobody."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    httpx2.post(f"{address}/moto-api/reset")  # servers in one process share what they hold
    resources.create(system(address), clients_at(address))
    yield address
    server.stop()


@pytest.fixture
def ports(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> AwsPorts:
    """The stack with more rights than any function has."""
    for name, value in access(endpoint).items():
        monkeypatch.setenv(name, value)
    every = [environment(logical_id, endpoint) for logical_id in functions()]
    return AwsPorts({name: value for given in every for name, value in given.items()})


@pytest.fixture(scope="session")
def runtime(sam_venv: Path) -> Path:
    """The SAM environment, where it has the Python that the packages are built for."""
    if sys.platform != "linux" or not (sam_venv / "lib" / PYTHON).is_dir():
        pytest.skip(f"the packages are for {PYTHON} on Linux; the SAM environment is another one")
    return sam_venv


@pytest.fixture
def deploy(runtime: Path, endpoint: str, tmp_path: Path) -> Iterator[Deploy]:
    """Start a packaged function with the environment of its template; answers the address for its events."""
    with ExitStack() as started:

        def start(logical_id: str) -> str:
            properties = functions()[logical_id]
            folder = tmp_path / logical_id
            folder.mkdir()
            variables = {
                **environment(logical_id, endpoint),
                **access(endpoint),
                "AWS_REGION": REGION,
                "AWS_LAMBDA_FUNCTION_NAME": logical_id,
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(properties["MemorySize"]),
            }
            return started.enter_context(
                running(
                    package_of(logical_id),
                    handler_name(properties),
                    variables,
                    sam_venv=runtime,
                    folder=folder,
                    timeout_seconds=properties["Timeout"],
                )
            )

        yield start
