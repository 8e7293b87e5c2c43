"""Lines into cells, and which cells are values."""

import csv

import pytest

from perennial.cells import BLANKS, cell_rows, cells_of, is_value, sample_records


def test_runs_of_blanks_and_tabs_separate_and_those_around_a_line_count_for_nothing():
    assert list(cell_rows([" 00004  19970101\t2   29.33 \r\n"], BLANKS)) == [["00004", "19970101", "2", "29.33"]]


def test_a_quoted_word_among_blanks_keeps_its_own_blanks_and_quotes():
    assert cells_of('1 "a ""b"" c" 5" ""\n', BLANKS) == ["1", 'a "b" c', '5"', ""]


def test_a_quote_that_is_not_closed_is_an_error_among_rows_and_ends_with_a_line_by_itself():
    with pytest.raises(csv.Error):
        list(cell_rows(['1;"open\n'], ";"))
    assert cells_of('1;"open', ";") == ["1", "open"]


def test_records_keep_their_lines_and_empty_ones_are_left_out():
    found = sample_records(["\n", 'a,"b\n', 'c"\n', ",\n", "d,e\n"], ",", 20)
    assert [(record.line, record.lines, list(record.cells)) for record in found] == [
        (1, 2, ["a", "b\nc"]),
        (4, 1, ["d", "e"]),
    ]


def test_a_record_that_never_ends_is_its_first_line_alone():
    found = sample_records(['a,"b\n', *["c,d\n"] * 30], ",", 20)
    assert (found[0].lines, found[1].cells) == (1, ["c", "d"])


@pytest.mark.parametrize(
    "text",
    [
        "1",
        " -3.5 ",
        "+7",
        "1e-07",
        "17850.0",
        "$1,963.10",
        "1.963,10",
        "(12.50)",
        "12,50 €",
        "1 963.10",
        "R$ 5,00",
        "EUR 5",
        "5 EUR",
        "12.50-",
        "7%",
        "2010-12-01",
        "2010-12-01 08:26:00",
        "2010-12-01T08:26:00.000Z",
        "2010-12-01T08:26:00+01:00",
        "12/1/2010 8:26",
        "1.12.2010",
        "14-Jan-15",
        "14 janvier 2015",
        "Jan 14, 2015",
        "1/2/2010 8:26 PM",
        "08:26",
    ],
)
def test_numbers_money_dates_and_times_are_values(text):
    assert is_value(text)


@pytest.mark.parametrize(
    "text",
    ["", "amount", "C536379", "85123A", "Q1", "SKU1", "order 2010", "a1b2c3d4", "3 boxes of tea", "May", "1" * 60],
)
def test_names_codes_and_prose_are_not(text):
    assert not is_value(text)
