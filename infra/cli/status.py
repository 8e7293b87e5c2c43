"""How far a system is: files by status and the latest runs, with reasons."""

from collections import Counter
from collections.abc import Iterator

from rich.filesize import decimal
from rich.markup import escape
from rich.table import Table

from infra.cli.tables import table
from perennial.ports import Ports
from perennial.records import RunRecord, Usage

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
        yield table(
            "Latest runs",
            ["started", "stage", "outcome", "seconds", "rows", "read", "wrote", "memory", "cost", "about"],
            [_row(run) for run in runs],
        )


def _row(run: RunRecord) -> list[str]:
    seconds = "" if run.ended_at is None else f"{(run.ended_at - run.started_at).total_seconds():.1f}"
    began = f"{run.started_at:%Y-%m-%d %H:%M:%S}"
    return [
        began,
        run.stage,
        run.outcome.replace("_", " "),
        seconds,
        *_used(run.usage),
        escape(run.reason or run.subject),
    ]


def _used(usage: Usage) -> list[str]:
    """Rows in and out, bytes of objects read and written, memory at its peak, and the cost it would have on AWS."""
    rows = " → ".join(f"{count:,}" for count in (usage.rows_in, usage.rows_out) if count is not None)
    memory = "" if usage.peak_memory_mb is None else f"{usage.peak_memory_mb:,.0f} MB"
    cost = "" if usage.cost_usd is None else f"${usage.cost_usd:.5f}"
    return [rows, decimal(usage.bytes_in), decimal(usage.bytes_out), memory, cost]
