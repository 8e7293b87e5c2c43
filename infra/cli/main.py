"""The `perennial` program: its commands and their arguments."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console

from infra.cli import demo as samples
from infra.cli import dropping, past, systems
from infra.cli.fetching import fetched
from infra.cli.keys import keys
from infra.cli.options import DEFAULT_HOME, DatasetName, Home, Mlflow, StackName, tracking
from infra.cli.reading_errors import readable
from infra.cli.run import Finished, Job, run_once
from infra.cli.show import backtest_tables, console, show_files, show_problems, show_summary
from infra.cli.status import status_tables
from infra.cli.up import stay_up
from perennial import layout

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
app.add_typer(keys, name="keys")


@app.command()
@readable
def run(
    paths: Annotated[list[Path], typer.Argument(help="Order files, or folders of them.", metavar="PATH…")],
    out: Annotated[Path, typer.Option(help="The folder for the results.")],
    dataset: DatasetName = layout.DEFAULT_DATASET,
    mapping: Annotated[Path | None, typer.Option(help="A JSON file: column names, or a whole description.")] = None,
    *,
    horizon: Annotated[list[int] | None, typer.Option(help="Days to look ahead; may be given several times.")] = None,
    mlflow: Mlflow = None,
) -> None:
    """Everything once on these files: clean, build features, train, score, report; results into a folder."""
    files = dropping.files_to_drop(paths)
    description = dropping.description_of(dropping.checked_dataset(dataset), files, mapping, horizon or [])
    orders = {name: path for name, path in files.items() if name != layout.DESCRIPTION_FILE}
    screen = console()
    finished = run_once(Job(dataset, orders, description, out, tracking(mlflow)), screen)
    show_summary(screen, finished)
    _end(screen, finished)


@app.command()
@readable
def demo() -> None:
    """The committed samples through the whole system, and what comes out of it on the screen."""
    files = samples.sample_files()
    description = dropping.description_of(samples.DATASET, files, None, [])
    orders = {name: path for name, path in files.items() if name != layout.DESCRIPTION_FILE}
    screen = console()
    finished = run_once(Job(samples.DATASET, orders, description, samples.OUT, samples.PARAMETERS), screen)
    show_summary(screen, finished)
    for backtest in backtest_tables(finished.results):
        screen.print(backtest)
    samples.show_customers(screen, samples.OUT / "scores.csv")
    _end(screen, finished)


@app.command()
@readable
def up(
    port: Annotated[int, typer.Option(help="The API's port on localhost.")] = 8000,
    home: Home = DEFAULT_HOME,
    mlflow: Mlflow = None,
) -> None:
    """The whole system on this machine, with console and API on localhost, until Ctrl-C."""
    stay_up(home, port, console(), tracking(mlflow))


@app.command()
@readable
def drop(
    given: Annotated[
        list[str], typer.Argument(help="Order files, folders of them, or https:// addresses.", metavar="FILE…")
    ],
    dataset: DatasetName = layout.DEFAULT_DATASET,
    home: Home = DEFAULT_HOME,
    stack: StackName = None,
) -> None:
    """Drop files into the running system, or into a stack on AWS."""
    ports = systems.ports_of(home, stack)
    dropping.checked_dataset(dataset)
    with TemporaryDirectory(prefix="perennial-") as folder:
        files = dropping.files_to_drop(fetched(given, Path(folder)))
        for key in dropping.drop(ports.landing, dataset, files):
            console().print(key, soft_wrap=True, highlight=False, markup=False)


@app.command()
@readable
def status(home: Home = DEFAULT_HOME, stack: StackName = None) -> None:
    """Files by status and the latest runs, with reasons."""
    for table in status_tables(systems.ports_of(home, stack)):
        console().print(table)


@app.command()
@readable
def fire(
    schedule: Annotated[str, typer.Argument(help="Its name in the template, or the end of it.")],
    home: Home = DEFAULT_HOME,
) -> None:
    """Fire a schedule of the running system now, for example the retraining."""
    console().print(systems.fire(home, schedule), soft_wrap=True, highlight=False, markup=False)


@app.command()
@readable
def backfill(
    *,
    first: Annotated[str, typer.Option("--from", help="The first past day to score, like 2025-01-31.")],
    last: Annotated[str, typer.Option("--to", help="Up to which day.")],
    every: Annotated[str, typer.Option(help="Between them: month, week, or a number of days.")] = "month",
    dataset: DatasetName = layout.DEFAULT_DATASET,
    home: Home = DEFAULT_HOME,
    stack: StackName = None,
) -> None:
    """Score past days, each by a model of its own that knows no more than that day did."""
    days = past.days_between(past.day_of(first), past.day_of(last), every)
    asked = past.ask_for(systems.ports_of(home, stack), dropping.checked_dataset(dataset), days)
    console().print(f"{len(asked)} days asked for, each a training; follow them with: perennial status")


def _end(screen: Console, finished: Finished) -> None:
    """Say where the results are and what is missing in them; something missing is an exit code other than 0."""
    show_files(screen, finished)
    problems = finished.results.problems()
    show_problems(Console(stderr=True), problems)
    if problems:
        raise typer.Exit(1)
