"""What a file is by its content."""

import zipfile

import pytest

from perennial.file_kinds import GZIP, NO_WORKBOOK, ODS, TEXT, XLS, XLSB, XLSX, ZIP, kind_of


def kind(work_dir, content: bytes) -> str:
    (work_dir / "file").write_bytes(content)
    return kind_of(work_dir / "file")


def kind_of_zip(work_dir, files: dict[str, str]) -> str:
    with zipfile.ZipFile(work_dir / "file", "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return kind_of(work_dir / "file")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", TEXT),
        (b"id,total\n1,2\n", TEXT),
        (b"\xff\xfei\x00d\x00", TEXT),
        (b"{brand},total\n", TEXT),
        (b"<5 items>,total\n", TEXT),
        (b"\x1f\x8b\x08\x00", GZIP),
        (b"PK\x03\x04 cut off", ZIP),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", XLS),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"BZh91AY&SY", "a bzip2 archive"),
        (b"orders.csv".ljust(257, b"\x00") + b"ustar  ", "a tar archive"),
        (b"\xef\xbb\xbf\n <!DOCTYPE html><html>", "a web page (HTML)"),
        (b"<table border=1><tr><td>1", "a web page (HTML)"),
        (b'<?xml version="1.0"?><Workbook>', "an XML document"),
        (b'[\n {"id": 1}]', "a JSON document"),
    ],
)
def test_the_first_bytes_tell(work_dir, content, expected):
    assert kind(work_dir, content) == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"orders.csv": "id,total\n"}, ZIP),
        ({}, ZIP),
        ({"[Content_Types].xml": "", "xl/workbook.xml": ""}, XLSX),
        ({"[Content_Types].xml": "", "xl/workbook.bin": ""}, XLSB),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, ODS),
        ({"mimetype": "application/vnd.oasis.opendocument.text"}, NO_WORKBOOK),
        ({"[Content_Types].xml": "", "word/document.xml": ""}, NO_WORKBOOK),
    ],
)
def test_a_zip_archive_is_what_its_files_make_it(work_dir, files, expected):
    assert kind_of_zip(work_dir, files) == expected
