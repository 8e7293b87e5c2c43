"""Run the benchmarks of this folder and print what they found."""

import argparse
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

import tests.benchmarks
from tests.benchmarks import Comparison

DEFAULT_ROWS = 1_000_000


def main() -> None:
    """Measure and print; the exit is an error when two ways disagree."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("modules", nargs="*", help="names of modules in tests/benchmarks; all when none is given")
    parser.add_argument("--rows", type=int, default=DEFAULT_ROWS, help="size to measure at (default %(default)s)")
    options = parser.parse_args()
    Console().print(as_table(measured(options.modules, options.rows)))


def measured(modules: list[str], rows: int) -> Iterator[Comparison]:
    """The comparisons of the named modules, or of all."""
    names = [module.name for module in pkgutil.iter_modules(tests.benchmarks.__path__)]
    for name in modules or names:
        module = import_module(f"tests.benchmarks.{name}")
        if hasattr(module, "measure"):
            with TemporaryDirectory(prefix="benchmark-") as work_dir:
                yield from module.measure(rows, Path(work_dir))


def as_table(comparisons: Iterator[Comparison]) -> Table:
    """Both ways with their speed in rows a second, and the ratio."""
    table = Table("what", "rows", "ours", "rows/s", "rival", "rows/s", "times as fast")
    for column in (1, 3, 5, 6):
        table.columns[column].justify = "right"
    for found in comparisons:
        speeds = [f"{found.rows / seconds:,.0f}" for seconds in (found.ours_seconds, found.rival_seconds)]
        table.add_row(
            found.what, f"{found.rows:,}", found.ours, speeds[0], found.rival, speeds[1], f"{found.ratio:.1f}"
        )
    return table


if __name__ == "__main__":
    main()
