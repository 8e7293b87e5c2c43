"""GET /api/report: where the pages, slides, figures and tables of the current report can be fetched."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from perennial import layout
from perennial.memory import MemoryPorts
from perennial.pointers import read_pointer
from perennial.stages.report import report

MADE_AT = datetime(2026, 3, 1, 13, tzinfo=UTC)


@pytest.fixture
def reported(shop: MemoryPorts, tmp_path: Path) -> MemoryPorts:
    assert report("shop", shop, work_dir=tmp_path, now=MADE_AT).outcome == "done"
    return shop


def test_every_file_of_the_report_is_offered_with_its_title_type_and_size(reported: MemoryPorts, client: TestClient):
    answer = client.get("/api/report").json()
    folder = layout.reports_folder("shop", answer["report_id"])
    stored = {info.key.removeprefix(folder): info.size_bytes for info in reported.lake.list(folder)}
    assert {file["name"]: file["size_bytes"] for file in answer["files"]} == stored
    assert [file["name"] for file in answer["files"]][:3] == ["report.html", "report.md", "slides.html"]
    assert all(file["title"] and file["content_type"] for file in answer["files"])
    assert datetime.fromisoformat(answer["made_at"]) == MADE_AT


def test_an_address_leads_to_the_file_it_stands_beside(reported: MemoryPorts, client: TestClient):
    answer = client.get("/api/report").json()
    folder = layout.reports_folder("shop", answer["report_id"])
    assert all(folder + file["name"] in file["url"] for file in answer["files"])
    assert answer["report_id"] == read_pointer(reported.lake, layout.report_pointer("shop")).snapshot


def test_before_the_first_report_the_answer_says_when_there_will_be_one(shop: MemoryPorts, client: TestClient):
    answer = client.get("/api/report")
    assert answer.status_code == 404
    assert "made after each scoring" in answer.json()["detail"]


def test_a_report_needs_a_key(reported: MemoryPorts, stranger: TestClient):
    assert stranger.get("/api/report").status_code == 401
