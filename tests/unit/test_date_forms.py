"""Which form a text has."""

import pytest

from perennial import engine
from perennial.date_forms import FORMS, form_sql, plain_sql


def one(work_dir, expression: str, text: str | None) -> object:
    with engine.connection(work_dir) as con:
        return con.execute(f"select {expression} from (select cast($1 as varchar) as t)", [text]).fetchall()[0][0]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2010-12-01", "plain"),
        ("2010-12-01T08:26:00", "plain"),
        ("2010-12-01 8:26", "year_first"),
        ("2010.12.1 08:26:00.5 PM +02:00", "year_first"),
        ("1/2/2010, 8:26", "long_year"),
        ("1.2.10", "short_year"),
        ("20101201", "compact"),
        ("2018100100", "compact"),
        ("1 Dec 2010", "named_day_first"),
        ("Wednesday, December 1st, 2010 at 8:26 am", "named_month_first"),
        ("2010-Dec-01", "named_year_first"),
        ("40513", "serial"),
        ("1291192000", "unix_seconds"),
        ("1291192000000", "unix_milliseconds"),
        ("20101301", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_a_text_has_one_form_or_none(work_dir, text, form):
    assert one(work_dir, form_sql("t"), text) == form


def test_every_form_is_said_in_words():
    assert all(form.words for form in FORMS.values())


@pytest.mark.parametrize("text", ["2010-12-01 08:26 PM", "2010-1-1", "2010/12/01", "2010-12-01 08:26:00Z"])
def test_plain_is_only_what_a_cast_reads_in_every_zone(work_dir, text):
    assert one(work_dir, plain_sql("t"), text) is False
