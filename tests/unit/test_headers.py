"""The header: which delimiter, which names."""

import pytest

from perennial.errors import UnreadableFile
from perennial.headers import find_header

KEY = "landing/shop/orders.csv"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_makes_most_columns(delimiter):
    header = find_header(KEY, [delimiter.join(("order", "customer, name", "amount (a;b)")) + "\n"])
    assert header.delimiter == delimiter


def test_a_delimiter_inside_quotes_makes_no_column():
    header = find_header(KEY, ['"id, of; the; customer",total\n'])
    assert (header.delimiter, header.names) == (",", ("id, of; the; customer", "total"))


def test_names_lose_the_blanks_around_them_and_nameless_columns_get_their_position():
    assert find_header(KEY, [" id ,,total\r\n"]).names == ("id", "column_2", "total")


def test_blank_lines_before_the_header_are_counted():
    assert find_header(KEY, ["\n", "  \n", "id,total\n", "1,2\n"]).lines == 3


def test_a_table_without_a_known_delimiter_is_refused():
    with pytest.raises(UnreadableFile, match="none of the separators"):
        find_header(KEY, [" customer_id  date number_of_cds  dollar_value\r\n"])


@pytest.mark.parametrize(
    "line", ["536365,85123A,LAMP,6,2010-12-01 08:26:00,2.55", "a;01.12.2010;x", "7;b;c", "a,-3.5,b"]
)
def test_a_first_line_of_values_is_no_header_and_its_values_are_not_repeated(line):
    with pytest.raises(UnreadableFile, match="values, not column names") as refusal:
        find_header(KEY, [line])
    assert "2.55" not in str(refusal.value)


def test_a_header_that_names_a_column_twice_is_refused_by_that_name():
    with pytest.raises(UnreadableFile, match="names amount more than once"):
        find_header(KEY, ["id,amount,amount\n"])


def test_a_first_line_beyond_reason_is_refused():
    with pytest.raises(UnreadableFile, match="its first line is longer than"):
        find_header(KEY, ["a," * 200_000])


def test_a_quote_that_the_header_never_closes_ends_with_its_line():
    assert find_header(KEY, ['id,"total\n', "1,2\n"]).names == ("id", "total")
