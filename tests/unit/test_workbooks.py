"""Workbooks read in a process of its own: what ends that process costs the workbook alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perennial import workbooks
from perennial.errors import UnreadableFile
from perennial.file_kinds import XLS, XLSX
from perennial.workbooks import unpack_sheets
from tests.packing import xls, xlsx

KEY = "landing/shop/orders.xlsx"
LIMIT = 1_000_000
SMALL = xls({"A": [["id", "total"], *[[f"order {number}", number] for number in range(40)]]})


def unpacked(folder, content: bytes, kind: str):
    (folder / "source").write_bytes(content)
    return unpack_sheets(KEY, folder / "source", kind, folder, LIMIT)


def test_every_sheet_becomes_a_text_of_its_name(work_dir):
    sheets, ignored = unpacked(work_dir, xlsx({"2020": [["id"], [1]], "Ümlaut €": [["id"], [2]], "Leer": []}), XLSX)
    assert [(name, path.read_text(encoding="utf-8")) for name, path in sheets] == [
        ("2020", "id\n1\n"),
        ("Ümlaut €", "id\n2\n"),
    ]
    assert ignored == [("Leer", "an empty sheet")]


def test_what_is_refused_is_refused_by_the_name_of_the_landing_object(work_dir):
    with pytest.raises(UnreadableFile, match=r"landing/shop/orders\.xlsx: it is damaged, or no workbook"):
        unpacked(work_dir, b"PK\x03\x04", XLSX)


def test_a_workbook_that_takes_more_memory_than_it_may_is_refused(work_dir, monkeypatch):
    monkeypatch.setattr(workbooks, "MAX_MEMORY_BYTES", 150_000_000)
    far = xlsx({"A": [["id"], *[[]] * 3_000, [None] * 5_000 + ["x"]]})
    with pytest.raises(UnreadableFile, match=r"more than 1\.3 GB of memory"):
        unpacked(work_dir, far, XLSX)


@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 255)), min_size=1, max_size=20))
def test_a_workbook_with_altered_bytes_is_read_or_refused_and_nothing_else(tmp_path_factory, changes):
    content = bytearray(SMALL)
    for at, byte in changes:
        content[at] = byte
    try:
        sheets, _ = unpacked(tmp_path_factory.mktemp("book"), bytes(content), XLS)
    except UnreadableFile:
        return
    assert all(path.is_file() for _, path in sheets)
