"""Results as tables on a console."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from infra.cli.quality import quality_tables
from infra.cli.results import Results
from infra.cli.run import Finished
from infra.cli.tables import table

FIGURES = {
    "expected_spend": {
        "mae": "MAE",
        "rmse": "RMSE",
        "r2": "R²",
        "spearman": "Spearman",
        "normalised_gini": "Gini",
        "top_decile_share": "top 10 %",
        "total_error": "total error",
    },
    "churn_probability": {
        "roc_auc": "AUC",
        "average_precision": "avg. precision",
        "brier": "Brier",
        "log_loss": "log loss",
        "f1": "F1",
    },
}
WIDTH = 120
IN_CURRENCY = {"mae", "rmse"}


def console() -> Console:
    """Where results go: the terminal as wide as it is, anything else wide enough for the tables."""
    made = Console()
    return made if made.is_terminal else Console(width=WIDTH)


def show_summary(screen: Console, finished: Finished) -> None:
    """Files and rows, what each rule met, what each stage made, and who won."""
    results = finished.results
    screen.print(_overview(results, finished.seconds))
    for found in quality_tables(results.quality):
        screen.print(found)
    for winners in winner_tables(results):
        screen.print(winners)
    for sentence in results.totals():
        screen.print(escape(sentence), soft_wrap=True, highlight=False)
    for word, by_column in (("withheld", "withheld"), ("given", "notes")):
        for column, reason in results.manifest.get(by_column, {}).items():
            screen.print(f"[yellow]{column} is {word}:[/] {escape(reason)}", soft_wrap=True, highlight=False)


def show_files(screen: Console, finished: Finished) -> None:
    """Where the results are."""
    screen.print("Results:", *(str(path) for path in finished.written), sep="\n  ", soft_wrap=True, highlight=False)


def show_problems(screen: Console, problems: Iterable[str]) -> None:
    """What went wrong, a line each."""
    for problem in problems:
        screen.print(f"[red]Failed:[/] {escape(' '.join(problem.split()))}", soft_wrap=True, highlight=False)


def winner_tables(results: Results) -> list[Table]:
    """For spend and for churn the winner at each horizon, with its figures on a horizon it never saw."""
    tables = []
    for target, figures in FIGURES.items():
        won = {column: name for column, name in results.winners().items() if column.startswith(target)}
        rows = [
            [_horizon(column), name, *_figures(results.metrics[column][name], figures)] for column, name in won.items()
        ]
        if rows:
            tables.append(table(f"Winners: {_words(target)}", ["horizon", "winner", *figures.values()], rows))
    return tables


def backtest_tables(results: Results) -> list[Table]:
    """Every candidate's figures on the untouched horizon, a table for each target and horizon, the winner marked."""
    tables = []
    for column, winner in results.winners().items():
        figures = next(figures for target, figures in FIGURES.items() if column.startswith(target))
        rows = [
            [f"[bold green]{name} ◀[/]" if name == winner else name, *_figures(values, figures)]
            for name, values in results.metrics[column].items()
        ]
        title = f"Backtest: {_words(column.rpartition('_')[0])}, {_horizon(column)}"
        tables.append(table(title, ["candidate", *figures.values()], rows))
    return tables


def _overview(results: Results, seconds: float) -> Table:
    rows, files = results.quality["rows"], results.quality["files"]
    facts = {
        "files": f"{files['dropped']:,} dropped, {files['clean']:,} clean, {len(files['failed']):,} failed"
        + (f", {len(files['ignored']):,} not needed" if files["ignored"] else ""),
        "rows": ", ".join(f"{count:,} {name}" for name, count in rows.items()),
        "customers": f"{results.features.detail.get('customers', 0):,}",
        **_contents(results.features.detail),
        "made": ", ".join(f"{stage} {results.done(stage)}x" for stage in ("features", "train", "score")),
        "took": f"{seconds:.0f} s",
    }
    return table(f"Dataset {results.dataset}", ["what", "found"], list(map(list, facts.items())))


def _contents(detail: Mapping[str, Any]) -> dict[str, str]:
    """What the features were made from: orders up to a day, or customers by what their label says."""
    if detail.get("kind") == "subscribers":
        labelled, left = detail["labelled"], detail["left"]
        to_score = detail["customers"] - labelled
        return {"label": f"{left:,} left, {labelled - left:,} stayed, {to_score:,} without a label to be scored"}
    return {"orders": f"{detail.get('orders', 0):,}", "as of": str(detail.get("as_of") or "unknown")}


def _figures(values: Mapping[str, float | None], names: Iterable[str]) -> list[str]:
    return [_figure(values[name], in_currency=name in IN_CURRENCY) for name in names]


def _figure(value: float | None, *, in_currency: bool) -> str:
    if value is None:
        return "-"
    return f"{value:,.2f}" if in_currency else f"{value:.3f}"


def _horizon(column: str) -> str:
    days = column.rpartition("_")[2].removesuffix("d")
    return f"{days} days" if days.isdigit() else "the label's"


def _words(column: str) -> str:
    return column.replace("_", " ")
