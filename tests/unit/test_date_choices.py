"""How dates are shown: one example read, and the ways to choose from where nothing decides."""

from datetime import datetime

import pytest

from perennial.dataset import Dataset
from perennial.date_choices import DateChoice, dates_seen, in_words
from perennial.day_order import MONTH_FIRST
from tests.seen import lines, seen


def dates(work_dir, *values, known_order=None, **description):
    with seen(work_dir, lines("who,when,what", *(f"c,{value},1" for value in values))) as table:
        return dates_seen(table, "when", Dataset.model_validate(description), known_order)


def test_an_example_is_read_as_the_column_is(work_dir):
    found = dates(work_dir, "2024-04-03 10:15:00", "2024-04-04 11:00:00")
    assert (found.raw, found.read, found.ambiguous) == ("2024-04-03 10:15:00", "3 April 2024, 10:15", False)


def test_the_example_is_one_that_could_be_read_in_two_ways(work_dir):
    found = dates(work_dir, "31/01/2024", "03/04/2024", "28/02/2024")
    assert (found.raw, found.read) == ("03/04/2024", "3 April 2024")


def test_where_nothing_decides_the_formats_are_offered_with_what_they_make_of_it(work_dir):
    found = dates(work_dir, *(f"{n:02}/04/2024" for n in range(1, 10)))
    assert found.ambiguous
    assert found.read is None
    assert found.choices == (DateChoice("%d/%m/%Y", "1 April 2024"), DateChoice("%m/%d/%Y", "4 January 2024"))


@pytest.mark.parametrize(
    ("value", "formats"),
    [
        ("{}/04/2024 8:26", ["%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"]),
        ("{}/4/2024 08:26:59", ["%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S"]),
        ("{}-04-2024 08:26 PM", ["%d-%m-%Y %I:%M %p", "%m-%d-%Y %I:%M %p"]),
        ("{}/04/24", ["%d/%m/%y", "%m/%d/%y", "%y/%m/%d"]),
    ],
)
def test_a_format_that_is_offered_reads_the_whole_value(work_dir, value, formats):
    found = dates(work_dir, *(value.format(n) for n in range(1, 10)))
    assert [choice.date_format for choice in found.choices] == formats
    for choice in found.choices:
        again = dates(work_dir, *(value.format(n) for n in range(1, 10)), date_format=choice.date_format)
        assert (again.read, again.ambiguous) == (choice.read, False)


def test_what_other_files_prove_decides(work_dir):
    found = dates(work_dir, *(f"{n:02}/04/2024" for n in range(1, 10)), known_order=MONTH_FIRST)
    assert (found.read, found.ambiguous) == ("4 January 2024", False)


def test_a_format_that_reads_nothing_says_so_by_reading_nothing(work_dir):
    assert dates(work_dir, "2024-04-03", "2024-04-04", date_format="%d/%m/%Y").read is None
    assert dates(work_dir, "2024-04-03", "2024-04-04", date_format="%Q").read is None


def test_a_blank_column_has_no_example(work_dir):
    assert dates(work_dir, "", "") is None


def test_midnight_is_not_told():
    assert in_words(datetime.fromisoformat("2024-04-03")) == "3 April 2024"
    assert in_words(datetime.fromisoformat("2024-04-03T00:01")) == "3 April 2024, 00:01"
