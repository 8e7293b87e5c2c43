"""Whether a file is text, and in which encoding."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perennial.encodings import MIXED, open_text, text_encoding
from perennial.errors import UnreadableFile

KEY = "landing/shop/größen.csv"
MEGABYTE = 1 << 20


def encoding(work_dir, content: bytes) -> str:
    return found(work_dir, content)[0]


def found(work_dir, content: bytes) -> tuple[str, str]:
    path = work_dir / "file"
    path.write_bytes(content)
    name = text_encoding(KEY, path).name
    with open_text(path, name) as stream:
        return name, stream.read()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a,b\n1,2\n", "utf-8-sig"),
        ("a,Größe\n".encode(), "utf-8-sig"),
        ("a,Größe\n".encode("utf-8-sig"), "utf-8-sig"),
        ("a,Größe €\n".encode("cp1252"), "cp1252"),
        (b"a,don\x92t \x93quote\x94 \x96 dash\n", "cp1252"),
        ("a,Größe\x81\n".encode("latin-1"), "latin-1"),
        ("a,Größe 中\n".encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + "a,Größe\n".encode("utf-16-be"), "utf-16"),
        ("a,Größe\n".encode("utf-16-le"), "utf-16-le"),
        ("a,Größe\n".encode("utf-16-be"), "utf-16-be"),
        ("a,Größe\n".encode("utf-32"), "utf-32"),
        ("a,größe café\rb,Rhône\r".encode("mac_roman"), "mac_roman"),
        ("a,François élève\nb,pêcheur\n".encode("mac_roman"), "mac_roman"),
        ("a,größe café\rb,Rhône\r".encode("cp1252"), "cp1252"),
    ],
)
def test_the_text_is_read_as_it_was_written(work_dir, content, expected):
    name, text = found(work_dir, content)
    assert name == expected
    assert text.startswith("a,")
    assert text == content.decode("utf-8-sig" if expected == "utf-8-sig" else name).removeprefix("\ufeff")


def test_an_encoding_is_judged_by_the_whole_file_and_not_by_its_beginning(work_dir):
    assert encoding(work_dir, b"a,b\n" * 600_000 + "größe\n".encode("cp1252")) == "cp1252"


def test_a_letter_of_several_bytes_across_two_chunks_is_still_one_letter(work_dir):
    assert encoding(work_dir, b"a" * (MEGABYTE - 1) + "ß\n".encode()) == "utf-8-sig"


def test_a_letter_cut_off_at_the_end_of_the_file_loses_no_line(work_dir):
    name, text = found(work_dir, "Größe,ä\nMaß,ö".encode()[:-1])
    assert name == MIXED
    assert text == "Größe,ä\nMaß,Ã"


def test_utf_8_text_with_a_few_other_bytes_keeps_its_letters_and_says_so(work_dir):
    path = work_dir / "file"
    path.write_bytes("id,näme\n1,Größe\n".encode() * 9 + "2,Größe 5 €\n".encode("cp1252"))
    encoding = text_encoding(KEY, path)
    assert encoding.name == MIXED
    assert "3 bytes" in encoding.notes[0]
    with open_text(path, MIXED) as stream:
        assert stream.read().endswith("1,Größe\n2,Größe 5 €\n")


def test_a_mark_before_mixed_text_is_no_part_of_it(work_dir):
    assert found(work_dir, "id,näme\n".encode("utf-8-sig") + "ä\n".encode("cp1252")) == (MIXED, "id,näme\nä\n")


def test_windows_text_where_two_letters_look_like_one_of_utf_8_stays_windows_text(work_dir):
    assert encoding(work_dir, "name\nCAFÉ™\nGröße\nStraße\nMädchen\n".encode("cp1252")) == "cp1252"


@given(st.binary(min_size=1, max_size=60))
def test_bytes_without_nul_are_read_and_lose_no_line(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("bytes") / "file"
    path.write_bytes(b"a,b\n" * 400 + content)
    try:
        name = text_encoding(KEY, path).name
    except UnreadableFile:
        assert b"\x00" in content
        return
    with open_text(path, name) as stream:
        text = stream.read()
    assert text.startswith("a,b\n" * 400)
    assert text.count("\n") == 400 + content.count(b"\n")


@pytest.mark.parametrize("content", [b"", b"\n\n", b"  \r\n", b"\xef\xbb\xbf\n", "\n".encode("utf-16")])
def test_a_file_without_anything_in_it_is_refused_as_empty(work_dir, content):
    with pytest.raises(UnreadableFile, match="the file is empty"):
        encoding(work_dir, content)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"a,b\n1,2\n" * 9 + b"\x00", "NUL"),
        ("a,b\n1,\x00\n".encode("utf-16"), "NUL"),
        ("a,b\n1,2\n".encode("utf-16")[:-1], "UTF-16 text and is cut off"),
        (bytes(range(1, 256)) * 40, "binary"),
    ],
)
def test_what_is_not_text_is_refused_and_named(work_dir, content, what):
    with pytest.raises(UnreadableFile, match=what):
        encoding(work_dir, content)


def test_a_nul_byte_far_into_the_file_is_found(work_dir):
    with pytest.raises(UnreadableFile, match="NUL"):
        encoding(work_dir, b"a,b\n" * 600_000 + b"\x00")
