"""One landing object cleaned: what is written for it, and what is known of it afterwards."""

import json

import pytest

from perennial import layout
from perennial.dataset import Dataset
from perennial.records import FileState
from perennial.stages.clean_files import cleaned_state, identity_of
from perennial.suppression import NOBODY
from tests.order_file import LAMP, TEA, order_file

UNREAD = FileState("shop", "landing/shop/a.csv", "failed", "e", "d")


@pytest.fixture
def settle(ports, work_dir):
    def clean(content: str, agreed=lambda: pytest.fail("nobody needs to be asked")) -> FileState:
        source = work_dir / "source"
        source.write_text(content)
        return cleaned_state(UNREAD, source, Dataset(), agreed, suppression=NOBODY, lake=ports.lake)

    return clean


def test_tables_rejects_and_report_are_written_under_one_identity(settle, ports):
    state = settle(order_file(LAMP, LAMP, TEA))
    assert (state.status, state.tables, state.rows_read, state.rows_kept) == ("clean", ("order_lines",), 3, 2)
    names = {
        layout.clean_file("shop", "order_lines", state.identity or ""),
        layout.rejects_file("shop", state.identity or ""),
        layout.quality_file("shop", state.identity or ""),
    }
    assert {info.key for info in ports.lake.list("")} == names
    assert json.loads(ports.lake.read(layout.quality_file("shop", state.identity or "")).body)["rows"]["read"] == 3


def test_a_refused_file_writes_nothing_and_keeps_its_reason(settle, ports):
    state = settle("")
    assert (state.status, state.identity, state.tables) == ("failed", None, ())
    assert str(state.reason).startswith(UNREAD.key)
    assert list(ports.lake.list("")) == []


def test_others_are_asked_only_by_a_file_that_needs_them(settle):
    either_way = order_file(LAMP.replace("2010-12-01 08:26:00", "04/05/2010 08:26"))
    assert settle(either_way, dict).evidence_asked == {"date_order:InvoiceDate": None}
    helped = settle(either_way, lambda: {"date_order:InvoiceDate": "day first", "date_order:other": "month first"})
    assert (helped.status, helped.evidence_asked) == ("clean", {"date_order:InvoiceDate": "day first"})


def test_the_identity_is_of_bytes_description_and_evidence(work_dir):
    first, second = work_dir / "first", work_dir / "second"
    first.write_text("a")
    second.write_text("b")
    identities = {
        identity_of(first, "d", {}),
        identity_of(second, "d", {}),
        identity_of(first, "e", {}),
        identity_of(first, "d", {"date_order:x": "day first"}),
        identity_of(first, "d", {"date_order:x": "month first"}),
    }
    assert len(identities) == 5
    second.write_text("a")
    assert identity_of(second, "d", {}) == identity_of(first, "d", {})


def test_who_was_left_out_of_it_is_part_of_a_files_identity(work_dir):
    (work_dir / "source").write_text("the same")
    identities = {identity_of(work_dir / "source", "d", {}, erased) for erased in ((), ("h1",), ("h2",), ("h1", "h2"))}
    assert len(identities) == 4
