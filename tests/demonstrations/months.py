"""A year of Online Retail as it happened: month by month into the local stack, monitored and retrained as scheduled."""

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.table import Table

from infra.cli.run import TEMPLATE
from infra.cli.systems import use
from infra.local.stack import LAPTOP, Stack, running_stack
from perennial import layout
from perennial.monitoring_view import readings_of, realised_of
from perennial.pointers import read_pointer
from perennial.ports import Ports

DATASET = "online-retail"
LOOK_SECONDS = 0.5
MOST_NAMED = 2
WIDTH = 220
COLUMNS = (
    *(
        "month",
        "order lines",
        "customers",
        "as of",
        "champion",
        "decision",
        "drift: furthest from its limit",
        "tripped",
    ),
    "forecasts that came due: expected, realised, range held; ROC-AUC (at training)",
)


@dataclass(frozen=True)
class Month:
    """What a month left behind: the features, who serves and why, what the monitor read, and what came due."""

    name: str
    features: dict[str, Any]
    champion: str
    decisions: Sequence[str]
    reading: dict[str, Any] | None
    came_due: Sequence[dict[str, Any]]
    seconds: float

    def cells(self) -> list[str]:
        """A row of the table."""
        return [
            self.name,
            f"{self.features['order_lines']:,}",
            f"{self.features['customers']:,}",
            str(self.features["as_of"]),
            self.champion,
            "; ".join(self.decisions) or "-",
            "no reading" if self.reading is None else drift_in_words(self.reading),
            "-" if self.reading is None else ("TRIPPED" if self.reading["tripped"] else "no"),
            "\n".join(realised_in_words(one) for one in self.came_due) or "-",
        ]


def drift_in_words(reading: dict[str, Any]) -> str:
    """How many values drifted, and the furthest by name."""
    values = [*reading["features"], *reading["predictions"].values()]
    furthest = sorted(values, key=lambda one: one["psi"] / one["psi_limit"], reverse=True)[:MOST_NAMED]
    named = ", ".join(f"{one['name']} {one['psi']:.2f}/{one['psi_limit']:.2f}" for one in furthest)
    return f"{sum(one['drifted'] for one in values)} of {len(values)}: {named}"


def realised_in_words(one: dict[str, Any]) -> str:
    """A past forecast and what came of it."""
    expected = "withheld" if one["expected"] is None else f"{one['expected']:,.0f}"
    held = {True: "held", False: "MISSED", None: "no range"}[one["inside"]]
    auc = "" if one["roc_auc"] is None else f"; AUC {one['roc_auc']:.3f}"
    before = "" if one["roc_auc_at_training"] is None else f" ({one['roc_auc_at_training']:.3f})"
    return f"{one['as_of']} {one['horizon_days']}d: {expected} / {one['realised']:,.0f} {held}{auc}{before}"


def months_of(data: Path, folder: Path) -> Iterator[tuple[str, Path]]:
    """The daily files of each month as one, oldest month first."""
    days = sorted((data / "online_retail").glob("*.csv"))
    for name, files in groupby(days, key=lambda path: path.name[:7]):
        texts = [path.read_text() for path in files]
        header = texts[0].partition("\n")[0]
        month = folder / f"{name}.csv"
        month.write_text("\n".join([header, *(text.partition("\n")[2].strip("\n") for text in texts), ""]))
        yield name, month


def settle(stack: Stack) -> None:
    """Wait until nothing is left to do."""
    while not stack.is_idle():
        time.sleep(LOOK_SECONDS)


def lived(stack: Stack, ports: Ports, name: str, file: Path, told: set[tuple[str, int]]) -> Month:
    """Drop a month, check model and data as the schedules would, and retrain."""
    started = time.monotonic()
    before = {run.run_id for run in ports.state.runs(DATASET)}
    readings_before = read_pointer(ports.lake, layout.monitoring_pointer(DATASET)).generation
    ports.landing.upload(layout.landing_path(DATASET, file.name), file)
    settle(stack)
    for schedule in ("Evaluation", "Retraining"):
        stack.fire(schedule)
        settle(stack)
    reading = readings_of(ports.lake, DATASET, limit=1)
    is_new = read_pointer(ports.lake, layout.monitoring_pointer(DATASET)).generation > readings_before
    due = [one for one in realised_of(ports.lake, DATASET) if (one["as_of"], one["horizon_days"]) not in told]
    told |= {(str(one["as_of"]), int(str(one["horizon_days"]))) for one in due}
    runs = [run for run in ports.state.runs(DATASET) if run.stage == "train" and run.run_id not in before]
    return Month(
        name=name,
        features=dict(read_pointer(ports.lake, layout.features_pointer(DATASET)).detail),
        champion=str(read_pointer(ports.models, layout.champion_pointer(DATASET)).snapshot),
        decisions=[decision_of(run.detail, run.outcome) for run in reversed(runs)],
        reading=dict(reading[0]) if reading and is_new else None,
        came_due=[dict(one) for one in reversed(due)],
        seconds=time.monotonic() - started,
    )


def decision_of(detail: dict[str, Any], outcome: str) -> str:
    """How a training ended, in a word."""
    decision = detail.get("decision")
    return str(decision["kind"]) if isinstance(decision, dict) else outcome.replace("_", " ")


def as_table(months: Sequence[Month]) -> Table:
    """The whole year."""
    table = Table(*COLUMNS, title="Online Retail, month by month", show_lines=True)
    for month in months:
        table.add_row(*month.cells())
    return table


def main() -> None:
    """Live the year and print it."""
    parser = argparse.ArgumentParser(prog="python -m tests.demonstrations.months", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds online_retail/*.csv")
    parser.add_argument("--months", type=int, default=100, help="how many months at most")
    parser.add_argument("--budget-seconds", type=int, default=15, help="of search in each training (%(default)s)")
    options = parser.parse_args()
    console, progress = Console(width=WIDTH), Console(stderr=True, width=WIDTH, highlight=False)
    parameters = {**LAPTOP, "TrainBudgetSeconds": str(options.budget_seconds)}
    lived_through: list[Month] = []
    told: set[tuple[str, int]] = set()
    with TemporaryDirectory(prefix="months-") as name:
        folder = Path(name)
        with running_stack(TEMPLATE, parameters=parameters, logs=folder / "logs") as stack:
            ports = use(stack.environ)
            for month, file in list(months_of(options.data, folder))[: options.months]:
                lived_through.append(lived(stack, ports, month, file, told))
                progress.print(f"{lived_through[-1].seconds:.0f} s", *lived_through[-1].cells(), sep=" | ")
    console.print(as_table(lived_through))
    console.print(f"{sum(month.seconds for month in lived_through):.0f} s in all")


if __name__ == "__main__":
    main()
