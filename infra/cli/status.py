"""How far a system is: files by status and the latest runs, with reasons."""

from collections import Counter
from collections.abc import Iterator

from rich.markup import escape
from rich.table import Table

from infra.cli.tables import table
from perennial.ports import Ports
from perennial.records import RunRecord

RUNS_SHOWN = 15


def status_tables(ports: Ports) -> Iterator[Table]:
    """For every dataset its files by status, those that failed, and its latest runs."""
    for dataset in ports.state.datasets():
        files = ports.state.files(dataset)
        counts = Counter(state.status for state in files)
        yield table(f"Dataset {dataset}", ["files", "number"], [[name, f"{count:,}"] for name, count in counts.items()])
        failed = [[escape(state.key), escape(state.reason or "")] for state in files if state.status == "failed"]
        if failed:
            yield table("Files that could not be used", ["key", "reason"], failed)
        runs = ports.state.runs(dataset, limit=RUNS_SHOWN)
        yield table("Latest runs", ["started", "stage", "outcome", "seconds", "about"], [_row(run) for run in runs])


def _row(run: RunRecord) -> list[str]:
    seconds = "" if run.ended_at is None else f"{(run.ended_at - run.started_at).total_seconds():.1f}"
    about = run.reason or run.subject
    return [f"{run.started_at:%Y-%m-%d %H:%M:%S}", run.stage, run.outcome.replace("_", " "), seconds, escape(about)]
