"""The demo: the committed samples through the whole system, and what comes out of it on the screen."""

import csv
import re
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from infra.cli.tables import table

SAMPLES = Path(__file__).resolve().parents[2] / "data_samples"
OUT = Path("out") / "demo"
DATASET = "demo"
PARAMETERS = {"TrainBudgetSeconds": "30"}
SHOWN = 5
WORTH_KEEPING = {"top", "high"}
type Score = dict[str, str]


def sample_files() -> dict[str, Path]:
    """The samples by the names they are dropped under."""
    path = SAMPLES / "orders.csv"
    return {path.name: path}


def show_customers(console: Console, scores_csv: Path) -> None:
    """The customers worth most, and among the valuable ones those most likely to stay away."""
    with scores_csv.open(newline="", encoding="utf-8") as file:
        scores = list(csv.DictReader(file))
    spend, churn = _longest(scores, "expected_spend_"), _longest(scores, "churn_probability_")
    most_valuable = sorted(scores, key=_number(spend), reverse=True)[:SHOWN]
    valuable = [score for score in scores if score["tier"] in WORTH_KEEPING]
    most_endangered = sorted(valuable, key=_number(churn), reverse=True)[:SHOWN]
    console.print(_customers("The most valuable customers", most_valuable, spend, churn))
    console.print(_customers("Valuable customers most likely to stay away", most_endangered, spend, churn))


def _longest(scores: list[Score], beginning: str) -> str:
    """The column of the longest horizon for which there are numbers."""
    days = {name: match[1] for name in scores[0] if (match := re.fullmatch(rf"{beginning}(\d+)d", name))}
    given = [name for name in days if any(score[name] for score in scores)]
    return max(given or days, key=lambda name: int(days[name]))


def _number(column: str) -> Callable[[Score], float]:
    return lambda score: float(score[column] or 0)


def _customers(title: str, scores: list[Score], spend: str, churn: str) -> Table:
    columns = ["customer_id", spend, churn, "segment", "risk", "action"]
    rows = [
        [
            score["customer_id"],
            f"{_number(spend)(score):,.2f}",
            f"{_number(churn)(score):.1%}",
            score["segment"],
            score["risk"],
            score["action"],
        ]
        for score in scores
    ]
    return table(title, columns, rows)
