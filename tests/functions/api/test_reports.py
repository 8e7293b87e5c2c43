"""GET /api/report: where the pages, slides, figures and tables of the current report can be fetched."""

from datetime import datetime

import pytest
from starlette.testclient import TestClient

from perennial import layout
from perennial.memory import MemoryPorts
from perennial.pointers import move_pointer, read_pointer

MADE_AT = "2026-03-01T13:00:00+00:00"
FILES = {"report.html": b"<p>page</p>", "figures/gain.png": b"png"}
LISTED = [
    {"name": name, "title": f"What {name} is", "content_type": "text/html", "size_bytes": len(body)}
    for name, body in FILES.items()
]


@pytest.fixture
def reported(shop: MemoryPorts) -> MemoryPorts:
    """A report of two files, as the report stage leaves it."""
    for name, body in FILES.items():
        shop.lake.write(layout.reports_folder("shop", "r1") + name, body)
    pointer = layout.report_pointer("shop")
    move_pointer(shop.lake, pointer, read_pointer(shop.lake, pointer), "r1", {"made_at": MADE_AT, "files": LISTED})
    return shop


def test_every_file_of_the_report_is_offered_with_its_title_type_and_size(reported: MemoryPorts, client: TestClient):
    answer = client.get("/api/report").json()
    assert [{name: value for name, value in file.items() if name != "url"} for file in answer["files"]] == LISTED
    assert answer["report_id"] == "r1"
    assert datetime.fromisoformat(answer["made_at"]) == datetime.fromisoformat(MADE_AT)
    assert answer["expires_in_seconds"] > 0


def test_an_address_leads_to_the_file_it_stands_beside(reported: MemoryPorts, client: TestClient):
    folder = layout.reports_folder("shop", "r1")
    files = client.get("/api/report").json()["files"]
    assert [folder + file["name"] in file["url"] for file in files] == [True, True]


def test_before_the_first_report_the_answer_says_when_there_will_be_one(shop: MemoryPorts, client: TestClient):
    answer = client.get("/api/report")
    assert answer.status_code == 404
    assert "made after each scoring" in answer.json()["detail"]


def test_a_report_needs_a_key(reported: MemoryPorts, stranger: TestClient):
    assert stranger.get("/api/report").status_code == 401
