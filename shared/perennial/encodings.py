"""Whether a file is text at all, and in which encoding it was written: decided on the whole file."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TextIO, cast

from perennial.errors import UnreadableFile

CHUNK_BYTES = 1 << 20
MAX_CONTROL_SHARE = 0.05
CONTROL_BYTES = bytes(set(range(0x20)) - set(b"\t\n\v\f\r\x1a"))
UTF_8 = "utf-8-sig"
MIXED = "utf-8, else cp1252"
# In the order they are tried: the mark of UTF-32 begins with that of UTF-16.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
EMPTY = "the file is empty. Upload it again with its rows."
REMEDY = "Export the table as CSV text in UTF-8 and upload that."
# In UTF-16 without a mark every second byte of western text is NUL.
MIN_NUL_SHARE = 0.4
MAX_OTHER_NUL_SHARE = 0.05
# The first byte of every letter that takes several bytes in UTF-8.
FIRST_BYTES = bytes(range(0xC0, 0x100))
# What Windows-1252 leaves undefined, and its Ž: inside a word they are the letters Å ç è ê ù and é of Mac OS Roman.
UNDEFINED_IN_WORD = re.compile(rb"[A-Za-z][\x81\x8d\x8e\x8f\x90\x9d](?=[a-z])")
MAC_LETTER_IN_WORD = re.compile(rb"[A-Za-z][\x80-\x91\x93-\x95\x98-\x9f](?=[a-z])")
WINDOWS_LETTER_IN_WORD = re.compile(rb"[A-Za-z][\xc0-\xff](?=[a-z])")
MIXED_NOTE = (
    "the text is UTF-8 but for {count:,} bytes that are not; those are read as Windows-1252, so check the accents"
)


@dataclass(frozen=True, slots=True)
class TextEncoding:
    """A codec's name for `open_text`, and what was found out on the way, in words."""

    name: str
    notes: tuple[str, ...] = ()


def text_encoding(key: str, path: Path) -> TextEncoding:
    """The codec that reads the file: UTF-8 where it can be, UTF-16 and UTF-32, else Windows-1252, Mac or Latin-1.

    Text that is UTF-8 almost everywhere is read as MIXED. Raises UnreadableFile for a file that is empty or not text.
    """
    with path.open("rb") as file:
        first = file.read(CHUNK_BYTES)
    wide = _wide_encoding(first)
    if wide is not None:
        _require_decodes(key, path, wide)
        return TextEncoding(wide)
    _require_text(key, first)
    if _is_utf_8(key, path):
        return TextEncoding(UTF_8)
    right, wrong = _utf_8_letters_and_wrong_bytes(path)
    if right >= wrong:
        return TextEncoding(MIXED, (MIXED_NOTE.format(count=wrong),))
    return TextEncoding(_single_byte_encoding(path))


def open_text(path: Path, encoding: str) -> TextIO:
    """The file's text under an encoding that `text_encoding` found, line ends as they stand in it."""
    if encoding != MIXED:
        return path.open(encoding=encoding, newline="")
    codecs.register_error(MIXED, _windows_instead)
    return path.open(encoding=UTF_8, errors=MIXED, newline="")


def _windows_instead(error: UnicodeError) -> tuple[str, int]:
    undecodable = cast(UnicodeDecodeError, error)  # the handler is only ever asked while reading
    wrong = undecodable.object[undecodable.start : undecodable.end]
    return "".join(_windows_letter(byte) for byte in wrong), undecodable.end


def _windows_letter(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


def _wide_encoding(first: bytes) -> str | None:
    """UTF-16 or UTF-32, by its mark or by the NUL in every second byte."""
    marked = next((encoding for mark, encoding in BYTE_ORDER_MARKS if first.startswith(mark)), None)
    if marked is not None:
        return marked
    share = [first[side::2].count(0) / max(1, len(first) // 2) for side in (0, 1)]
    if share[1] >= MIN_NUL_SHARE and share[0] <= MAX_OTHER_NUL_SHARE:
        return "utf-16-le"
    return "utf-16-be" if share[0] >= MIN_NUL_SHARE and share[1] <= MAX_OTHER_NUL_SHARE else None


def _require_decodes(key: str, path: Path, encoding: str) -> None:
    has_text = False
    try:
        with path.open(encoding=encoding) as stream:
            while text := stream.read(CHUNK_BYTES):
                has_text = has_text or bool(text.strip())
                if "\x00" in text:
                    raise UnreadableFile(key, f"it holds NUL characters, so it is binary or damaged. {REMEDY}")
    except UnicodeError as error:
        name = encoding[:6].upper()
        raise UnreadableFile(key, f"it begins as {name} text and is cut off or damaged further on. {REMEDY}") from error
    if not has_text:
        raise UnreadableFile(key, EMPTY)


def _require_text(key: str, first: bytes) -> None:
    if not first.strip(b"\xef\xbb\xbf \t\r\n"):
        raise UnreadableFile(key, EMPTY)
    if len(first) - len(first.translate(None, CONTROL_BYTES)) > MAX_CONTROL_SHARE * len(first):
        raise UnreadableFile(key, f"this is a binary file, not CSV text. {REMEDY}")


def _is_utf_8(key: str, path: Path) -> bool:
    decoder, valid = codecs.getincrementaldecoder("utf-8")(), True
    for chunk in _chunks(path):
        if b"\x00" in chunk:
            raise UnreadableFile(key, f"it holds NUL bytes, so it is binary or damaged. {REMEDY}")
        valid = valid and _goes_on(decoder, chunk)
    return valid and _goes_on(decoder, b"", final=True)


def _goes_on(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    if chunk.isascii() and not decoder.getstate()[0]:
        return True
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _utf_8_letters_and_wrong_bytes(path: Path) -> tuple[int, int]:
    """How many letters of several bytes are UTF-8, and how many bytes cannot be."""
    decoder, letters, wrong = codecs.getincrementaldecoder("utf-8")("surrogateescape"), 0, 0
    for chunk in chain(_chunks(path), [b""]):
        text = decoder.decode(chunk, final=not chunk)
        right = text.encode(errors="ignore")
        letters += len(right) - len(right.translate(None, FIRST_BYTES))
        wrong += len(text.encode(errors="surrogateescape")) - len(right)
    return letters, wrong


def _single_byte_encoding(path: Path) -> str:
    undefined = mac = windows = line_feeds = 0
    for chunk in _chunks(path):
        undefined += len(UNDEFINED_IN_WORD.findall(chunk))
        mac += len(MAC_LETTER_IN_WORD.findall(chunk))
        windows += len(WINDOWS_LETTER_IN_WORD.findall(chunk))
        line_feeds += chunk.count(b"\n")
    if (undefined or not line_feeds) and mac > windows:
        return "mac_roman"
    return "cp1252" if _decodes(path, "cp1252") else "latin-1"


def _decodes(path: Path, encoding: str) -> bool:
    try:
        for chunk in _chunks(path):
            chunk.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk
