"""What a run came to, and what keeps it from being complete."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from infra.cli.results import FIGURES, REPORT_FILES, RESULT_FILES, clear_results, copy_results, results_of
from perennial import layout
from perennial.dataset import Dataset
from perennial.memory import MemoryPorts
from perennial.pointers import Pointer, move_pointer, read_pointer
from perennial.records import FileState, RunRecord

START = datetime(2026, 11, 20, tzinfo=UTC)


def settle(ports: MemoryPorts, name: str, **changes: Any) -> None:
    key = layout.landing_path("shop", name)
    info = ports.landing.write(key, b"rows")
    state = FileState("shop", key, "failed", info.etag, Dataset().cleaning_digest())
    ports.state.save_file(replace(state, **changes), expected_revision=None)


def ran(ports: MemoryPorts, *stages: tuple[Any, Any]) -> None:
    for number, (stage, outcome) in enumerate(stages):
        at = START + timedelta(seconds=number)
        ports.state.save_run(RunRecord(f"{at:%H%M%S}", "shop", stage, "", at, at, outcome, reason=f"{stage} said so"))


def publish(ports: MemoryPorts) -> None:
    features, scores = layout.features_pointer("shop"), layout.scores_pointer("shop")
    move_pointer(ports.lake, features, read_pointer(ports.lake, features), "f1", {"customers": 3})
    move_pointer(ports.lake, scores, read_pointer(ports.lake, scores), "s1", {"features_snapshot": "f1"})
    move_pointer(ports.lake, layout.report_pointer("shop"), Pointer(), "r1", {"scores_snapshot": "s1", "files": []})
    ports.lake.write(layout.features_folder("shop", "f1") + "feature_store.csv", b"features")
    ports.lake.write(layout.scores_folder("shop", "s1") + "scores.csv", b"scores")
    ports.lake.write(layout.reports_folder("shop", "r1") + "report.html", b"a page")


WELL = (("features", "done"), ("train", "done"), ("score", "done"), ("report", "done"))


def test_a_run_whose_stages_all_ended_well_has_no_problems(ports: MemoryPorts) -> None:
    ran(ports, ("score", "waiting"), *WELL, ("score", "nothing_to_do"))
    publish(ports)
    results = results_of(ports, "shop")
    assert results.problems() == []
    assert (results.done("train"), results.done("score")) == (1, 1)


def test_a_file_that_could_not_be_used_is_a_problem_and_the_rest_is_written_all_the_same(
    ports: MemoryPorts, work_dir: Path
) -> None:
    settle(ports, "bad.csv", reason="bad.csv: not a table")
    ran(ports, *WELL)
    publish(ports)
    results = results_of(ports, "shop")
    assert results.problems() == ["bad.csv: not a table"]
    written = {path.name for path in copy_results(ports, results, work_dir)}
    assert written == {"quality.json", "feature_store.csv", "scores.csv", *REPORT_FILES, FIGURES}
    assert (work_dir / "report.html").read_bytes() == b"a page"
    assert (work_dir / "scores.csv").read_bytes() == b"scores"


def test_results_of_an_earlier_run_are_not_left_to_be_taken_for_this_one_s(work_dir: Path) -> None:
    for name in (*RESULT_FILES, "notes.txt"):
        (work_dir / name).write_text("earlier")
    clear_results(work_dir)
    assert [path.name for path in work_dir.iterdir()] == ["notes.txt"]


def test_the_last_outcome_of_a_stage_counts(ports: MemoryPorts) -> None:
    ran(ports, *WELL, ("train", "failed"))
    publish(ports)
    assert results_of(ports, "shop").problems() == ["train ended as failed: train said so"]


def test_a_stage_that_never_ran_and_a_file_never_read_are_problems(ports: MemoryPorts) -> None:
    ports.landing.write("landing/shop/x.csv", b"rows")
    ran(ports, ("features", "waiting"))
    problems = results_of(ports, "shop").problems()
    about = [problem.split()[0] for problem in problems]
    assert about == ["landing/shop/x.csv", "features", "train", "score", "report"]


def test_scores_of_older_features_are_a_problem(ports: MemoryPorts) -> None:
    ran(ports, *WELL)
    publish(ports)
    pointer = layout.features_pointer("shop")
    move_pointer(ports.lake, pointer, read_pointer(ports.lake, pointer), "f2", {})
    assert "latest features" in results_of(ports, "shop").problems()[0]


def test_a_report_on_older_scores_is_a_problem(ports: MemoryPorts) -> None:
    ran(ports, *WELL)
    publish(ports)
    pointer = layout.scores_pointer("shop")
    move_pointer(ports.lake, pointer, read_pointer(ports.lake, pointer), "s2", {"features_snapshot": "f1"})
    assert "latest scores" in results_of(ports, "shop").problems()[0]
