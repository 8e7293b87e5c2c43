"""What a file is by its content, whatever its name says."""

import lzma
import re
import struct
import zipfile
import zlib
from itertools import chain
from pathlib import Path

FIRST_BYTES = 1024
OPEN_DOCUMENT_TYPE = "mimetype"
OPEN_DOCUMENT_SHEETS = b"application/vnd.oasis.opendocument.spreadsheet"
TAR_MARK = slice(257, 262)
# What is known and is neither text nor unpacked here.
KNOWN = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a SQLite database"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
)
KNOWN_TEXT = (
    (re.compile(rb"<(!doctype html|html|head|body|table|meta|style)\b", re.IGNORECASE), "a web page (HTML)"),
    (re.compile(rb"<\?xml|<[a-z]+:?[a-z]+ xmlns", re.IGNORECASE), "an XML document"),
    (re.compile(rb"\{\s*\"|\[\s*[\[{]"), "a JSON document"),
)

TEXT, GZIP, ZIP = "text", "gzip", "zip"
XLS, XLSX, XLSB, ODS = "xls", "xlsx", "xlsb", "ods"
WORKBOOKS = frozenset((XLS, XLSX, XLSB, ODS))
NO_WORKBOOK = "an Office document that is no workbook"
# What the standard library raises at an archive that is cut off, altered or packed in a way it does not know.
ARCHIVE_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    NotImplementedError,
)


def kind_of(path: Path) -> str:
    """TEXT, GZIP, ZIP or one of WORKBOOKS; of a file that is none of these what it is in words."""
    with path.open("rb") as file:
        first = file.read(FIRST_BYTES)
    if first.startswith(b"\x1f\x8b"):
        return GZIP
    if first.startswith(b"\xd0\xcf\x11\xe0"):
        return XLS
    if first.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(path)
    if first[TAR_MARK] == b"ustar":
        return "a tar archive"
    text = first.removeprefix(b"\xef\xbb\xbf").lstrip()
    known = (what for mark, what in KNOWN if first.startswith(mark))
    known_text = (what for mark, what in KNOWN_TEXT if mark.match(text))
    return next(chain(known, known_text), TEXT)


def _kind_of_zip(path: Path) -> str:
    """A workbook is a zip as well; an archive that cannot even be listed is left to those who unpack it."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if OPEN_DOCUMENT_TYPE in names:
                with archive.open(OPEN_DOCUMENT_TYPE) as file:
                    sheets = file.read(len(OPEN_DOCUMENT_SHEETS)) == OPEN_DOCUMENT_SHEETS
                return ODS if sheets else NO_WORKBOOK
    except ARCHIVE_ERRORS:
        return ZIP
    if "xl/workbook.xml" in names:
        return XLSX
    if "xl/workbook.bin" in names:
        return XLSB
    return NO_WORKBOOK if "[Content_Types].xml" in names else ZIP
