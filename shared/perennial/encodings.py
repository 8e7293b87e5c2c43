"""Whether a file is text at all, and in which encoding it was written."""

import codecs
from pathlib import Path

from perennial.errors import UnreadableFile

CHUNK_BYTES = 1 << 20
MAX_CONTROL_SHARE = 0.05
CONTROL_BYTES = bytes(set(range(0x20)) - set(b"\t\n\v\f\r\x1a"))
ENCODINGS = ("utf-8-sig", "cp1252")
LAST_RESORT = "latin-1"
MAGIC_NUMBERS = (
    (b"PK\x03\x04", "an Excel workbook or a zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a SQLite database"),
    (b"\xff\xfe", "UTF-16 text"),
    (b"\xfe\xff", "UTF-16 text"),
)
REMEDY = "Export the table as CSV text in UTF-8 and upload that."


def text_encoding(key: str, path: Path) -> str:
    """The Python codec that reads the file: UTF-8 where it can be, else Windows-1252, else Latin-1.

    Raises UnreadableFile for a file that is empty or not text.
    """
    _require_text(key, path)
    return next((encoding for encoding in ENCODINGS if _decodes(path, encoding)), LAST_RESORT)


def _require_text(key: str, path: Path) -> None:
    with path.open("rb") as file:
        chunk = file.read(CHUNK_BYTES)
        if not chunk.strip(b"\xef\xbb\xbf \t\r\n"):
            raise UnreadableFile(key, "the file is empty. Upload it again with its rows.")
        known = next((what for magic, what in MAGIC_NUMBERS if chunk.startswith(magic)), None)
        if known is not None:
            raise UnreadableFile(key, f"this is {known}, not CSV text. {REMEDY}")
        if len(chunk) - len(chunk.translate(None, CONTROL_BYTES)) > MAX_CONTROL_SHARE * len(chunk):
            raise UnreadableFile(key, f"this is a binary file, not CSV text. {REMEDY}")
        while chunk:
            if b"\x00" in chunk:
                raise UnreadableFile(key, f"it holds NUL bytes, so it is binary or damaged. {REMEDY}")
            chunk = file.read(CHUNK_BYTES)


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while chunk := file.read(CHUNK_BYTES):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
