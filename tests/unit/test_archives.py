"""Archives onto the disk: every byte, within limits, and in words where that cannot be."""

import random
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perennial import archives
from perennial.archives import Budget, gunzip, printable_name, unzip
from perennial.errors import UnreadableFile
from tests.packing import TABLE, gzipped, zipped

KEY = "landing/shop/export.zip"
# Bytes that do not pack, so that a flipped one is always one of theirs.
NOISE = random.Random(1).randbytes(20_000)  # noqa: S311 - any bytes do


def unpacked(work_dir, content: bytes, budget: Budget | None = None):
    (work_dir / "source").write_bytes(content)
    folder = work_dir / "unpacked"
    folder.mkdir()
    found, ignored = unzip(work_dir / "source", folder, budget or Budget(KEY))
    return {name: path.read_bytes() for name, path in found}, ignored


def gunzipped(work_dir, content: bytes) -> bytes:
    (work_dir / "source").write_bytes(content)
    gunzip(work_dir / "source", work_dir / "target", Budget(KEY))
    return (work_dir / "target").read_bytes()


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA], ids=str
)
def test_every_file_of_an_archive_comes_out_as_it_went_in(work_dir, method):
    files = {"orders.csv": TABLE, "2020/january/orders.csv": NOISE}
    assert unpacked(work_dir, zipped(files, method)) == (files, [])


def test_what_people_did_not_mean_to_pack_is_left_aside_with_its_reason(work_dir):
    files = {
        "orders.csv": TABLE,
        "__MACOSX/._orders.csv": b"\x00\x05",
        ".git/config": b"x",
        "a/.DS_Store": b"x",
        "Thumbs.db": b"x",
        "empty.csv": b"",
        "folder/": b"",
    }
    found, ignored = unpacked(work_dir, zipped(files))
    assert list(found) == ["orders.csv"]
    assert dict(ignored) == {
        "__MACOSX/._orders.csv": "a file of the operating system",
        ".git/config": "a hidden file",
        "a/.DS_Store": "a hidden file",
        "Thumbs.db": "a file of the operating system",
        "empty.csv": "an empty file",
    }


def test_a_name_that_points_elsewhere_is_a_label_and_no_path(work_dir):
    found, _ = unpacked(work_dir, zipped({"../../outside.csv": TABLE, "/etc/passwd": TABLE}))
    assert found == {"../../outside.csv": TABLE, "/etc/passwd": TABLE}
    assert sorted(path.name for path in work_dir.rglob("*")) == ["1", "2", "source", "unpacked"]


def test_names_are_made_printable_and_short():
    assert printable_name("a\\b\x1b[2J\n.csv") == "a/b\ufffd[2J\ufffd.csv"
    assert len(printable_name("x" * 65_000)) == archives.LONGEST_NAME


def test_a_file_behind_a_password_is_refused_by_name(work_dir):
    content = bytearray(zipped({"orders.csv": TABLE}))
    content[content.index(b"PK\x01\x02") + 8] |= archives.ENCRYPTED
    with pytest.raises(UnreadableFile, match=r"orders\.csv is protected by a password"):
        unpacked(work_dir, bytes(content))


def test_a_file_packed_in_an_unknown_way_is_refused_as_that(work_dir):
    content = bytearray(zipped({"orders.csv": TABLE}))
    for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        content[content.index(mark) + offset] = 9  # Deflate64, as Windows packs large files
    with pytest.raises(UnreadableFile, match=r"not known here at orders\.csv. Pack it as a plain zip"):
        unpacked(work_dir, bytes(content))


def test_an_archive_made_for_more_than_four_gigabytes_is_read(work_dir):
    with zipfile.ZipFile(work_dir / "made", "w") as archive, archive.open("orders.csv", "w", force_zip64=True) as file:
        file.write(TABLE)
    assert unpacked(work_dir, (work_dir / "made").read_bytes())[0] == {"orders.csv": TABLE}


def test_two_files_of_one_name_are_refused(work_dir):
    content = zipped({"a.csv": TABLE, "b.csv": TABLE}).replace(b"b.csv", b"a.csv")
    with pytest.raises(UnreadableFile, match=r"two files called a\.csv"):
        unpacked(work_dir, content)


@given(st.data())
def test_an_archive_cut_off_or_altered_is_refused_or_loses_nothing(tmp_path_factory, data):
    content = bytearray(zipped({"orders.csv": NOISE}))
    at = data.draw(st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        del content[at:]
    else:
        content[at] ^= data.draw(st.integers(1, 255))
    with suppress(UnreadableFile):
        found, _ = unpacked(tmp_path_factory.mktemp("zip"), bytes(content))
        assert list(found.values()) in ([NOISE], [])


def test_more_files_than_any_export_has_are_refused(work_dir):
    with pytest.raises(UnreadableFile, match="more than 1,000 files"):
        unpacked(work_dir, zipped(dict.fromkeys(map(str, range(1_001)), b"x")))


def test_a_bomb_is_refused_before_it_has_filled_the_disk(work_dir):
    content = zipped({"orders.csv": b"\x00" * 80_000_000})
    with pytest.raises(UnreadableFile, match="more than 250 times its size"):
        unpacked(work_dir, content)
    assert (work_dir / "unpacked" / "1").stat().st_size <= archives.MIN_BYTES_TO_JUDGE_RATIO


def test_what_an_archive_says_about_its_size_does_not_matter(work_dir):
    content = bytearray(zipped({"orders.csv": NOISE}))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.index(mark) + offset
        content[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(UnreadableFile, match="damaged or cut off"):
        unpacked(work_dir, bytes(content))


def test_the_files_of_an_archive_share_one_limit(work_dir):
    content = zipped({"a.csv": TABLE, "b.csv": TABLE})
    with pytest.raises(UnreadableFile, match="unpacks to more than"):
        unpacked(work_dir, content, Budget(KEY, bytes_left=len(TABLE) + 1))


def test_gzip_is_unpacked_and_so_are_several_of_it_in_a_row(work_dir):
    assert gunzipped(work_dir, gzipped(TABLE) + gzipped(TABLE)) == TABLE + TABLE


@pytest.mark.parametrize(
    "content", [gzipped(NOISE)[:-9], gzipped(NOISE) + b"rest", b"\x1f\x8b\x08", b"\x1f\x8b" + NOISE]
)
def test_gzip_cut_off_or_altered_is_refused(work_dir, content):
    with pytest.raises(UnreadableFile, match=r"damaged or cut off.*Pack it again"):
        gunzipped(work_dir, content)
