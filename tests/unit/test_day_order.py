"""Which of two numbers is the day."""

import pytest

from perennial import engine
from perennial.day_order import CLEAR_MAJORITY, DayOrder, date_order_of, day_order
from perennial.errors import UndecidedDates


def order(work_dir, *texts: str, dates: int | None = None, known_order: str | None = None) -> DayOrder:
    with engine.connection(work_dir) as con:
        con.execute("create temp table raw_rows as select unnest($1) as c0", [list(texts)])
        return day_order(con, "landing/shop/a.csv", "c0", "Day", dates=dates or len(texts), known_order=known_order)


@pytest.mark.parametrize(
    ("texts", "words", "evidence"),
    [
        (["1/2/2010", "13/2/2010"], "day first", "day first"),
        (["1/2/2010", "2/13/2010 8:26"], "month first", "month first"),
        (["01.02.2010"], "day first", None),
        (["5/5/2010"], "day first", None),
        (["99/12/31", "10/01/02"], "year first", None),
        (["13/2/2010", "2/13/2010"], None, None),
    ],
)
def test_a_column_proves_its_order_or_does_not(work_dir, texts, words, evidence):
    for turned in (texts, texts[::-1]):
        found = order(work_dir, *turned)
        assert (found.words, found.evidence) == (words, evidence)


def test_a_few_typing_errors_do_not_make_two_forms(work_dir):
    assert order(work_dir, *["13/2/2010"] * (CLEAR_MAJORITY + 1), "2/13/2010").words == "day first"
    assert order(work_dir, *["13/2/2010"] * CLEAR_MAJORITY, "2/13/2010").words is None


def test_density_decides_nothing(work_dir):
    with pytest.raises(UndecidedDates, match="such as 1/2/2010"):
        order(work_dir, *(f"{day}/2/2010" for day in range(1, 13)))


def test_what_others_know_counts_only_where_the_column_proves_nothing(work_dir):
    assert order(work_dir, "1/2/2010", known_order="month first").words == "month first"
    assert order(work_dir, "13/2/2010", known_order="month first").words == "day first"


def test_a_few_undecided_dates_are_not_asked_for(work_dir):
    assert order(work_dir, "1/2/2010", dates=1000).words is None


def test_short_years_may_lead(work_dir):
    with pytest.raises(UndecidedDates, match="day first or year first"):
        order(work_dir, "11-12-01", "11-12-12", "11-12-31")
    assert order(work_dir, "31-12-09", "01-12-10", "15-01-11").words == "day first"


def test_evidence_is_named_by_the_column():
    assert date_order_of("Order Date") == "date_order:Order Date"
    assert DayOrder.none().evidence is None
