"""Where the table begins: its names, what stands above them, and tables without names."""

import io

import pytest

from perennial.errors import UnreadableFile
from perennial.headers import Header, find_header

KEY = "landing/shop/orders.csv"
ROWS = "1,2020-01-01,5.00\n2,2020-01-02,7.50\n"


def header(text: str) -> Header:
    return find_header(KEY, io.StringIO(text, newline=""))


def test_a_delimiter_inside_quotes_makes_no_column():
    found = header('"id, of; the; customer",total\n')
    assert (found.delimiter, found.names) == (",", ("id, of; the; customer", "total"))


def test_names_lose_needless_blanks_and_marks():
    assert header('\ufeff id ,"order\n date",total\r\n' + ROWS).names == ("id", "order date", "total")


def test_nameless_columns_get_their_position_and_a_note():
    found = header("id,,total\r\n" + ROWS)
    assert found.names == ("id", "column_2", "total")
    assert found.notes == ("columns without a name are called by their position: column_2",)


def test_names_that_come_twice_are_told_apart_with_a_note():
    found = header("id,amount,amount,amount_2,amount\n1,2,3,4,5\n")
    assert found.names == ("id", "amount", "amount_3", "amount_2", "amount_4")
    assert "column 3 names amount again and is called amount_3" in found.notes


@pytest.mark.parametrize(
    ("above", "lines", "noted"),
    [
        ("", 1, None),
        ("\n  \n", 3, None),
        ("Sales report\n", 2, "1 line above"),
        ("Sales report,,\nFrom,2020-01-01,\n\n", 4, "2 lines above"),
        ("Report generated 2020-02-01 08:00\n\n\n", 4, "1 line above"),
        ('"Sales, of\nthe year"\n', 3, "1 line above"),
        ("sep=,\n", 2, None),
    ],
)
def test_lines_above_the_header_are_counted_and_noted(above, lines, noted):
    found = header(above + "id,date,total\n" + ROWS)
    assert (found.names, found.lines, found.given) == (("id", "date", "total"), lines, True)
    assert [note[: len(noted)] for note in found.notes] == [noted] if noted else not found.notes


def test_names_over_several_lines_count_all_of_them():
    assert header('id,"order\ndate",total\n' + ROWS).lines == 2


def test_a_header_of_two_rows_is_its_fuller_row():
    found = header("Customer,,Order,\nid,name,date,total\n1,Ann,2020-01-01,5.00\n2,Bob,2020-01-02,6.00\n")
    assert found.names == ("id", "name", "date", "total")


def test_of_several_full_lines_of_text_the_header_is_the_one_with_words_for_columns():
    found = header("Orders Report,Acme,Confidential\nOrder ID,Order Date,Amount\n" + ROWS)
    assert (found.names, found.lines) == (("Order ID", "Order Date", "Amount"), 2)
    found = header("Order ID,Order Date,Amount\nsee below,unknown,unknown\n" + ROWS)
    assert (found.names, found.lines) == (("Order ID", "Order Date", "Amount"), 1)


def test_prose_is_no_table():
    with pytest.raises(UnreadableFile, match="begins with sentences"):
        header("A data set, made in 2020. Please cite us.\nThe columns are id, date, and total.\nWrite, if unsure.\n")


def test_a_first_line_of_values_is_a_row_and_columns_are_called_by_position():
    found = header(ROWS)
    assert (found.names, found.lines, found.given) == (("column_1", "column_2", "column_3"), 0, False)
    assert found.notes == ("it has no header; its columns are called column_1 to column_3",)


@pytest.mark.parametrize("line", ["536365,85123A,LAMP,6,2010-12-01 08:26:00,2.55\n", "7;2020-01-01;c\n"])
def test_a_single_line_of_values_is_a_row_too(line):
    assert not header(line).given


def test_lines_above_a_table_without_names_are_no_rows():
    found = header("Export of the shop\n\n" + ROWS)
    assert (found.given, found.lines) == (False, 2)


def test_a_first_row_with_gaps_is_still_a_row():
    assert header("id,date,total,note\n1,,,\n" + "2,2020-01-02,7.50,a\n" * 5).lines == 1


def test_a_table_of_text_alone_has_its_names_in_the_first_line():
    assert header("city,country\nRome,Italy\nBonn,Germany\n").names == ("city", "country")


def test_rows_that_end_in_a_delimiter_the_header_lacks_are_noted():
    found = header("id,date,total\n1,2020-01-01,5.00,\n2,2020-01-02,7.50,\n")
    assert (found.names, found.trailing_delimiter) == (("id", "date", "total"), True)
    assert found.notes == ("every row ends in a separator that begins no column",)


def test_a_header_that_ends_in_delimiters_the_rows_lack_loses_them():
    found = header("id,date,total,,\n" + ROWS)
    assert (found.names, found.trailing_delimiter) == (("id", "date", "total"), False)


def test_a_header_narrower_than_most_rows_stays_the_header():
    found = header("id,date,total,note\n" + "1,2020-01-01,1,963.10,a\n" * 3 + "2,2020-01-02,7.50,b\n")
    assert found.names == ("id", "date", "total", "note")


def test_a_table_without_a_known_delimiter_is_refused_with_what_was_tried():
    with pytest.raises(UnreadableFile, match="tried were comma, semicolon, tab"):
        header("customer\n1\n2\n")


def test_a_first_line_beyond_reason_is_refused():
    with pytest.raises(UnreadableFile, match="its first line is longer than"):
        header("a," * 200_000)


def test_a_row_beyond_reason_does_not_hide_the_header():
    assert header("id,total\n1,2\n3," + "x" * 200_000).names == ("id", "total")


def test_a_quote_that_the_header_never_closes_ends_with_its_line():
    assert header('id,"total\n1,2\n').names == ("id", "total")
