"""Plain lines and the rest of a file, told apart by their bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perennial.plain_lines import CHUNK_BYTES, Split, is_plain, lines_at, may_hold_plain_lines, plain_row, survey
from perennial.reading import detect_format, read_rows

KEY = "landing/shop/orders.csv"
LINES = st.sampled_from(["1,a", "2,b", '3,"c"', '4,"d', 'e"', "5", "6,f,g", "", " ", '7,"h', 'i",j', "8,k"])


def written(work_dir, content: str | bytes):
    path = work_dir / "file.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _seen(row):
    """A row as it is loaded: a broken one has no cells."""
    return (row.line_number, row.raw, row.broken or "", [] if row.broken else row.fields)


@given(rows=st.lists(LINES, max_size=25))
def test_plain_lines_and_the_rest_together_are_the_rows_of_the_file(rows, tmp_path_factory):
    work_dir = tmp_path_factory.mktemp("split")
    path = written(work_dir, "\n".join(["id,name", "0,z", *rows]) + "\n")
    layout = detect_format(KEY, path)
    split = Split(path, layout, work_dir / "plain.csv")
    rest = list(split.rest())
    plain = split.plain.read_bytes().splitlines()
    assert len(plain) == split.plain_lines
    numbers = split.line_numbers(range(len(plain)))
    found = [plain_row(number, line, ",") for number, line in zip(numbers, plain, strict=True)]
    assert sorted(map(_seen, rest + found)) == list(map(_seen, read_rows(path, layout)))


@pytest.mark.parametrize(
    ("line", "expected"),
    [(b"1,a\n", True), (b"1\n", False), (b"1,a,b\n", False), (b'1,"a"\n', False), (b"1," + b"x" * 60_000, False)],
)
def test_a_plain_line_has_all_its_cells_no_quote_and_a_length_within_reason(line, expected):
    assert is_plain(line, b",", 2) is expected


def test_a_survey_counts_lines_and_line_ends_across_chunks(work_dir):
    content = b"x" * (CHUNK_BYTES - 1) + b"\r\n" + b"y\r\n" + b"z"
    found = survey(written(work_dir, content), ",")
    assert (found.lines, found.returns, found.paired) == (3, 2, 2)
    assert found.lines_before == (0, 0, 2)


@pytest.mark.parametrize(
    ("content", "flag"),
    [
        ('a,"b"\n', "has_quotes"),
        ("a\x00\n", "has_nul"),
        ("a,\tb\n", "has_other_blanks"),
        ("a,\u00a0b\n", "has_other_blanks"),
    ],
)
def test_a_survey_tells_what_stands_somewhere_in_the_file(work_dir, content, flag):
    assert getattr(survey(written(work_dir, content), ","), flag)
    assert not getattr(survey(written(work_dir, "a, b\n"), ","), flag)


@pytest.mark.parametrize(
    "content", ["id,name\r1,a\r", "id,name\n1,a\rb\n", "id name\n1 a\n", "id,name\n" + "1,a,\n" * 5]
)
def test_a_file_whose_lines_or_cells_bytes_do_not_tell_is_left_to_the_reader(work_dir, content):
    path = written(work_dir, content)
    layout = detect_format(KEY, path)
    assert not may_hold_plain_lines(path, layout, survey(path, layout.delimiter))


def test_lines_are_found_by_their_number_without_reading_all_before_them(work_dir):
    lines = [b"%d,%s\n" % (number, b"x" * (number % 700)) for number in range(1, 9_001)]
    path = written(work_dir, b"".join(lines))
    asked = [1, 2, 3, 700, 701, 4_000, 8_999, 9_000]
    assert list(lines_at(path, asked, survey(path, ",").lines_before)) == [(at, lines[at - 1]) for at in asked]
