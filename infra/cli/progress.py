"""A run as it goes, a line for each stage."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from infra.local.stack import Stack
from perennial.layout import landing_key
from perennial.ports import Ports
from perennial.records import RunRecord, Stage

ASK_SECONDS = 2.0
NEWEST_RUNS = 20
LATER_STAGES: tuple[Stage, ...] = ("features", "train", "score", "report")


class StageProgress:
    """Lines on a console: files read of those dropped, and what each later stage has come to."""

    def __init__(self, bars: Progress, dataset: str, files: int) -> None:
        self._bars = bars
        self._dataset = dataset
        self._files = bars.add_task("ingest", total=files, note="")
        self._stages: dict[Stage, TaskID] = {
            stage: bars.add_task(stage, total=None, start=False, note="") for stage in LATER_STAGES
        }
        self._runs: dict[str, RunRecord] = {}
        self._asked_at = 0.0

    def update(self, stack: Stack, ports: Ports) -> None:
        """Show the present state; the tables are asked every two seconds only, the stages need them more."""
        for stage, task in self._stages.items():
            if stack.is_working(stage):
                self._bars.start_task(task)
        if time.monotonic() - self._asked_at >= ASK_SECONDS:
            self._ask(ports)
            self._asked_at = time.monotonic()

    def finish(self, ports: Ports) -> None:
        """The last state; every line full, since nothing is left to do."""
        self._ask(ports)
        for task in self._stages.values():
            self._bars.update(task, total=1, completed=1)

    def _ask(self, ports: Ports) -> None:
        states = [state for state in ports.state.files(self._dataset) if not landing_key(state.key).is_description]
        rows = sum(state.rows_read for state in states)
        self._bars.update(self._files, completed=len(states), note=f"{len(states)} files, {rows:,} rows")
        self._runs |= {run.run_id: run for run in ports.state.runs(self._dataset, limit=NEWEST_RUNS)}
        for stage, task in self._stages.items():
            self._bars.update(task, note=self._note(stage))

    def _note(self, stage: Stage) -> str:
        runs = [run for run in self._runs.values() if run.stage == stage]
        if not runs:
            return ""
        newest = max(runs, key=lambda run: run.run_id)
        return newest.outcome.replace("_", " ")


@contextmanager
def shown_progress(console: Console, dataset: str, files: int) -> Iterator[StageProgress]:
    """The lines while the context lasts."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description:<9}"),
        BarColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[note]}", style="dim"),
    )
    with Progress(*columns, console=console) as bars:
        yield StageProgress(bars, dataset, files)
