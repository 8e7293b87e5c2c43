"""Archives and workbooks, by what they are and not by what they are called."""

import gzip
import io
import zipfile

import openpyxl
import pytest
import xlwt

from perennial.errors import UnreadableFile
from tests.messy.cleaned import cleaned
from tests.messy.writing import HEADER, TRADE, Form, cells, kept, minute, text

PLAIN = text(cells()).encode()
HALF = len(TRADE) // 2


def zipped(**members: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", ".") if "." not in name else name, content)
    return held.getvalue()


def workbook(*sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for place, rows in enumerate(sheets):
        sheet = book.active if place == 0 else book.create_sheet()
        for row in rows:
            sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def binary_workbook(rows: list[list[object]]) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("orders")
    date = xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm")
    for down, row in enumerate(rows):
        for across, cell in enumerate(row):
            sheet.write(down, across, cell, *([date] if hasattr(cell, "year") else []))
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def typed(trade=TRADE) -> list[list[object]]:
    """The trade as a workbook holds it: dates, numbers and texts."""
    return cells(Form(date=minute, number=float, identifier=float), trade)


@pytest.mark.parametrize("name", ["orders.csv.gz", "orders.csv", "export", "orders.zip"])
def test_a_compressed_file_is_unpacked_whatever_it_is_called(name, tmp_path):
    assert cleaned(gzip.compress(PLAIN), name, tmp_path).lines() == kept()


def test_the_members_of_an_archive_are_one_delivery(tmp_path):
    halves = {"a_csv": text(cells(trade=TRADE[:HALF])).encode(), "b_csv": text(cells(trade=TRADE[HALF:])).encode()}
    found = cleaned(zipped(**halves, readme_txt=b"Hello.\n"), "orders.zip", tmp_path)
    assert found.lines() == kept()
    assert [member["member"] for member in found.file.quality["members_ignored"]] == ["readme.txt"]


def test_a_workbook_is_read_with_its_dates_and_numbers(tmp_path):
    found = cleaned(workbook([list(HEADER), *typed()]), "orders.xlsx", tmp_path)
    assert found.lines() == kept(moment=minute)


def test_each_sheet_is_a_table_of_its_own(tmp_path):
    sheets = [[list(HEADER), *typed(trade)] for trade in (TRADE[:HALF], TRADE[HALF:])]
    assert cleaned(workbook(*sheets), "orders.xlsx", tmp_path).lines() == kept(moment=minute)


def test_an_old_workbook_is_read_alike(tmp_path):
    found = cleaned(binary_workbook([list(HEADER), *typed()]), "orders.xls", tmp_path)
    assert found.lines() == kept(moment=minute)


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n" + bytes(200), b"%PDF-1.7\n" + bytes(200), b"", zipped()])
def test_what_holds_no_table_is_refused(content, tmp_path):
    with pytest.raises(UnreadableFile, match=r"orders\.csv"):
        cleaned(content, "orders.csv", tmp_path)
