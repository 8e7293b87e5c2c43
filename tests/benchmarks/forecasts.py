"""What forecasts are worth: the champion, every candidate and the usual methods at past cutoffs of public data.

`python -m tests.benchmarks.forecasts [--data FOLDER] [shop …]` trains with the one default configuration on what was
known at a cutoff, forecasts the next 90 days as they would have been served, and prints the figures of what came.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from duckdb import DuckDBPyConnection
from rich.console import Console
from rich.table import Table

from perennial import engine, features
from perennial.dataset import FitnessLimits
from perennial.models.budget import Budget
from perennial.models.competing import compete
from perennial.models.contest import Contest, Winner
from perennial.models.corrections import Judged, LevelCorrection
from perennial.models.fitness import fit_calendar
from perennial.models.intervals import learn_range, range_figures
from perennial.models.panel import TARGETS, Panel
from tests.benchmarks.forecast_figures import FIGURES, Forecast, share_not_worse
from tests.benchmarks.forecast_rivals import rivals
from tests.public_shops import cdnow, online_retail

HORIZON_DAYS = 90
SEED = 1
DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
SHOPS: dict[str, tuple[Callable[[Path, Path], Path], tuple[date, ...]]] = {
    "online_retail": (online_retail, (date(2011, 9, 11), date(2011, 8, 12), date(2011, 7, 13))),
    "cdnow": (cdnow, (date(1998, 4, 2), date(1998, 2, 1), date(1997, 12, 3))),
}


@dataclass(frozen=True, slots=True)
class Result:
    """What came, what everybody said (the champion first), and how the champion's ranges did."""

    came: Forecast
    said: dict[str, Forecast]
    rivals: dict[str, Forecast]
    ranges: str


def result(con: DuckDBPyConnection, cutoff: date) -> Result:
    """Train as of the cutoff and hold everything that would have been served to what came after it."""
    panel = Panel(con)
    first = features.extent(con).first_order_at.date()
    calendar = fit_calendar(panel, first, cutoff, HORIZON_DAYS, FitnessLimits())
    contests = {target: Contest.over(panel, target, calendar, seed=SEED) for target in TARGETS}
    compete(list(contests.values()), Budget(1e9, lambda: 0.0))
    served, names, winners = {}, [], {}
    for target, contest in contests.items():
        winners[target] = contest.finish()
        names.append(winners[target].choice.winner)
        examples = contest.backtest.final_examples()
        matrix = panel.features(cutoff)[1]
        served[target] = {name: contest.serving_form(name, examples).predict(matrix) for name in contest.outcomes}
    came = Forecast(*(panel.examples([cutoff], HORIZON_DAYS, target, present=cutoff).target for target in TARGETS))
    champion = Forecast(served["spend"][names[0]], served["churn"][names[1]])
    said = {f"champion ({' / '.join(names)})": champion}
    for name in dict.fromkeys([*served["spend"], *served["churn"]]):
        said[name] = Forecast(served["spend"].get(name), served["churn"].get(name))
    return Result(came, said, rivals(contests["spend"].backtest), _ranges(winners["spend"], champion, came))


def _ranges(winner: Winner, champion: Forecast, came: Forecast) -> str:
    correction = winner.outcome.for_serving
    assert isinstance(correction, LevelCorrection)
    learnt = learn_range(winner.outcome.held_out, correction.level, seed=SEED)
    expected, total = champion.spend.sum(), came.spend.sum()
    low, high = learnt.total_low * expected, learnt.total_high * expected
    judged = Judged(champion.spend, came.spend, 0, is_out_of_time=True)
    figures = range_figures(winner.outcome.held_out, judged)
    deciles = " ".join(f"{covered:.2f}" for covered in figures["interval_coverage_by_decile"])
    ours, plain = (figures[f"interval_pinball_loss{kind}"] for kind in ("", "_of_decile_quantiles"))
    return (
        f"sum: {total:,.0f} came, {expected:,.0f} expected, 80 % range {low:,.0f} to {high:,.0f}"
        f" ({'inside' if low <= total <= high else 'outside'}); level factor {correction.level.factor:.3f}\n"
        f"customers' 80 % ranges cover by predicted decile: {deciles}\n"
        f"pinball loss {ours:.2f} (decile quantiles {plain:.2f})"
    )


def as_table(title: str, found: Result) -> Table:
    """A row a method; last the champion beside the best of the usual methods, column by column."""
    table = Table("method", *(figure.name for figure in FIGURES), title=title)
    everybody = {**found.said, **found.rivals}
    for name, forecast in everybody.items():
        values = [(figure, figure.of(found.came, forecast)) for figure in FIGURES]
        table.add_row(name, *("" if value is None else figure.style.format(value) for figure, value in values))
    champion = next(iter(found.said.values()))
    shares = []
    for figure in FIGURES:
        best = max(found.rivals, key=lambda name: figure.worth(figure.of(found.came, found.rivals[name])))
        shares.append(share_not_worse(figure, found.came, champion, found.rivals[best], seed=SEED))
    table.add_row("champion no worse than the best of the last three", *(f"{share:.0%}" for share in shares))
    return table


def main() -> None:
    """Print a table and the ranges for every cutoff of the named shops, or of all."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.forecasts", description=__doc__)
    parser.add_argument("shops", nargs="*", help=f"of {', '.join(SHOPS)}; all when none is given")
    parser.add_argument("--data", type=Path, default=DATA, help="the folder of the public data (default %(default)s)")
    options = parser.parse_args()
    console = Console(width=120)
    for shop in options.shops or SHOPS:
        order_lines, cutoffs = SHOPS[shop]
        with TemporaryDirectory(prefix="forecasts-") as folder:
            staged = order_lines(options.data, Path(folder))
            for cutoff in cutoffs:
                with engine.connection(Path(folder)) as con:
                    features.load_order_lines(con, staged)
                    found = result(con, cutoff)
                console.print(as_table(f"{shop}, {HORIZON_DAYS} days after {cutoff}", found))
                console.print(found.ranges + "\n")


if __name__ == "__main__":
    main()
