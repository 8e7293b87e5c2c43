"""A bounded load on this machine: requests over HTTP through the local gateway to the API function's own process.

Not a comparison but a statement: how many requests a second one warm function takes, p50 and p99, and that none fails.
Run as `python -m tests.benchmarks.load`; the whole takes seconds, only the loopback interface is asked.
"""

import argparse
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import httpx2
import numpy as np
from rich.console import Console
from rich.table import Table

from infra.cli.systems import use
from infra.local.functions import api_of
from infra.local.gateway import Gateway, served
from infra.local.stack import LAPTOP, running_stack
from perennial.apikeys import new_key
from tests.benchmarks.api import CUSTOMER, NAMES, NOW
from tests.benchmarks.cold_start import publish
from tests.system import ROOT

AT_ONCE = 4
MOST_REQUESTS = 2_000
MOST_SECONDS = 30.0
WARM_UP = 20


@dataclass(frozen=True, slots=True)
class Load:
    """What came of a load: how many were answered well and not, over how long, and how long each took."""

    what: str
    seconds: float
    latencies: list[float]
    failed: int

    @property
    def row(self) -> list[str]:
        """As a row of the printed table."""
        p50, p99 = np.percentile(self.latencies, [50, 99]) * 1000
        count = len(self.latencies)
        return [self.what, f"{count:,}", f"{self.failed:,}", f"{count / self.seconds:,.0f}", f"{p50:.1f}", f"{p99:.1f}"]


def main() -> None:
    """Ask and print; the exit is an error when a request failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.load", description=__doc__)
    parser.add_argument("--requests", type=int, default=MOST_REQUESTS, help="of each kind, at most %(default)s")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="benchmark-") as work_dir:
        loads = measured(min(options.requests, MOST_REQUESTS), Path(work_dir))
    table = Table("what", "requests", "failed", "requests/s", "p50 ms", "p99 ms")
    for load in loads:
        table.add_row(*load.row)
    Console().print(table)
    if any(load.failed for load in loads):
        raise SystemExit(1)


def measured(requests: int, work_dir: Path) -> list[Load]:
    """So many lookups, then so many predictions, a few at once."""
    row = dict.fromkeys(NAMES, 40.0)
    secret, _ = new_key("benchmark", NOW, bytes(32), "read")
    with _api(work_dir) as url, httpx2.Client(base_url=url, headers={"x-api-key": secret}, timeout=30) as client:

        def look_up() -> bool:
            return bool(client.get(f"/api/customers/{CUSTOMER}").status_code == httpx2.codes.OK)

        def predict() -> bool:
            return bool(client.post("/predict", content=json.dumps({"features": row})).status_code == httpx2.codes.OK)

        return [_load("GET /api/customers/…", look_up, requests), _load("POST /predict", predict, requests)]


def _load(what: str, ask: Callable[[], bool], requests: int) -> Load:
    for _ in range(WARM_UP):
        ask()
    deadline = perf_counter() + MOST_SECONDS

    def timed(_: int) -> tuple[float, bool] | None:
        began = perf_counter()
        if began > deadline:
            return None
        good = ask()
        return perf_counter() - began, good

    began = perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answered = [one for one in pool.map(timed, range(requests)) if one is not None]
    seconds = perf_counter() - began
    return Load(what, seconds, [latency for latency, _ in answered], sum(not good for _, good in answered))


@contextmanager
def _api(work_dir: Path) -> Iterator[str]:
    with running_stack(ROOT / "template.yaml", parameters=LAPTOP, logs=work_dir / "logs") as stack:
        publish(use(stack.environ))
        with served(Gateway(api_of(stack.template, stack.functions), stack.fire), 0) as url:
            yield url


if __name__ == "__main__":
    main()
