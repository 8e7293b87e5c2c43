"""Sheets as text: every cell as it was meant."""

import csv
import datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perennial.file_kinds import kind_of
from perennial.sheets import HIDDEN, PROTECTED, cell_text, write_sheets
from tests.packing import ods, protected_xls, protected_xlsx, xls, xlsb, xlsx

NOON = datetime.datetime.fromisoformat("2010-12-01T12:30")
LIMIT = 1_000_000


def written(work_dir, content: bytes) -> dict:
    (work_dir / "source").write_bytes(content)
    book = work_dir / f"book.{kind_of(work_dir / 'source')}"
    book.write_bytes(content)
    answer = write_sheets(book, work_dir, LIMIT)
    for sheet in answer.get("sheets", []):
        with (work_dir / sheet[1]).open(encoding="utf-8", newline="") as stream:
            sheet[1] = list(csv.reader(stream))
    return answer


def rows(work_dir, content: bytes) -> list[list[str]]:
    ((_, found),) = written(work_dir, content)["sheets"]
    return found


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (17850.0, "17850"),
        (-3.0, "-3"),
        (2.55, "2.55"),
        (1e-07, "0.0000001"),
        (1e15, "1000000000000000"),
        (0.1, "0.1"),
        (True, "TRUE"),
        ("00042", "00042"),
        ("a\x00b", "ab"),
        (NOON, "2010-12-01 12:30:00"),
        (NOON.replace(microsecond=999_999), "2010-12-01 12:30:01"),
        (NOON.replace(microsecond=250_000), "2010-12-01 12:30:00.250"),
        (datetime.date(2010, 12, 1), "2010-12-01"),
        (datetime.time(8, 26), "08:26:00"),
        (datetime.timedelta(hours=30, seconds=5), "30:00:05"),
    ],
)
def test_a_cell_says_all_of_it_and_nothing_more(cell, text):
    assert cell_text(cell) == text


@pytest.mark.parametrize("book", [xlsx, xls], ids=["xlsx", "xls"])
def test_a_sheet_keeps_its_texts_numbers_and_dates(work_dir, book):
    table = [["id", "name", "when", "price"], [17850, 'Größe "L", rot\nneu', NOON, 2.5], ["00042", "", NOON, None]]
    assert rows(work_dir, book({"Orders": table})) == [
        ["id", "name", "when", "price"],
        ["17850", 'Größe "L", rot\nneu', "2010-12-01 12:30:00", "2.5"],
        ["00042", "", "2010-12-01 12:30:00", ""],
    ]


def test_a_sheet_of_an_open_document_is_read_alike(work_dir):
    assert rows(work_dir, ods([["id", "name"], ["00042", "Größe"]])) == [["id", "name"], ["00042", "Größe"]]


def test_a_sheet_of_a_binary_workbook_is_read_alike(work_dir):
    assert rows(work_dir, xlsb([["id", "name", "price"], ["00042", "Größe", 2.5], ["", "", 7.0]])) == [
        ["id", "name", "price"],
        ["00042", "Größe", "2.5"],
        ["", "", "7"],
    ]


def test_empty_rows_stay_lines_and_empty_columns_to_the_left_go(work_dir):
    table = [[], [], [None, "id", "total"], [], [None, 1, 2]]
    assert rows(work_dir, xlsx({"Orders": table})) == [[], [], ["id", "total"], [], ["1", "2"]]


def test_what_stands_in_merged_cells_stands_in_each_of_them_downwards(work_dir):
    book = openpyxl.Workbook()
    for row in [
        [None, "Customer", "Order", None],
        [None, None, "date", "total"],
        [None, 7, "a", 1],
        [None, None, "b", 2],
        [],
    ]:
        book.active.append(row)
    for cells in ("B1:B2", "C1:D1", "B3:B5"):
        book.active.merge_cells(cells)
    book.save(work_dir / "made")
    assert rows(work_dir, (work_dir / "made").read_bytes()) == [
        ["Customer", "Order", ""],
        ["Customer", "date", "total"],
        ["7", "a", "1"],
        ["7", "b", "2"],
    ]


def test_sheets_that_are_empty_or_hidden_are_left_aside_with_their_reason(work_dir):
    book = openpyxl.Workbook()
    book.active.append(["id", "total"])
    book.create_sheet("Leer")
    hidden = book.create_sheet("Lists")
    hidden.append(["a"])
    hidden.sheet_state = "hidden"
    book.save(work_dir / "made")
    answer = written(work_dir, (work_dir / "made").read_bytes())
    assert [name for name, _ in answer["sheets"]] == ["Sheet"]
    assert answer["ignored"] == [["Leer", "an empty sheet"], ["Lists", HIDDEN]]


def test_a_formula_is_what_it_last_came_to_and_an_error_is_blank(work_dir):
    assert rows(work_dir, xlsx({"A": [["id", "total"], [1, "=1+1"], ["#N/A", 5]]})) == [
        ["id", "total"],
        ["1", ""],
        ["", "5"],
    ]


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, xlsx({"A": [["id"]]})[:-100]])
def test_a_damaged_workbook_is_refused_with_what_to_do(work_dir, content):
    assert "save it as .xlsx or CSV" in written(work_dir, content)["refused"]


@pytest.mark.parametrize("book", [protected_xls, protected_xlsx])
def test_a_workbook_behind_a_password_is_refused_as_that(work_dir, book):
    assert written(work_dir, book()) == {"refused": PROTECTED}


def test_sheets_of_endless_text_are_refused_while_they_are_written(work_dir):
    (work_dir / "book.xlsx").write_bytes(xlsx({"A": [["x" * 30_000] * 3]}))
    assert "more than 80,000 characters" in write_sheets(work_dir / "book.xlsx", work_dir, 80_000)["refused"]


CELLS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=9).filter(
        lambda text: not text.startswith(("=", "#"))
    ),
    st.integers(-(10**12), 10**12),
    st.decimals(-9999, 9999, places=2).map(float),
    st.integers(0, 10**9).map(lambda seconds: NOON + datetime.timedelta(seconds=seconds)),
)


@settings(max_examples=40)
@given(st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=1, max_size=8))
def test_any_sheet_comes_back_cell_for_cell(tmp_path_factory, table):
    names = ["a", "b", "c", "d"]
    folder = tmp_path_factory.mktemp("sheet")
    expected = [[cell_text(float(cell)) if isinstance(cell, int) else cell_text(cell) for cell in row] for row in table]
    found = rows(folder, xlsx({"A": [names, *table]}))[1:]
    midnight = " 00:00:00"
    assert found == [[cell.removesuffix(midnight) for cell in row] for row in expected if any(row)]
