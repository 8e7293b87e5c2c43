"""Encodings, separators, line ends, and lines that are no rows."""

import pytest

from tests.messy.cleaned import cleaned
from tests.messy.writing import HEADER, TRADE, cells, kept, text

PLAIN = text(cells())
NAMED = [[*row, f"Tasse für {'€' if place % 2 else 'Käse'}"] for place, row in enumerate(cells())]
WITH_NAMES = text(NAMED, (*HEADER, "Bezeichnung"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_text_in_any_encoding_is_read(encoding, tmp_path):
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    found = cleaned(mark + WITH_NAMES.encode(encoding), "orders.csv", tmp_path, attributes=["Bezeichnung"])
    assert found.lines() == kept()
    assert {row[0] for row in found.rows("order_lines", "attributes")} == {
        '{"Bezeichnung":"Tasse für €"}',
        '{"Bezeichnung":"Tasse für Käse"}',
    }


def test_latin_1_is_read(tmp_path):
    content = WITH_NAMES.replace("€", "Öl").encode("latin-1")
    found = cleaned(content, "orders.csv", tmp_path, attributes=["Bezeichnung"])
    assert {row[0] for row in found.rows("order_lines", "attributes")} == {
        '{"Bezeichnung":"Tasse für Öl"}',
        '{"Bezeichnung":"Tasse für Käse"}',
    }


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_on_any_system(end, tmp_path):
    assert cleaned(text(cells(), end=end), "orders.csv", tmp_path).lines() == kept()


@pytest.mark.parametrize("delimiter", [",", ";", "|", "\t", "~"])
def test_any_usual_separator_is_found(delimiter, tmp_path):
    assert cleaned(text(cells(), delimiter=delimiter), "orders.txt", tmp_path).lines() == kept()


def test_runs_of_blanks_separate(tmp_path):
    rows = [[row[0], str(row[1]).replace(" ", "T"), *row[2:]] for row in cells()]
    assert cleaned(text(rows, delimiter="   "), "orders.txt", tmp_path).lines() == kept()


def test_separators_quotes_and_line_ends_within_quotes_belong_to_the_text(tmp_path):
    rows = [[*row, '"a ""big"", red\nmug"'] for row in cells()]
    found = cleaned(text(rows, (*HEADER, "name")), "orders.csv", tmp_path, attributes=["name"])
    assert found.lines() == kept()
    assert {row[0] for row in found.rows("order_lines", "attributes")} == {'{"name":"a \\"big\\", red\\nmug"}'}


def test_lines_above_the_table_and_totals_below_it_are_no_orders(tmp_path):
    total = f"Total,,,,{sum(x.quantity for x in TRADE)},{sum(x.price for x in TRADE):.2f}\n"
    content = f"Sales report\nPrinted on 2021-09-01\n\n{PLAIN}{total}"
    found = cleaned(content, "orders.csv", tmp_path)
    assert found.lines() == kept()
    assert [row["line_number"] for row in found.rejects()] == [str(4 + len(TRADE) + 1)]


def test_a_separator_at_the_end_of_every_line_begins_no_column(tmp_path):
    assert cleaned(text(cells(), delimiter=";", tail=";"), "orders.csv", tmp_path).lines() == kept()


def test_a_header_that_comes_again_is_no_order(tmp_path):
    found = cleaned(PLAIN + PLAIN.replace("P", "Q").replace("Qroduct", "Product"), "orders.csv", tmp_path)
    assert [row["reason"] for row in found.rejects()] == ["repeated_header"]
    assert kept() < found.lines()


def test_without_a_header_the_columns_are_told_by_what_they_hold(tmp_path):
    rows = [[x.order, f"{x.at:%Y-%m-%d}", x.person.number, x.quantity, x.price, x.amount] for x in TRADE * 1]
    found = cleaned(text(rows, None), "orders.csv", tmp_path)
    assert found.file.rows.kept == len(TRADE)
    assert {(line[0], line[1], line[5]) for line in found.lines()} == {
        (str(x.person.number), str(x.order), x.amount) for x in TRADE
    }


def test_rows_that_are_torn_are_set_aside_and_the_others_stay(tmp_path):
    broken = PLAIN.splitlines(keepends=True)
    broken[5] = broken[5].replace(",", "", 2)
    broken[9] = '"' + broken[9]
    found = cleaned("".join(broken), "orders.csv", tmp_path)
    assert found.lines() == kept([x for place, x in enumerate(TRADE) if place not in (4, 8)])
    assert [(row["line_number"], row["reason"]) for row in found.rejects()] == [
        ("6", "broken_line"),
        ("10", "broken_line"),
    ]
