"""One file cleaned: what each rule meets, what is kept, and that nothing is lost."""

import csv
import json
from datetime import datetime as at
from decimal import Decimal

import pytest

from perennial.cleaning import clean_file
from perennial.dataset import Dataset
from perennial.errors import InvalidDescription, UnknownColumns, UnreadableFile
from perennial.quality import RowCounts
from perennial.rule import LONGEST_ATTRIBUTES, LONGEST_ID
from perennial.rules import rules_of
from tests.order_file import KEY, LAMP, NOBODY, REFUND, TEA, cleaned, order_file

TOTALS = {"customer_id": "who", "order_datetime": "when", "order_total": "worth"}


def test_an_order_line_has_every_column_of_its_contract(work_dir):
    assert cleaned(work_dir, order_file(LAMP)).lines == [
        {
            "customer_id": "17850",
            "order_id": "536365",
            "ordered_at": at.fromisoformat("2010-12-01T08:26"),
            "product_id": "85123A",
            "quantity": 6.0,
            "unit_price": Decimal("2.5500"),
            "amount": Decimal("15.3000"),
            "is_return": False,
            "attributes": '{"Country":"United Kingdom"}',
            "line": 1,
        }
    ]


@pytest.mark.parametrize(
    ("text", "customer"),
    [("17850.0", "17850"), ("00042", "00042"), ("00042.0", "00042"), ("A.05", "A.05"), (" 7 ", "7")],
)
def test_an_id_is_text_that_loses_only_what_a_number_column_left_on_it(work_dir, text, customer):
    (line,) = cleaned(work_dir, order_file(LAMP.replace("17850.0", text))).lines
    assert line["customer_id"] == customer


@pytest.mark.parametrize(
    ("text", "longest"), [("17850.0", LONGEST_ID), ("536365", LONGEST_ID), ("United Kingdom", LONGEST_ATTRIBUTES - 14)]
)
def test_a_row_too_long_to_be_kept_with_its_customer_is_set_aside(work_dir, text, longest):
    kept = cleaned(work_dir, order_file(LAMP.replace(text, "ä" * longest)))
    assert kept.reasons() == []
    found = cleaned(work_dir, order_file(LAMP.replace(text, "ä" * (longest + 1))))
    assert found.reasons() == [(2, "overlong_text")]


@pytest.mark.parametrize("nobody", ["", "  ", "nan", "NULL", "None", "N/A"])
def test_a_row_without_a_customer_is_set_aside(work_dir, nobody):
    found = cleaned(work_dir, order_file(LAMP.replace("17850.0", nobody)))
    assert found.lines == []
    assert found.reasons() == [(2, "missing_customer")]


def test_a_broken_line_is_set_aside_with_its_number_and_text_and_the_rest_is_kept(work_dir):
    rows = [LAMP.replace("536365", str(number)) for number in range(100)]
    rows[5::10] = ["536365,only,three"] * 10
    found = cleaned(work_dir, order_file(*rows))
    assert len(found.lines) == 90
    assert found.reasons() == [(number, "broken_line") for number in range(7, 107, 10)]
    assert found.rejects[0]["raw"] == "536365,only,three"
    assert found.rejects[0]["detail"] == "3 fields instead of 8"


def test_an_exact_repeat_is_dropped_counted_apart_and_still_listed(work_dir):
    found = cleaned(work_dir, order_file(LAMP, TEA, LAMP))
    assert len(found.lines) == 2
    assert found.quality["rows"] == {"read": 3, "kept": 2, "rejected": 0, "duplicate": 1}
    assert found.rejects == [
        {
            "member": "",
            "line_number": "4",
            "reason": "exact_duplicate",
            "detail": "the same row as line 2",
            "raw": LAMP,
        }
    ]


def test_exact_repeats_are_kept_and_numbered_where_the_description_says_so(work_dir):
    found = cleaned(work_dir, order_file(LAMP, LAMP), duplicates="keep")
    assert [line["line"] for line in found.lines] == [1, 2]
    assert found.rule("exact_duplicate") == (1, 0)


def test_rows_that_differ_in_the_file_and_clean_to_the_same_line_are_kept_apart(work_dir):
    found = cleaned(work_dir, order_file(LAMP, LAMP.replace("LAMP", "LAMP, RED").replace("LAMP, RED", "RED LAMP")))
    assert [line["line"] for line in found.lines] == [1, 2]


@pytest.mark.parametrize(
    ("change", "reason", "detail"),
    [
        (("2010-12-01 08:26:00", "soon"), "unparsable_date", "not a date: soon"),
        (("2010-12-01 08:26:00", ""), "unparsable_date", "no date"),
        ((",6,", ",six,"), "unparsable_number", "no amount from quantity six, unit price 2.55"),
        ((",6,", ",nan,"), "unparsable_number", "no amount from quantity nan, unit price 2.55"),
        (("2.55", ""), "unparsable_number", "no amount from quantity 6"),
        (("2.55", "9" * 30), "unparsable_number", f"no amount from quantity 6, unit price {'9' * 30}"),
        (("2.55", "9" * 14), "unparsable_number", f"no amount from quantity 6, unit price {'9' * 14}"),
        (("2.55", "0"), "zero_or_negative_price", "unit price 0.0000"),
        (("2.55", "-1"), "zero_or_negative_price", "unit price -1.0000"),
        ((",6,", ",0,"), "zero_amount", "amount 0.0000"),
        (("2010-12-01", "1969-12-31"), "impossible_date", "dated 1969-12-31, outside 1970-01-01 to 1971-01-01"),
        (("2010-12-01", "9999-12-31"), "impossible_date", "dated 9999-12-31, outside 1970-01-01 to 2011-12-31"),
    ],
)
def test_a_row_that_meets_a_rule_is_set_aside_and_says_what_was_wrong(work_dir, change, reason, detail):
    description = {"not_after": "2011-12-31"} if "9999" in detail else {}
    found = cleaned(work_dir, order_file(LAMP.replace(*change)), **description)
    assert found.lines == []
    assert found.reasons() == [(2, reason)]
    assert found.rejects[0]["detail"].startswith(detail)


def test_a_date_far_after_nearly_all_others_is_impossible(work_dir):
    rows = [LAMP.replace("536365", str(number)) for number in range(200)]
    far, near = (TEA.replace("2010-12-01 08:28:00", day) for day in ("2011-12-02 08:26:01", "2011-12-02 08:26:00"))
    found = cleaned(work_dir, order_file(*rows, far, near))
    assert found.reasons() == [(202, "impossible_date")]


def test_a_stated_last_day_counts_to_its_end(work_dir):
    rows = (LAMP.replace("08:26:00", "23:59:59"), LAMP.replace("12-01 08:26:00", "12-02 00:00:00"))
    assert cleaned(work_dir, order_file(*rows), not_after="2010-12-01").reasons() == [(3, "impossible_date")]


@pytest.mark.parametrize("returned", [REFUND, REFUND.replace("C536379", "536379"), REFUND.replace(",-1,", ",1,")])
def test_a_return_takes_money_back_whichever_sign_of_it_the_file_gives(work_dir, returned):
    (line,) = cleaned(work_dir, order_file(returned)).lines
    assert (line["is_return"], line["quantity"], line["amount"]) == (True, -1.0, Decimal("-27.5000"))


def test_returns_are_counted_though_kept_and_removed_under_their_own_rule_where_dropped(work_dir):
    content = order_file(LAMP, REFUND)
    kept, dropped = cleaned(work_dir, content), cleaned(work_dir, content, returns="drop")
    assert (kept.rule("cancellation"), kept.rule("negative_quantity")) == ((1, 0), (1, 0))
    assert (dropped.rule("cancellation"), dropped.rule("negative_quantity")) == ((1, 1), (1, 0))
    assert dropped.reasons() == [(3, "cancellation")]


def test_an_order_id_that_begins_with_c_and_a_letter_is_no_cancellation(work_dir):
    assert cleaned(work_dir, order_file(LAMP.replace("536365", "CARD17"))).rule("cancellation") == (0, 0)


def test_a_negative_total_is_a_return(work_dir):
    content = order_file("anna,2024-05-01,-12.5", header="who,when,worth")
    (line,) = cleaned(work_dir, content, mapping=TOTALS).lines
    assert (line["is_return"], line["amount"], line["quantity"]) == (True, Decimal("-12.5000"), None)


def test_a_row_meets_every_rule_it_breaks_and_is_removed_by_the_first(work_dir):
    found = cleaned(work_dir, order_file(NOBODY))
    assert found.rule("missing_customer") == (1, 1)
    assert found.rule("zero_or_negative_price") == (1, 0)
    assert found.rule("zero_amount") == (1, 0)


def test_a_broken_line_meets_no_other_rule(work_dir):
    found = cleaned(work_dir, order_file(LAMP, "x", "x"))
    meeting = {rule["name"]: rule["rows_meeting"] for rule in found.quality["rules"]}
    assert meeting == dict.fromkeys((rule.name for rule in rules_of("order_lines")), 0) | {"broken_line": 2}


def test_an_order_without_an_id_is_its_customer_at_its_time(work_dir):
    content = order_file("anna,2024-05-01 10:15,12.5", header="who,when,worth")
    assert cleaned(work_dir, content, mapping=TOTALS).lines[0]["order_id"] == "anna@2024-05-01T10:15:00"
    blank = cleaned(work_dir, order_file(LAMP.replace("536365", "")))
    assert blank.lines[0]["order_id"] == "17850@2010-12-01T08:26:00"


def test_money_is_exact_to_the_last_digit_it_can_hold(work_dir):
    rows = [f"c{number},2024-05-01,{worth}" for number, worth in enumerate(("0.1", "0.2", "99999999999999.9999"))]
    found = cleaned(work_dir, order_file(*rows, header="who,when,worth"), mapping=TOTALS)
    assert [line["amount"] for line in found.lines] == [Decimal(text) for text in ("0.1", "0.2", "99999999999999.9999")]


def test_a_file_in_european_style_is_read_as_it_was_meant(work_dir):
    content = order_file(
        "1.000;13,50;31.12.2010 08:26;Müller", "2;0,05;01.12.2010 08:26;Groß", header="Qty;Price;Order Date;Customer"
    )
    first, second = cleaned(work_dir, content.encode("cp1252")).lines
    assert (first["customer_id"], first["amount"]) == ("Groß", Decimal("0.1000"))
    assert (second["customer_id"], second["amount"], second["quantity"]) == ("Müller", Decimal("13500.0000"), 1000.0)
    assert first["ordered_at"] == at.fromisoformat("2010-12-01T08:26")


def test_attributes_are_json_with_sorted_names_whatever_characters_they_hold(work_dir):
    header = 'b "x",a\'s,CustomerID,date,amount'.replace('b "x"', '"b ""x"""')
    found = cleaned(work_dir, order_file('"say ""hi""",,7,2024-05-01,3', header=header), attributes=['b "x"', "a's"])
    assert json.loads(found.lines[0]["attributes"]) == {"a's": None, 'b "x"': 'say "hi"'}
    assert list(json.loads(found.lines[0]["attributes"])) == ["a's", 'b "x"']


def test_a_file_without_attributes_has_none(work_dir):
    assert cleaned(work_dir, order_file(LAMP), attributes=[]).lines[0]["attributes"] is None


def test_the_rejects_open_in_a_spreadsheet_without_running_anything(work_dir):
    found = cleaned(work_dir, order_file('=HYPERLINK("http://x")', LAMP))
    assert found.rejects[0]["raw"] == '\'=HYPERLINK("http://x")'


def test_the_same_bytes_give_the_same_bytes(work_dir):
    content = order_file(LAMP, TEA, NOBODY, REFUND, "broken")
    first, second = cleaned(work_dir, content), cleaned(work_dir, content)
    assert (first.parquet, first.rejects, first.quality) == (second.parquet, second.rejects, second.quality)


@pytest.mark.parametrize("content", [order_file(), order_file("", "  ")])
def test_a_file_with_a_header_alone_is_refused(work_dir, content):
    with pytest.raises(UnreadableFile, match="a header and no rows"):
        cleaned(work_dir, content)


def test_a_file_without_an_amount_is_refused_by_what_is_missing(work_dir):
    with pytest.raises(UnknownColumns, match=r"no column for unit_price \(or order_total\)"):
        cleaned(work_dir, order_file("536365,6,2010-12-01,17850", header="InvoiceNo,Quantity,InvoiceDate,CustomerID"))


def test_a_description_with_an_unknown_date_format_is_refused(work_dir):
    with pytest.raises(InvalidDescription, match="date_format"):
        cleaned(work_dir, order_file(LAMP), date_format="%Q")


def test_the_whole_of_online_retail_counts_as_published(real_data, work_dir):
    header, *rows = (real_data / "online_retail" / "2010-12-01.csv").read_text().splitlines()
    for day in sorted((real_data / "online_retail").glob("*.csv"))[1:]:
        rows += day.read_text().splitlines()[1:]
    source = work_dir / "orders.csv"
    source.write_text(order_file(*rows, header=header))
    found = clean_file(KEY, source, Dataset(), work_dir, known_evidence={})
    assert found.rows == RowCounts(read=541_909, kept=401_564, rejected=135_077, duplicate=5_268)
    rules = {rule["name"]: (rule["rows_meeting"], rule["rows_removed"]) for rule in found.quality["rules"]}
    assert rules["missing_customer"] == (135_080, 135_037)
    assert rules["cancellation"] == (9_288, 0)
    assert rules["exact_duplicate"] == (5_268, 5_268)
    with found.rejects.open(encoding="utf-8", newline="") as file:
        assert all(reject["raw"] == rows[int(reject["line_number"]) - 2] for reject in csv.DictReader(file))
