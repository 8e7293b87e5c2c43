"""Whether a file is text, and in which encoding."""

import gzip
import zipfile

import pytest

from perennial.encodings import text_encoding
from perennial.errors import UnreadableFile

KEY = "landing/shop/größen.csv"


def encoding(work_dir, content: bytes) -> str:
    path = work_dir / "file"
    path.write_bytes(content)
    return text_encoding(KEY, path)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a,b\n1,2\n", "utf-8-sig"),
        ("a,Größe\n".encode(), "utf-8-sig"),
        ("a,Größe\n".encode("utf-8-sig"), "utf-8-sig"),
        ("a,Größe €\n".encode("cp1252"), "cp1252"),
        ("a,Größe\x81\n".encode("latin-1"), "latin-1"),
    ],
)
def test_the_encoding_is_the_first_that_reads_every_byte(work_dir, content, expected):
    assert encoding(work_dir, content) == expected
    assert "a," in content.decode(expected)


def test_an_encoding_is_judged_by_the_whole_file_and_not_by_its_beginning(work_dir):
    assert encoding(work_dir, b"a,b\n" * 600_000 + "größe\n".encode("cp1252")) == "cp1252"


def test_a_letter_of_several_bytes_across_two_chunks_is_still_one_letter(work_dir):
    assert encoding(work_dir, b"a" * ((1 << 20) - 1) + "ß\n".encode()) == "utf-8-sig"


@pytest.mark.parametrize("content", [b"", b"\n\n", b"  \r\n", b"\xef\xbb\xbf\n"])
def test_a_file_without_anything_in_it_is_refused_as_empty(work_dir, content):
    with pytest.raises(UnreadableFile, match="the file is empty"):
        encoding(work_dir, content)


def test_a_workbook_is_refused_with_what_to_do_instead(work_dir):
    with zipfile.ZipFile(work_dir / "file", "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(UnreadableFile, match=r"größen\.csv: this is an Excel workbook.*Export the table as CSV"):
        text_encoding(KEY, work_dir / "file")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (gzip.compress(b"a,b\n1,2\n", mtime=0), "gzip"),
        (b"%PDF-1.7\n", "PDF"),
        ("a,b\n".encode("utf-16"), "UTF-16"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"a,b\n1,2\n" * 9 + b"\x00", "NUL"),
        (bytes(range(1, 256)) * 40, "binary"),
    ],
)
def test_what_is_not_text_is_refused_and_named(work_dir, content, what):
    with pytest.raises(UnreadableFile, match=what):
        encoding(work_dir, content)


def test_a_nul_byte_far_into_the_file_is_found(work_dir):
    with pytest.raises(UnreadableFile, match="NUL"):
        encoding(work_dir, b"a,b\n" * 600_000 + b"\x00")
