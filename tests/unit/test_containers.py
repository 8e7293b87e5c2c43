"""What is inside a landing object: its tables, what was left aside, and refusals by name."""

import tarfile
import zipfile

import pytest

from perennial import archives, containers
from perennial.containers import Unpacked, unpack
from perennial.errors import UnreadableFile
from perennial.reading import detect_format, read_rows
from tests.packing import TABLE, gzipped, xls, xlsx, zipped

KEY = "landing/shop/export"
SHEET = [["id", "total"], [1, 2.5]]


def unpacked(work_dir, content: bytes) -> Unpacked:
    (work_dir / "source").write_bytes(content)
    return unpack(KEY, work_dir / "source", work_dir)


def texts(found: Unpacked) -> dict[str, bytes]:
    return {member.name: member.path.read_bytes() for member in found.members}


def test_a_text_file_is_its_own_only_member_and_stays_where_it_is(work_dir):
    (member,) = unpacked(work_dir, TABLE).members
    assert (member.name, member.path) == ("", work_dir / "source")


def test_a_gzip_file_is_the_text_in_it(work_dir):
    assert texts(unpacked(work_dir, gzipped(TABLE))) == {"": TABLE}


def test_an_archive_has_its_files_as_members_in_the_order_of_their_names(work_dir):
    found = unpacked(work_dir, zipped({"b.csv": TABLE, "2020/a.csv": TABLE, "__MACOSX/._b.csv": b"x"}))
    assert list(texts(found)) == ["2020/a.csv", "b.csv"]
    assert found.ignored == (("__MACOSX/._b.csv", "a file of the operating system"),)


@pytest.mark.parametrize("book", [xlsx, xls], ids=["xlsx", "xls"])
def test_a_workbook_has_its_sheets_as_members(work_dir, book):
    assert texts(unpacked(work_dir, book({"Orders": SHEET, "2019": SHEET}))) == {
        "2019": b"id,total\n1,2.5\n",
        "Orders": b"id,total\n1,2.5\n",
    }


def test_what_is_packed_inside_an_archive_is_unpacked_as_well(work_dir):
    files = {"a.csv.gz": gzipped(TABLE), "b.xlsx": xlsx({"S": SHEET, "T": []}), "c.zip": zipped({"d.csv": TABLE})}
    found = unpacked(work_dir, gzipped(zipped(files)))
    assert list(texts(found)) == ["a.csv.gz", "b.xlsx/S", "c.zip/d.csv"]
    assert found.ignored == (("b.xlsx/T", "an empty sheet"),)


def test_archives_nested_without_end_are_refused(work_dir):
    content = TABLE
    for _ in range(containers.MAX_DEPTH + 1):
        content = gzipped(content)
    with pytest.raises(UnreadableFile, match="too deep"):
        unpacked(work_dir, content)


def test_members_that_are_no_tables_are_left_aside_and_named(work_dir):
    found = unpacked(
        work_dir, zipped({"orders.csv": TABLE, "logo.png": b"\x89PNG\r\n\x1a\n", "terms.pdf": b"%PDF-1.7"})
    )
    assert list(texts(found)) == ["orders.csv"]
    assert found.ignored == (("logo.png", "a PNG image"), ("terms.pdf", "a PDF document"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"%PDF-1.7\n", "this is a PDF document, not a table"),
        (zipped({"terms.pdf": b"%PDF-1.7"}), r"nothing in it is a table \(terms\.pdf is a PDF document\)"),
        (zipped({}), "there is nothing in it"),
        (xlsx({"A": [], "B": []}), r"nothing in it is a table \(A is an empty sheet; B is an empty sheet\)"),
    ],
)
def test_an_object_without_a_table_is_refused_with_what_it_is(work_dir, content, reason):
    with pytest.raises(UnreadableFile, match=rf"landing/shop/export: {reason}\. Upload tables as CSV"):
        unpacked(work_dir, content)


def test_a_tar_archive_is_refused_by_name_even_inside_gzip(work_dir):
    (work_dir / "orders.csv").write_bytes(TABLE)
    with tarfile.open(work_dir / "made", "w:gz") as archive:
        archive.add(work_dir / "orders.csv", "orders.csv")
    with pytest.raises(UnreadableFile, match="this is a tar archive"):
        unpacked(work_dir, (work_dir / "made").read_bytes())


def test_a_damaged_member_refuses_the_whole_object_so_that_no_row_goes_missing(work_dir):
    content = zipped({"a.csv": TABLE, "b.csv": TABLE}, zipfile.ZIP_STORED).replace(b"7.50", b"9.99", 1)
    with pytest.raises(UnreadableFile, match=r"damaged or cut off at a\.csv"):
        unpacked(work_dir, content)


def test_sizes_add_up_over_archives_inside_archives(work_dir, monkeypatch):
    monkeypatch.setattr(containers, "Budget", lambda key: archives.Budget(key, members_left=3))
    files = {"a.zip": zipped({"a.csv": TABLE, "b.csv": TABLE}), "b.zip": zipped({"c.csv": TABLE})}
    with pytest.raises(UnreadableFile, match="the archive holds more than"):
        unpacked(work_dir, zipped(files))


def test_an_object_beyond_the_stated_size_is_refused_unread(work_dir, monkeypatch):
    monkeypatch.setattr(containers, "MAX_SOURCE_BYTES", len(TABLE) - 1)
    with pytest.raises(UnreadableFile, match="larger than 2 GB"):
        unpacked(work_dir, TABLE)


def test_unpacking_again_in_the_same_folder_gives_the_same(work_dir):
    content = zipped({"a.csv": TABLE, "b.xlsx": xlsx({"S": SHEET})})
    assert texts(unpacked(work_dir, content)) == texts(unpacked(work_dir, content))


def test_the_seven_files_of_olist_in_one_archive_are_seven_tables(work_dir, real_data):
    files = sorted((real_data / "olist").glob("*.csv"))
    found = unpacked(work_dir, zipped({f"archive/{path.name}": path.read_bytes() for path in files}))
    assert [member.name for member in found.members] == [f"archive/{path.name}" for path in files]
    assert [member.path.read_bytes() for member in found.members] == [path.read_bytes() for path in files]


def test_a_real_table_says_the_same_as_a_workbook(work_dir, real_data):
    source = real_data / "online_retail" / "2011-08-14.csv"
    layout = detect_format(KEY, source)
    rows = [row.fields for row in read_rows(source, layout)]
    (member,) = unpacked(work_dir, xlsx({"Orders": [list(layout.header), *rows]})).members
    again = detect_format(KEY, member.path)
    assert again.header == layout.header
    assert [row.fields for row in read_rows(member.path, again)] == rows
