"""Rows, their physical lines and their raw text, in files that are whole and in files that are not."""

import pytest

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
