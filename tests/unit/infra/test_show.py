"""What a run prints."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from infra.cli.demo import show_customers
from infra.cli.results import Results
from infra.cli.run import Finished
from infra.cli.show import backtest_tables, show_files, show_problems, show_summary, winner_tables
from perennial.models.metrics import churn_metrics, spend_metrics
from perennial.pointers import Pointer
from perennial.tables import scores_table

SPEND = {
    name: spend_metrics(np.arange(20.0), np.arange(20.0) * share) for name, share in (("mean", 2.0), ("tree", 0.5))
}
CHURN = {
    name: churn_metrics(np.arange(20) % 2 * 1.0, np.full(20, share)) for name, share in (("rate", 0.5), ("tree", 0.4))
}


@pytest.fixture
def screen() -> Console:
    return Console(file=io.StringIO(), width=140)


def shown(screen: Console) -> str:
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue()


def results(**changes: Any) -> Results:
    rule = {"name": "missing_customer", "rows_meeting": 1234, "rows_removed": 1200}
    quality = {
        "rows": {"read": 5000, "kept": 3800, "rejected": 1200, "duplicate": 0},
        "files": {"dropped": 2, "clean": 2, "ignored": [], "failed": []},
        "rules": [rule, {"name": "cancellation", "rows_meeting": 0, "rows_removed": 0}],
    }
    known: dict[str, Any] = {
        "dataset": "shop",
        "files": [],
        "unread": (),
        "runs": [],
        "features": Pointer("f", 1, {"customers": 77, "orders": 99, "as_of": "2024-12-30"}),
        "champion": Pointer("m"),
        "scores": Pointer("s", 1, {"totals": [{"in_words": "All customers together spend 9 [EUR]."}]}),
        "report": Pointer(),
        "quality": quality,
        "metrics": {"expected_spend_30d": SPEND, "churn_probability_30d": CHURN},
        "manifest": {
            "numbers": {"expected_spend_30d": {"winner": "tree"}, "churn_probability_30d": {"winner": "rate"}},
            "withheld": {"expected_spend_365d": "365 days: needs [more] orders"},
            "notes": {"expected_orders_90d": "not backtested: alone"},
        },
    }
    return Results(**{**known, **changes})


def test_a_summary_names_rows_rules_customers_and_winners(screen: Console) -> None:
    show_summary(screen, Finished(results(), [], 3.2))
    text = shown(screen)
    for part in ("5,000 read", "missing_customer", "1,234", "77", "2024-12-30", "tree", "rate", "needs [more] orders"):
        assert part in text
    assert "All customers together spend 9 [EUR]." in text
    assert "expected_orders_90d is given: not backtested: alone" in text
    assert "cancellation" not in text


def test_a_run_without_a_model_has_a_summary_too(screen: Console) -> None:
    empty = results(metrics={}, manifest={}, features=Pointer(), champion=Pointer(), scores=Pointer())
    show_summary(screen, Finished(empty, [], 1.0))
    assert "unknown" in shown(screen)


def test_the_figures_of_a_winner_are_those_of_its_candidate(screen: Console) -> None:
    for table in winner_tables(results()):
        screen.print(table)
    assert f"{SPEND['tree']['mae']:.2f}" in shown(screen)
    assert f"{SPEND['mean']['mae']:.2f}" not in shown(screen)


def test_a_backtest_shows_every_candidate_and_marks_the_winner(screen: Console) -> None:
    for table in backtest_tables(results()):
        screen.print(table)
    lines = shown(screen).splitlines()
    assert [line.split()[1] for line in lines if "◀" in line] == ["tree", "rate"]
    assert any("mean" in line and "◀" not in line for line in lines)


def test_problems_are_one_line_each_and_no_markup(screen: Console) -> None:
    show_problems(screen, ["a [bold] key:\n  broken"])
    assert shown(screen) == "Failed: a [bold] key: broken\n"


def test_result_files_are_listed(screen: Console) -> None:
    show_files(screen, Finished(results(), [Path("out/scores.csv")], 1.0))
    assert "out/scores.csv" in shown(screen)


def test_the_best_and_the_most_endangered_of_the_valuable_customers_are_shown(screen: Console, work_dir: Path) -> None:
    columns = scores_table((30, 365)).column_names
    rows = [
        {"customer_id": f"c{n}", "expected_spend_30d": str(n), "churn_probability_30d": f"0.{9 - n}", "tier": tier}
        for n, tier in enumerate(["low", "high", "top", "top", "top", "top", "top", "top"], 1)
    ]
    lines = [",".join(row.get(column, "") for column in columns) for row in rows]
    (work_dir / "scores.csv").write_text("\n".join([",".join(columns), *lines, ""]))
    show_customers(screen, work_dir / "scores.csv")
    best, endangered = shown(screen).split("Valuable customers most likely to stay away")
    assert [word for word in best.split() if word.startswith("c") and word[1:].isdigit()] == [
        "c8",
        "c7",
        "c6",
        "c5",
        "c4",
    ]
    assert [word for word in endangered.split() if word.startswith("c") and word[1:].isdigit()] == [
        "c2",
        "c3",
        "c4",
        "c5",
        "c6",
    ]
    assert "expected_spend_30d" in best  # at 365 days every number is withheld


def test_winners_come_by_rising_horizon(screen: Console) -> None:
    columns = ("expected_spend_180d", "expected_spend_30d", "expected_spend_90d")
    many = results(
        metrics=dict.fromkeys(columns, SPEND),
        manifest={"numbers": {column: {"winner": "tree"} for column in columns}},
    )
    assert list(many.winners()) == ["expected_spend_30d", "expected_spend_90d", "expected_spend_180d"]


def test_of_subscribers_the_summary_tells_the_label_and_the_winner(screen: Console) -> None:
    detail: dict[str, Any] = {"kind": "subscribers", "customers": 900, "labelled": 828, "left": 162}
    manifest = {"numbers": {"churn_probability": {"winner": "tree"}}}
    churn = results(features=Pointer("f", 1, detail), metrics={"churn_probability": CHURN}, manifest=manifest)
    show_summary(screen, Finished(churn, [], 3.0))
    assert "162 left, 666 stayed, 72 without a label to be scored" in shown(screen)
    assert "the label's" in shown(screen)
    assert "orders" not in shown(screen)
