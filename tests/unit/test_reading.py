"""Rows, their physical lines and their raw text, in files that are whole and in files that are not."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perennial.cells import BLANKS
from perennial.dialect import DELIMITERS
from perennial.reading import MAX_ROW_CHARACTERS, MAX_ROW_LINES, detect_format, read_rows

KEY = "landing/shop/orders.csv"


def rows(work_dir, content: str | bytes):
    path = work_dir / "file"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_rows(path, detect_format(KEY, path)))


def numbered(work_dir, content: str) -> list[tuple[int, str, bool]]:
    return [(row.line_number, row.raw, row.broken is not None) for row in rows(work_dir, content)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_carry_their_line_and_text_whatever_ends_a_line(work_dir, end):
    assert numbered(work_dir, end.join(("id,total", "1,2", "3,4", ""))) == [(2, "1,2", False), (3, "3,4", False)]


def test_a_last_line_without_an_end_is_a_row(work_dir):
    assert numbered(work_dir, "id,total\n1,2") == [(2, "1,2", False)]


def test_a_byte_order_mark_is_no_part_of_the_first_name(work_dir):
    (work_dir / "file").write_bytes("id,total\n1,2\n".encode("utf-8-sig"))
    assert detect_format(KEY, work_dir / "file").header == ("id", "total")


def test_text_in_windows_encoding_is_read_as_it_was_meant(work_dir):
    (row,) = rows(work_dir, "name,price\nGröße „L“,5 €\n".encode("cp1252"))
    assert row.fields == ["Größe „L“", "5 €"]


def test_quoted_fields_hold_delimiters_quotes_and_line_ends(work_dir):
    first, second = rows(work_dir, 'id,note\n1,"a, ""b""\nc"\n2,d\n')
    assert (first.fields, first.raw) == (["1", 'a, "b"\nc'], '1,"a, ""b""\nc"')
    assert (second.line_number, second.fields) == (4, ["2", "d"])


def test_blanks_before_a_quote_do_not_make_it_a_character(work_dir):
    (row,) = rows(work_dir, 'id, note, total\n1, "a, b", 2\n')
    assert row.fields == ["1", "a, b", "2"]


def test_a_quote_inside_an_unquoted_field_is_a_character(work_dir):
    (row,) = rows(work_dir, 'id,note\n1,5" nail\n')
    assert row.fields == ["1", '5" nail']


def test_blank_lines_are_no_rows_and_still_lines(work_dir):
    assert numbered(work_dir, "id,total\n\n1,2\n   \n\n3,4\n\n") == [(3, "1,2", False), (6, "3,4", False)]


def test_a_row_of_empty_cells_is_a_row(work_dir):
    assert numbered(work_dir, "id,total\n,\n") == [(2, ",", False)]


def test_a_row_with_too_few_or_too_many_fields_is_broken_and_says_so(work_dir):
    short, whole, long = rows(work_dir, "id,total\n1\n2,3\n4,5,6\n")
    assert (short.broken, whole.broken, long.broken) == ("1 fields instead of 2", None, "3 fields instead of 2")
    assert (long.line_number, long.raw) == (4, "4,5,6")


def test_a_quote_that_is_never_closed_breaks_its_own_line_alone(work_dir):
    assert numbered(work_dir, 'id,note\n1,"open\n2,a\n3,b\n') == [
        (2, '1,"open', True),
        (3, "2,a", False),
        (4, "3,b", False),
    ]


def test_a_quote_closed_by_the_next_quoted_row_breaks_its_own_line_alone(work_dir):
    assert numbered(work_dir, 'id,note\n1,"open\n2,a\n3,"b, c"\n4,d\n') == [
        (2, '1,"open', True),
        (3, "2,a", False),
        (4, '3,"b, c"', False),
        (5, "4,d", False),
    ]


def test_two_broken_quotes_do_not_swallow_the_whole_rows_between_them(work_dir):
    assert numbered(work_dir, 'id,note\n1,"open\n2,a\n3,b\nclosed"\n4,c\n') == [
        (2, '1,"open', True),
        (3, "2,a", False),
        (4, "3,b", False),
        (5, 'closed"', True),
        (6, "4,c", False),
    ]


def test_an_open_quote_does_not_take_the_next_row_for_its_text(work_dir):
    assert numbered(work_dir, 'id,note\n1,"open\n2,closed"\n3,a\n') == [
        (2, '1,"open', True),
        (3, '2,closed"', False),
        (4, "3,a", False),
    ]


def test_a_first_column_may_hold_line_ends(work_dir):
    assert numbered(work_dir, 'note,id\n"two\nlines",1\n') == [(2, '"two\nlines",1', False)]


def test_line_numbers_stay_right_after_broken_rows_and_quoted_line_ends(work_dir):
    content = 'id,note\n1,"two\nlines"\nbroken\n2,"three\n\nlines"\n\n3,end\n'
    assert [line for line, _, _ in numbered(work_dir, content)] == [2, 4, 5, 9]


def test_a_row_of_endless_lines_is_given_up_and_its_lines_are_read_again(work_dir):
    tail = "".join(f"{number},x\n" for number in range(3 * MAX_ROW_LINES))
    found = numbered(work_dir, 'id,note\n0,"' + "\n" + tail)
    assert [broken for _, _, broken in found] == [True] + [False] * (3 * MAX_ROW_LINES)


def test_a_line_beyond_reason_is_broken_and_cut(work_dir):
    endless, whole = rows(work_dir, f"id,note\n1,{'x' * 300_000}\n2,a\n")
    assert endless.broken is not None
    assert len(endless.raw) == MAX_ROW_CHARACTERS
    assert whole.fields == ["2", "a"]


def test_rows_of_blanks_are_read_word_by_word(work_dir):
    head = " id  date  total\r\n 00004 19970101   29.33\r\n\r\n"
    first, second, *_ = rows(work_dir, head + " 00021  19970101  63.34 x\r\n" + " 00050 19970101 6.79\r\n" * 9)
    assert (first.line_number, first.raw, first.fields) == (
        2,
        " 00004 19970101   29.33",
        ["00004", "19970101", "29.33"],
    )
    assert (second.line_number, second.broken) == (4, "4 fields instead of 3")


def test_a_table_without_names_begins_with_its_first_line(work_dir):
    assert numbered(work_dir, "1,2020-01-01,5\n2,2020-01-02,6\n")[0] == (1, "1,2020-01-01,5", False)


def test_a_separator_behind_the_last_column_is_no_column_and_may_be_missing(work_dir):
    content = "id,date,total\n" + "1,2020-01-01,5,\n" * 20 + "2,2020-01-02,6\n3,2020-01-02,7,x\n"
    *_, ends, lacks, more = rows(work_dir, content)
    assert (ends.fields, lacks.fields) == (["1", "2020-01-01", "5"], ["2", "2020-01-02", "6"])
    assert (more.broken, more.raw) == ("4 fields instead of 3", "3,2020-01-02,7,x")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_text_is_read_line_by_line(work_dir, encoding):
    (row,) = rows(work_dir, "id,näme\r\n1,Größe\r\n".encode(encoding))
    assert (row.line_number, row.raw, row.fields) == (2, "1,Größe", ["1", "Größe"])


def test_the_format_tells_what_was_found_out(work_dir):
    path = work_dir / "file"
    path.write_bytes("Report\r\nid;näme\r\n".encode() + b"1;5\r\n" * 3 + "2;ä\r\n".encode("cp1252"))
    layout = detect_format(KEY, path)
    assert (layout.delimiter, layout.header_lines, layout.line_end) == (";", 2, "\r\n")
    assert len(layout.notes) == 2


@pytest.mark.parametrize(("content", "line_end"), [("a,b\r1,2\r", "\r"), ("a,b\r\n1,2\n", "\n"), ("a,b", "\n")])
def test_line_ends_that_differ_are_read_all_the_same(work_dir, content, line_end):
    path = work_dir / "file"
    path.write_bytes(content.encode())
    assert detect_format(KEY, path).line_end == line_end


CELLS = st.one_of(
    st.decimals(0, 9999, places=2).map(str),
    st.dates().map(str),
    # Letters that no two of make one of UTF-8, so that the encoding can be told.
    st.text(st.sampled_from("abcÄÖÜäöüßéèñçøå"), max_size=8),
    st.sampled_from(["5 €", "„Größe“", "Rhône-Alpes €"]),
    st.text(st.sampled_from('ab ,;|~"\t'), max_size=8),
    # A line that would be a whole row by itself counts as one, so cells of several lines hold no separators here.
    st.text(st.sampled_from('ab "\n'), max_size=8),
)
TABLES = st.integers(2, 6).flatmap(
    lambda width: st.lists(
        st.tuples(st.integers(1, 999).map(str), st.dates().map(str), *[CELLS] * (width - 2)), min_size=8, max_size=30
    )
)


@given(
    TABLES,
    st.sampled_from([delimiter for delimiter in DELIMITERS if delimiter != BLANKS]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.tuples(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]), st.booleans()),
)
def test_any_table_comes_back_cell_for_cell(tmp_path_factory, table, delimiter, line_end, written):
    encoding, every_cell_quoted = written
    names = [f"name {position}" for position in range(len(table[0]))]
    stream = io.StringIO()
    quoting = csv.QUOTE_ALL if every_cell_quoted else csv.QUOTE_MINIMAL
    csv.writer(stream, delimiter=delimiter, lineterminator=line_end, quoting=quoting).writerows([names, *table])
    path = tmp_path_factory.mktemp("table") / "file"
    path.write_bytes(stream.getvalue().encode(encoding))
    layout = detect_format(KEY, path)
    assert (layout.delimiter, list(layout.header)) == (delimiter, names)
    found = list(read_rows(path, layout))
    assert [row.broken for row in found if row.broken is not None] == []
    assert [[cell.strip() for cell in row.fields] for row in found] == [[cell.strip() for cell in row] for row in table]


@given(st.lists(st.text(st.sampled_from('ab12.,;"\n \t|'), max_size=20), max_size=30))
def test_every_line_below_the_header_is_in_one_row_or_blank(tmp_path_factory, pieces):
    path = tmp_path_factory.mktemp("lines") / "file"
    path.write_text("id,date,total\n" + "1,2020-01-01,5\n" * 99 + "\n".join(pieces), encoding="utf-8", newline="")
    lines = path.read_text(encoding="utf-8").split("\n")
    layout = detect_format(KEY, path)
    taken = list[int]()
    for row in read_rows(path, layout):
        height = row.raw.count("\n") + 1
        assert row.raw == "\n".join(lines[row.line_number - 1 : row.line_number - 1 + height])
        taken.extend(range(row.line_number, row.line_number + height))
    assert taken == sorted(set(taken))
    untouched = set(range(layout.header_lines + 1, len(lines) + 1)) - set(taken)
    assert all(not lines[number - 1].strip() for number in untouched)
