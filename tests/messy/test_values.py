"""Dates, amounts and ids in the forms that exports write them."""

from datetime import datetime

import pytest

from perennial.errors import UndecidedDates
from tests.messy.cleaned import cleaned
from tests.messy.writing import TRADE, Form, cells, day, kept, minute, text

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 (a spreadsheet knows no zone)
UNIX = datetime(1970, 1, 1)  # noqa: DTZ001 (the shop's clock is taken for UTC)
GERMAN_MONTHS = ("Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez")

DATES = {
    "ISO with seconds": (lambda at: at.isoformat(sep=" "), lambda at: at),
    "ISO with T and Z": (lambda at: at.isoformat() + "Z", lambda at: at),
    "ISO day": (lambda at: f"{at:%Y-%m-%d}", day),
    "year first with slashes": (lambda at: f"{at:%Y/%m/%d %H:%M}", minute),
    "day first with slashes": (lambda at: f"{at:%d/%m/%Y %H:%M}", minute),
    "month first with slashes": (lambda at: f"{at:%m/%d/%Y %H:%M}", minute),
    "month first without zeros": (lambda at: f"{at.month}/{at.day}/{at.year}", day),
    "month first, noon and night": (lambda at: f"{at:%m/%d/%Y %I:%M %p}", minute),
    "day first with points": (lambda at: f"{at:%d.%m.%Y}", day),
    "day first, short year": (lambda at: f"{at:%d.%m.%y %H:%M}", minute),
    "14-Jan-15": (lambda at: f"{at:%d-%b-%y}", day),
    "14 January 2015": (lambda at: f"{at:%d %B %Y}", day),
    "January 14, 2015": (lambda at: f"{at:%B %d, %Y}", day),
    "German months": (lambda at: f"{at.day}. {GERMAN_MONTHS[at.month - 1]} {at.year}", day),
    "20141231": (lambda at: f"{at:%Y%m%d}", day),
    "2018100100": (lambda at: f"{at:%Y%m%d%H}", lambda at: at.replace(minute=0, second=0)),
    "spreadsheet serials": (lambda at: (day(at) - EPOCH).days, day),
    "seconds since 1970": (lambda at: int((at - UNIX).total_seconds()), lambda at: at),
    "milliseconds since 1970": (lambda at: int((at - UNIX).total_seconds()) * 1000, lambda at: at),
}


@pytest.mark.parametrize("name", DATES)
def test_dates_in_any_one_form_are_read(name, tmp_path):
    write, moment = DATES[name]
    rows = cells(Form(date=write))
    found = cleaned(text(rows, delimiter=";"), "orders.csv", tmp_path)
    assert found.lines() == kept(moment=moment)
    assert found.file.rows.kept == len(TRADE)


def test_days_and_months_that_cannot_be_told_apart_are_asked_for_and_not_guessed(tmp_path):
    trade = [x for x in TRADE if x.at.day <= 12]
    rows = cells(Form(date=lambda at: f"{at:%d/%m/%Y}"), trade)
    with pytest.raises(UndecidedDates, match="day/month or month/day"):
        cleaned(text(rows), "orders.csv", tmp_path)


def test_what_was_asked_for_decides(tmp_path):
    trade = [x for x in TRADE if x.at.day <= 12]
    rows = cells(Form(date=lambda at: f"{at:%m/%d/%Y}"), trade)
    assert cleaned(text(rows), "orders.csv", tmp_path, date_format="%m/%d/%Y").lines() == kept(trade, day)


def test_two_forms_in_one_column_are_read_where_each_is_plain_and_the_rest_is_rejected_with_its_reason(tmp_path):
    rows = cells(Form(date=lambda at: f"{at:%d-%b-%y}" if at.day % 2 else f"{at:%Y-%m-%d}"))
    rows[3][1], rows[8][1] = "soon", "2021-02-30"
    found = cleaned(text(rows), "orders.csv", tmp_path)
    left = [x for place, x in enumerate(TRADE) if place not in (3, 8)]
    assert found.lines() == kept(left, day)
    assert [(row["line_number"], row["reason"]) for row in found.rejects()] == [
        ("5", "unparsable_date"),
        ("10", "unparsable_date"),
    ]


AMOUNTS = {
    "plain": lambda price: f"{price:.2f}",
    "dollars": lambda price: f"${price:,.2f}",
    "pounds behind": lambda price: f"{price:.2f} £",
    "euros with a comma": lambda price: f"{price:.2f} €".replace(".", ","),
    "decimal comma": lambda price: f"{price:.2f}".replace(".", ","),
    "a currency code": lambda price: f"EUR {price:.2f}",
}


@pytest.mark.parametrize("name", AMOUNTS)
def test_amounts_in_any_form_are_read(name, tmp_path):
    rows = cells(Form(number=AMOUNTS[name]))
    assert cleaned(text(rows, delimiter=";"), "orders.csv", tmp_path).lines() == kept()


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ('"$1,963.10"', 1963.1),
        ("1.963,10", 1963.1),
        ("(12.50)", -12.5),
        ('"12,50 €"', 12.5),
        ("1 963.10", 1963.1),
        ("1'963.10", 1963.1),
        ("12.50-", -12.5),
    ],
)
def test_an_amount_counts_what_it_says(written, amount, tmp_path):
    other = "7,25" if "," in written and "$" not in written else "7.25"
    content = f"customer;date;total\nA;2021-01-31;{written}\nB;2021-02-01;{other}\nC;2021-02-02;{other}\n"
    found = cleaned(content, "orders.csv", tmp_path)
    assert sorted(float(row[0]) for row in found.rows("order_lines", "amount")) == sorted([amount, 7.25, 7.25])


@pytest.mark.parametrize(
    ("write", "read"),
    [
        (lambda number: f"{number}.0", str),
        (lambda number: f"{number:08d}", lambda number: f"{number:08d}"),
        (lambda number: f'="{number:08d}"', lambda number: f"{number:08d}"),
        (lambda number: f"'{number}", str),
        (lambda number: f"  {number} ", str),
    ],
)
def test_ids_are_text(write, read, tmp_path):
    rows = cells(
        Form(
            identifier=lambda number: (
                f'"{write(number)}"'.replace('""', '"') if "=" not in write(number) else write(number)
            )
        )
    )
    found = cleaned(text(rows, delimiter=";"), "orders.csv", tmp_path)
    assert {line[0] for line in found.lines()} == {read(x.person.number) for x in TRADE}
