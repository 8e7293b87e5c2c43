"""Which character separates the columns."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perennial.cells import BLANKS
from perennial.dialect import DELIMITERS, find_dialect, hinted_dialect

SEPARATORS = [delimiter for delimiter in DELIMITERS if delimiter != BLANKS]


def lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def delimiter(text: str) -> str | None:
    found = find_dialect(lines(text))
    return None if found is None else found.delimiter


@pytest.mark.parametrize("separator", SEPARATORS)
def test_the_header_alone_tells_where_nothing_else_is_there(separator):
    assert delimiter(separator.join(("order", "customer, name", "amount (a;b)")) + "\n") == separator


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id;date;amount\n1;01.02.2020;12,50\n2;02.02.2020;3,00\n", ";"),
        ("1;12,50;3,00\n2;13,50;4,00\n", ";"),
        ("1\t12,50\t3,00\n2\t13,50\t4,00\n", "\t"),
        ("name|note\na|x, y, z\nb|u; v\n", "|"),
        ("id~when\n1~2010-12-01 08:26:00\n2~2010-12-01 09:00:00\n", "~"),
        ("id\twhen\n1\t2010-12-01 08:26:00\n2\t2010-12-01 09:00:00\n", "\t"),
        ("2010-12-01 08:26:00,5\n2010-12-01 08:26:00,6\n", ","),
        ("id,tags\n1,a;b;c\n2,d;e;f\n3,g;h;i\n", ","),
        ('id;"note, long"\n1;"a, b"\n2;"c, d, e"\n', ";"),
        (" id  date   amount\n 1 20200101  5.00\n 2 20200102 15.00\n", BLANKS),
        (" 1 20200101  5,00\n 2 20200102 15,00\n", BLANKS),
        ("only words here\nand a few more of them here\nnothing else\n", None),
        ("customer\n1\n2\n", None),
        ("", None),
    ],
)
def test_the_separator_is_the_one_under_which_the_lines_agree(text, expected):
    assert delimiter(text) == expected


@pytest.mark.parametrize(
    ("first", "expected"), [("sep=;\n", ";"), ('"sep=|"\r\n', "|"), ("SEP=\t\n", "\t"), ("sep=^\n", "^")]
)
def test_the_hint_of_a_spreadsheet_decides_and_is_no_record(first, expected):
    found = hinted_dialect([first, expected.join("ab") + "\n"])
    assert (found.delimiter, [record.line for record in found.records]) == (expected, [1])


@pytest.mark.parametrize("text", ["id;sep=,\n1;2\n", "sep=;\na,b\n", "\n", ""])
def test_without_a_hint_or_with_one_that_fits_nothing_the_lines_decide(text):
    assert hinted_dialect(lines(text)) is None


WORDS = st.text(st.sampled_from("abcdefghij ÄöÉ-_/()"), min_size=1, max_size=12).filter(str.strip)
TEXTS = st.one_of(
    st.from_regex(r"[1-9]\d{0,3}\.\d\d", fullmatch=True),
    st.from_regex(r"[1-9]\d{0,3},\d\d", fullmatch=True),
    st.dates().map(str),
    st.text(st.sampled_from('abcXYZ ,;|~"\n'), max_size=10),
    WORDS,
)


@given(
    st.sampled_from(SEPARATORS),
    st.integers(3, 6).flatmap(
        lambda width: st.tuples(
            st.lists(WORDS, min_size=width, max_size=width),
            st.lists(st.tuples(st.just("17850"), st.dates().map(str), *[TEXTS] * (width - 2)), min_size=4, max_size=30),
        )
    ),
)
def test_every_separator_is_found_again_in_what_was_written_with_it(separator, table):
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator, lineterminator="\n").writerows([table[0], *table[1]])
    assert delimiter(stream.getvalue()) == separator
