"""The beginning of a file too large to be looked at whole, as a file of its own that ends with a line."""

import codecs
import zlib

from perennial.errors import RefusedError

GZIP_MAGIC = b"\x1f\x8b"
ZIP_MAGIC = b"PK\x03\x04"
OLD_WORKBOOK_MAGIC = b"\xd0\xcf\x11\xe0"
GZIP_WINDOW = 31
MOST_UNPACKED_BYTES = 1 << 24


def is_packed(start: bytes) -> bool:
    """Whether a file beginning with these bytes may hold many times as many."""
    return start.startswith((GZIP_MAGIC, ZIP_MAGIC, OLD_WORKBOOK_MAGIC))


def beginning_of(start: bytes) -> bytes | None:
    """The text of whole lines that a file beginning with these bytes begins with, unpacked where it is gzip.

    None for archives and workbooks: where what stands is told at their end. Raises RefusedError for damaged packing.
    """
    if start.startswith((ZIP_MAGIC, OLD_WORKBOOK_MAGIC)):
        return None
    if start.startswith(GZIP_MAGIC):
        try:
            start = zlib.decompressobj(GZIP_WINDOW).decompress(start, MOST_UNPACKED_BYTES)
        except zlib.error as error:
            raise RefusedError(f"its gzip packing is damaged ({error}). Pack it again and upload it.") from error
    return _whole_lines(start)


def _whole_lines(text: bytes) -> bytes:
    """Up to the last line end; in UTF-16 a line end is two bytes. All of it where there is none."""
    line_end = b"\n"
    if text.startswith(codecs.BOM_UTF16_LE):
        line_end = b"\n\x00"
    elif text.startswith(codecs.BOM_UTF16_BE):
        line_end = b"\x00\n"
    end = text.rfind(line_end)
    return text if end < 0 else text[: end + len(line_end)]
