"""Operations in a browser: runs, logs, files that failed, and the rows set aside."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from perennial.memory import MemoryPorts
from perennial.records import FileState, RunOutcome, RunRecord, Stage, Usage
from perennial.run_logs import LogLine
from tests.browser import worlds
from tests.browser.conftest import Site, Visitor, served
from tests.browser.test_screens import looked_at

Visit = Callable[..., Visitor]
BROKEN = "landing/shop/<b>invoice</b>.pdf"
RUNS: tuple[tuple[Stage, str, RunOutcome, str | None], ...] = (
    ("ingest", "landing/shop/orders.csv", "done", None),
    ("ingest", BROKEN, "failed", "It is a PDF document. Upload tables as CSV text."),
    ("features", "", "done", None),
    ("train", "", "running", None),
)


@pytest.fixture(scope="module")
def busy_site() -> Iterator[Site]:
    """A dataset with a file that failed, runs that ended each in their own way, and the log of one."""
    ports = MemoryPorts()
    usage = Usage(rows_in=1_000, rows_out=990, peak_memory_mb=412.0, cost_usd=0.0002)
    for number, (stage, subject, outcome, reason) in enumerate(RUNS):
        began = worlds.NOW - timedelta(minutes=10 - number)
        ended = None if outcome == "running" else began + timedelta(seconds=4)
        ports.state.save_run(
            RunRecord(run_id(number, stage), "shop", stage, subject, began, ended, outcome, reason, {}, usage)
        )
    failed = FileState("shop", BROKEN, "failed", "e", "d", reason="It is a PDF document.")
    ports.state.save_file(failed, expected_revision=None)
    line = {"run_id": run_id(1, "ingest"), "level": "ERROR", "message": "the file could not be read", "bytes": 10_233}
    ports.logs.write("ingest", LogLine(worlds.NOW - timedelta(minutes=9), json.dumps(line)))
    yield from served(ports)


def run_id(number: int, stage: str) -> str:
    return f"{number:04}-{stage}-{number:04}"


def opened(visitor: Visitor, **query: str) -> Visitor:
    return visitor.sign_in("operate").open("operations", **query)


def rows(visitor: Visitor, name: str) -> list[str]:
    return visitor.page.get_by_role("table", name=name).locator("tbody tr").all_inner_texts()


def test_every_run_stands_with_stage_state_and_reason(visit: Visit, busy_site: Site) -> None:
    visitor = opened(visit(busy_site))
    shown = rows(visitor, "Runs")
    assert ["running" in shown[0], "done" in shown[1], "failed" in shown[2], "done" in shown[3]] == [True] * 4
    assert "It is a PDF document. Upload tables as CSV text." in shown[2]
    assert "1,000 → 990 rows, 412 MB, $0.0002" in shown[3]
    looked_at(visitor)


def test_runs_are_narrowed_to_a_stage_and_a_state(visit: Visit, busy_site: Site) -> None:
    visitor = opened(visit(busy_site), stage="ingest")
    assert len(rows(visitor, "Runs")) == 2
    visitor.page.get_by_label("State").select_option("failed")
    expect(visitor.page.get_by_role("table", name="Runs").locator("tbody tr")).to_have_count(1)
    assert "outcome=failed" in visitor.page.url
    visitor.page.get_by_label("State").select_option("waiting")
    expect(visitor.page.get_by_text("No such run")).to_be_visible()


def test_a_file_that_failed_says_why_and_what_to_do_and_markup_in_its_name_is_text(
    visit: Visit, busy_site: Site
) -> None:
    visitor = opened(visit(busy_site))
    (shown,) = rows(visitor, "Files of the dataset")
    assert "<b>invoice</b>.pdf" in shown
    assert "It is a PDF document." in shown
    assert "What to do:" in shown


def test_the_log_of_a_run_opens_below_and_takes_the_keyboard_there(visit: Visit, busy_site: Site) -> None:
    visitor = opened(visit(busy_site))
    visitor.page.get_by_role("button", name=f"Log of run {run_id(1, 'ingest')}").press("Enter")
    expect(visitor.page.get_by_role("heading", name="Log of read and clean")).to_be_focused()
    visitor.settle()
    assert "the file could not be read" in visitor.text()
    looked_at(visitor)
    visitor.page.get_by_role("button", name="Close the log").click()
    assert visitor.page.get_by_role("heading", name="Log of read and clean").count() == 0


def test_the_rows_a_file_lost_are_those_of_the_api(visit: Visit, site: Site) -> None:
    key = "landing/shop/orders.csv"
    visitor = opened(visit(site), dataset=worlds.SHOP, file=key)
    answer = visitor.get(f"api/datasets/{worlds.SHOP}/rejects", file=key)
    shown = visitor.page.get_by_role("table", name="Rows set aside").locator("tbody tr")
    assert shown.count() == len(answer["rows"])
    assert asdict(site.ports.state.file(worlds.SHOP, key))["rows_rejected"] == len(answer["rows"])
