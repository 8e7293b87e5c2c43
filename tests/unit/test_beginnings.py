"""The beginning of a file: whole lines, unpacked where they are gzip."""

import gzip
import zipfile
from io import BytesIO

import pytest

from perennial.beginnings import beginning_of, is_packed
from perennial.errors import RefusedError

TABLE = b"customer,day\nanna,2024-01-02\nben,2024-01-03\n"


@pytest.mark.parametrize(("cut", "lines"), [(len(TABLE), 3), (len(TABLE) - 1, 2), (20, 1)])
def test_it_ends_with_a_line(cut, lines):
    assert beginning_of(TABLE[:cut]) == b"".join(TABLE.splitlines(keepends=True)[:lines])


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_in_utf_16_a_line_ends_after_both_bytes(encoding):
    mark = "\ufeff".encode(encoding)
    text = mark + TABLE.decode().encode(encoding)
    assert beginning_of(text[:-4]).removeprefix(mark).decode(encoding).encode() == TABLE[:29]


def test_the_beginning_of_a_gzip_file_is_unpacked():
    packed = gzip.compress(TABLE * 5_000, mtime=0)
    begun = beginning_of(packed[: len(packed) // 2])
    assert (TABLE * 5_000).startswith(begun)
    assert begun.endswith(b"\n")


def test_text_is_not_packed_and_gzip_is():
    assert not is_packed(TABLE)
    assert is_packed(gzip.compress(TABLE))


def test_a_single_line_stays_what_it_is():
    assert beginning_of(b"one line") == b"one line"


def test_an_archive_cannot_be_read_from_its_beginning():
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", TABLE)
    assert beginning_of(packed.getvalue()) is None
    assert is_packed(packed.getvalue())


def test_a_damaged_gzip_file_is_refused_in_words():
    with pytest.raises(RefusedError, match="damaged"):
        beginning_of(b"\x1f\x8b" + b"no gzip at all")
