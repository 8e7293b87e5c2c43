"""The report stage: what the current scores say, once, the same for whoever makes it, and whole for readers."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest

from perennial import layout
from perennial.memory import MemoryPorts
from perennial.memory_objects import MemoryObjects
from perennial.models.budget import Budget
from perennial.objects import ObjectInfo
from perennial.pointers import move_pointer, read_pointer
from perennial.report.words import money
from perennial.stages import report as stage
from perennial.stages.report import report
from perennial.stages.score import score
from perennial.stages.train import train
from tests.clean_shop import JUNE, MAY, Shop
from tests.hand_made import Order, explained_model, publish_features, publish_model

NOW = datetime(2024, 7, 1, 12, tzinfo=UTC)
DAY = date(2024, 6, 30)
ORDERS = [
    Order("anna", DAY, 40.0, "o3"),
    Order("anna", DAY - timedelta(days=20), 60.0, "o1"),
    Order("bert", DAY - timedelta(days=100), 5.0, "o2"),
]
PAGES = ("report.html", "report.md", "slides.html")
TABLES = ("segment_summary.csv", "summary_statistics.csv")


def scored_shop(ports: MemoryPorts, work_dir: Path, orders: list[Order] = ORDERS) -> None:
    """A dataset with features, a champion that says what it forecasts, and scores."""
    publish_features(ports, work_dir, orders)
    publish_model(ports, explained_model())
    manifest = {"horizons_days": [30, 90, 365], "value_horizon_days": 90, "churn_horizon_days": 90}
    ports.models.write(layout.model_folder("shop", "v1") + "model.json", json.dumps(manifest).encode())
    score("shop", ports, work_dir=work_dir, now=NOW)


@pytest.fixture
def ready(ports: MemoryPorts, work_dir: Path) -> MemoryPorts:
    scored_shop(ports, work_dir)
    return ports


def files_of(ports: MemoryPorts) -> dict[str, bytes]:
    folder = layout.reports_folder("shop", read_pointer(ports.lake, layout.report_pointer("shop")).snapshot or "")
    return {info.key.removeprefix(folder): ports.lake.read(info.key).body for info in ports.lake.list(folder)}


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> MemoryPorts:
    """A dataset that has been reported on, to be looked at by many."""
    ports, work_dir = MemoryPorts(), tmp_path_factory.mktemp("reported")
    scored_shop(ports, work_dir)
    assert report("shop", ports, work_dir=work_dir, now=NOW).outcome == "done"
    return ports


def test_pages_slides_figures_and_tables_lie_beside_each_other(reported: MemoryPorts):
    names = set(files_of(reported))
    assert {*PAGES, *TABLES} <= names
    figures = {name.removesuffix(".svg") for name in names if name.endswith(".svg")}
    assert figures == {name.removesuffix(".png") for name in names if name.endswith(".png")}
    assert {"figures/forecast", "figures/concentration", "figures/correlation", "figures/segments"} <= figures


def test_the_pointer_lists_every_file_with_its_size(reported: MemoryPorts):
    listed = read_pointer(reported.lake, layout.report_pointer("shop")).detail["files"]
    assert {file["name"]: file["size_bytes"] for file in listed} == {k: len(v) for k, v in files_of(reported).items()}


def test_nothing_is_done_twice_and_nothing_without_scores(reported: MemoryPorts, work_dir: Path):
    again = report("shop", reported, work_dir=work_dir, now=NOW + timedelta(days=1))
    assert (again.outcome, again.reason) == ("nothing_to_do", stage.ALREADY_REPORTED)
    assert report("other", reported, work_dir=work_dir, now=NOW).reason == stage.NO_SCORES


def test_the_same_inputs_give_the_same_bytes_whenever_the_report_is_made(
    ready: MemoryPorts, reported: MemoryPorts, work_dir: Path
):
    report("shop", ready, work_dir=work_dir, now=NOW + timedelta(days=9))
    assert files_of(ready) == files_of(reported)


def test_the_segments_of_the_report_are_those_of_the_scores(reported: MemoryPorts):
    scores = read_pointer(reported.lake, layout.scores_pointer("shop"))
    folder = layout.scores_folder("shop", scores.snapshot or "")
    files = files_of(reported)
    assert files["segment_summary.csv"] == reported.lake.read(folder + "segment_summary.csv").body
    page = unescape(files["report.html"].decode())
    for segment in csv.DictReader(io.StringIO(files["segment_summary.csv"].decode())):
        assert money(float(segment["expected_spend"]), None) in page
        assert segment["action"] in page


def test_the_totals_and_the_customers_of_the_page_are_those_of_the_scores(reported: MemoryPorts):
    scores = read_pointer(reported.lake, layout.scores_pointer("shop"))
    page = unescape(files_of(reported)["report.html"].decode())
    for total in scores.detail["totals"]:
        assert f">{money(total['expected'], None)}<" in page
    body = reported.lake.read(layout.scores_folder("shop", scores.snapshot or "") + "scores.csv").body.decode()
    for row in csv.DictReader(io.StringIO(body)):
        expected = money(float(row["expected_spend_90d"]), None, 2)
        assert re.search(rf"<td>{row['customer_id']}</td><td[^>]*>{re.escape(expected)}</td>", page)


def test_what_changed_is_told_against_the_last_report_on_other_scores(ready: MemoryPorts, work_dir: Path):
    report("shop", ready, work_dir=work_dir, now=NOW)
    first = read_pointer(ready.lake, layout.report_pointer("shop"))
    scored_shop(ready, work_dir, [*ORDERS, Order("carl", DAY, 30.0, "o9")])
    report("shop", ready, work_dir=work_dir, now=NOW)
    second = read_pointer(ready.lake, layout.report_pointer("shop"))
    assert second.detail["before"] == first.detail["headline"]
    assert b"1 customer more than in the report of 30 June 2024" in files_of(ready)["report.html"]
    ready.lake.write(layout.description("shop"), b'{"currency": "EUR"}')
    report("shop", ready, work_dir=work_dir, now=NOW)
    third = read_pointer(ready.lake, layout.report_pointer("shop"))
    assert third.snapshot != second.snapshot
    assert third.detail["before"] == first.detail["headline"]


class LakeWithARival(MemoryObjects):
    """A lake in which somebody else moves the report pointer just before our first move."""

    rivals = 1

    def replace(self, key: str, body: bytes, expected_etag: str | None) -> ObjectInfo:
        if key == layout.report_pointer("shop") and self.rivals:
            self.rivals = 0
            move_pointer(self, key, read_pointer(self, key), "the rival's", {})
        return super().replace(key, body, expected_etag)


def test_a_lost_race_starts_over_on_what_is_there_now(work_dir: Path):
    ports = MemoryPorts(lake=LakeWithARival())
    scored_shop(ports, work_dir)
    assert report("shop", ports, work_dir=work_dir, now=NOW).outcome == "done"
    pointer = read_pointer(ports.lake, layout.report_pointer("shop"))
    assert (pointer.generation, pointer.snapshot != "the rival's") == (2, True)


def test_a_shop_of_three_customers_gets_a_report_that_says_what_is_missing(ports: MemoryPorts, work_dir: Path):
    shop = Shop(ports, work_dir)
    shop.drop("a.csv", MAY + JUNE)
    shop.build()
    train("shop", ports, work_dir=work_dir, now=NOW, budget=Budget(10.0, lambda: 0.0))
    score("shop", ports, work_dir=work_dir, now=NOW)
    assert report("shop", ports, work_dir=work_dir, now=NOW).outcome == "done"
    page = unescape(files_of(ports)["report.html"].decode())
    assert "No forecast of spend can be given yet" in page
    assert "held back rather than guessed" in page
    assert "needs 50 customers" in page
    assert "3 customers" in page
