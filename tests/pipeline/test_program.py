"""The `perennial` program as a user meets it: what it prints, writes and answers to the shell."""

import csv
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx2
import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell

from tests.pipeline.conftest import PATIENCE_SECONDS, ROOT, orders

PROGRAM = [sys.executable, "-c", "from infra.cli.main import app; app()"]


def perennial(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PROGRAM, *map(str, arguments)], check=False, capture_output=True, text=True, timeout=120)


@pytest.fixture
def good(work_dir: Path) -> Path:
    path = work_dir / "orders" / "2024" / "good ä.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(orders("anna", "ben", "carl"))
    return path


def test_a_run_writes_the_results_of_what_was_usable_and_fails_for_the_rest(work_dir: Path, good: Path) -> None:
    good.with_name("bad.csv").write_bytes(b"\x89PNG\x00")
    out = work_dir / "out"
    ended = perennial("run", work_dir / "orders", "--out", out, "--horizon", "7", "--dataset", "shop")
    assert ended.returncode == 1
    assert "Traceback" not in ended.stdout + ended.stderr
    (failure,) = ended.stderr.splitlines()
    assert failure.startswith("Failed: landing/shop/2024/bad.csv")
    quality = json.loads((out / "quality.json").read_text())
    assert (quality["rows"]["kept"], quality["files"]["clean"]) == (3, 1)
    with (out / "scores.csv").open(newline="") as scores:
        assert [row["customer_id"] for row in csv.DictReader(scores)] == ["anna", "ben", "carl"]
    for name in ("feature_store.csv", "metrics.json", "logs/IngestFunction.log"):
        assert (out / name).exists()
    assert "1 clean, 1 failed" in ended.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "nowhere.csv", "--out", "out"), "nowhere.csv does not exist"),
        (("status", "--home", "nowhere"), "perennial up --home nowhere"),
        (("fire", "retraining", "--home", "nowhere"), "perennial up --home nowhere"),
    ],
)
def test_an_error_is_one_line_that_says_what_to_do(arguments: tuple[str, ...], said: str) -> None:
    ended = perennial(*arguments)
    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert said in line


@dataclass(frozen=True)
class Demo:
    """The demo, run once: what it said, how long it took, and the folder it left."""

    ended: subprocess.CompletedProcess[str]
    seconds: float
    out: Path


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder, started = tmp_path_factory.mktemp("demo"), time.monotonic()
    ended = subprocess.run([*PROGRAM, "demo"], check=False, capture_output=True, text=True, cwd=folder, timeout=120)
    return Demo(ended, time.monotonic() - started, folder / "out" / "demo")


def test_the_demo_ends_by_itself_with_customers_candidates_and_files(demo: Demo) -> None:
    assert demo.ended.returncode == 0, demo.ended.stderr
    assert demo.seconds < 60
    for part in ("The most valuable customers", "stay away", "last_30_days", "base_rate", "◀", "out/demo/scores.csv"):
        assert part in demo.ended.stdout
    with (demo.out / "scores.csv").open(newline="") as scores:
        assert len(list(csv.DictReader(scores))) == 600


def test_the_demo_leaves_a_report_and_says_where(demo: Demo) -> None:
    for name in ("report.html", "report.md", "slides.html", "segment_summary.csv", "summary_statistics.csv"):
        assert (demo.out / name).stat().st_size > 0
        assert f"out/demo/{name}" in demo.ended.stdout
    drawn = {path.stem for path in (demo.out / "figures").glob("*.svg")}
    assert {"forecast", "gain", "calibration", "cohort_retention", "importances", "cost_curve", "plan"} <= drawn
    assert drawn == {path.stem for path in (demo.out / "figures").glob("*.png")}


def test_the_notebook_tells_the_demo_without_a_warning(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    notebook = nbformat.read(ROOT / "data_samples" / "insights.ipynb", as_version=4)
    assert [cell.outputs for cell in notebook.cells if cell.cell_type == "code" and cell.outputs] == []
    strict, lenient = (
        "import warnings\nwarnings.simplefilter('error')",
        "warnings.resetwarnings()",
    )  # for its shutdown
    notebook.cells = [new_code_cell(strict), *notebook.cells, new_code_cell(lenient)]
    monkeypatch.setenv("PERENNIAL_OUT", str(demo.out))
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    (told,) = notebook.cells[-2].outputs
    assert "customers are expected to spend" in told.text


def test_a_system_that_is_killed_has_everything_again_when_it_is_started_again(work_dir: Path, good: Path) -> None:
    home = work_dir / "home"
    with up(home) as process:
        greeting = read_greeting(process)
        (key,) = re.findall(r"pk_\S+", greeting)
        assert perennial("drop", good, "--dataset", "shop", "--home", home).stdout == "landing/shop/good ä.csv\n"
        until(lambda: customers(greeting, key) == 3)
        assert "already" in perennial("up", "--home", home).stderr
        until(lambda: b"champion" in (home / "kept" / "manifest.json").read_bytes())
        process.kill()
    with up(home) as process:
        greeting = read_greeting(process)
        assert "pk_" not in greeting
        assert customers(greeting, key) == 3
        assert perennial("fire", "retraining", "--home", home).stdout == '{"queued": ["shop"]}\n'
        assert "Dataset shop" in perennial("status", "--home", home).stdout
        process.terminate()
        assert process.wait(PATIENCE_SECONDS) == 0
    assert not (home / "running.json").exists()


def up(home: Path) -> subprocess.Popen[str]:
    """A system that stays, on a free port."""
    return subprocess.Popen([*PROGRAM, "up", "--port", "0", "--home", str(home)], stdout=subprocess.PIPE, text=True)


def read_greeting(process: subprocess.Popen[str]) -> str:
    """What it says once it is up."""
    assert process.stdout is not None
    lines: list[str] = []
    for line in iter(process.stdout.readline, ""):
        lines.append(line)
        if line.startswith("Logs are in"):
            break
    return "".join(lines)


def customers(greeting: str, key: str) -> int | None:
    """How many customers the API knows; None while it knows of no dataset."""
    (url,) = re.findall(r"http://127\.0\.0\.1:\d+(?=,)", greeting)
    answer = httpx2.get(f"{url}/api/details?dataset=shop", headers={"x-api-key": key}, trust_env=False)
    return answer.json().get("customers") if answer.status_code == 200 else None


def until(is_so: Callable[[], bool]) -> None:
    """Wait for something; fails when it does not come."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.2)
