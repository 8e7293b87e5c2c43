"""Everything once: a temporary stack, the files dropped into it, its events followed until nothing is left to do."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from infra.cli.dropping import drop
from infra.cli.progress import StageProgress, shown_progress
from infra.cli.results import Results, clear_results, copy_results, results_of
from infra.cli.systems import use
from infra.local.stack import LAPTOP, Stack, running_stack
from perennial import layout
from perennial.ports import Ports

TEMPLATE = Path(__file__).resolve().parents[2] / "template.yaml"
LOOK_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Job:
    """What to run: files by name, the description to drop before them, and where the results go."""

    dataset: str
    files: Mapping[str, Path]
    description: bytes | None
    out: Path
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Finished:
    """A run that came to rest: its results, the files they were written to, and how long it took."""

    results: Results
    written: list[Path]
    seconds: float


def run_once(job: Job, console: Console) -> Finished:
    """Run a job from drop to scores; raises what keeps it from coming to rest."""
    started = time.monotonic()
    clear_results(job.out)
    parameters = {**LAPTOP, **job.parameters}
    with running_stack(TEMPLATE, parameters=parameters, logs=job.out / "logs") as stack:
        ports = use(stack.environ)
        with shown_progress(console, job.dataset, len(job.files)) as progress:
            _drop_all(job, stack, ports, progress)
            _wait(stack, ports, progress, stack.is_idle)
            progress.finish(ports)
        results = results_of(ports, job.dataset)
        written = copy_results(ports, results, job.out)
    return Finished(results, written, time.monotonic() - started)


def _drop_all(job: Job, stack: Stack, ports: Ports, progress: StageProgress) -> None:
    """The description first, and the files once it was read: nothing is cleaned twice."""
    if job.description is not None:
        key = layout.landing_path(job.dataset, layout.DESCRIPTION_FILE)
        ports.landing.write(key, job.description, "application/json")
        _wait(stack, ports, progress, lambda: ports.state.file(job.dataset, key) is not None or stack.is_idle())
    for _ in drop(ports.landing, job.dataset, job.files):
        progress.update(stack, ports)


def _wait(stack: Stack, ports: Ports, progress: StageProgress, is_over: Callable[[], bool]) -> None:
    while not is_over():
        progress.update(stack, ports)
        time.sleep(LOOK_SECONDS)
